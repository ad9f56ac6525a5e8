"""Trunkline: the rooms of the contact center."""
