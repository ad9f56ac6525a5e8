"""A small TwiML carrier on loopback, written from the public protocol."""
