"""What may be offered to an agent beside what, as administrators set it."""
