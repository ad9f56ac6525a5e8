"""A whole call without a person: a caller over SIP, an agent in a real browser, the proof of both."""
