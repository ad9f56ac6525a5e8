"""TwiML: documents, and the running of them."""
