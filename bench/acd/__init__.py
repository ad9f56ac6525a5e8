"""The routing engine in simulated time: beside queueing theory, a real bank, and models from files."""
