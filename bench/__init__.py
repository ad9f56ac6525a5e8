"""Measurements; each module runs alone and ends with one line of JSON."""
