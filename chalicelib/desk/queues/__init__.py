"""Queues and workflows as administrators set them up."""
