"""The page "Call us": a telephone in a browser, whose calls come in as through an E1 gateway."""
