"""The nouns of ``<Dial>``: what a call can be connected with."""
