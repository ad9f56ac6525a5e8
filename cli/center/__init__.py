"""Bringing a center up on this machine: addresses, secrets, three processes, the page of what to do."""
