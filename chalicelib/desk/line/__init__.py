"""The line as people see it: who waits, who is to be called back, and taking a call from there."""
