"""Requests which the carrier makes: signed, retried, and in order."""
