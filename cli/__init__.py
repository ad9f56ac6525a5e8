"""The `trunkline` command line."""
