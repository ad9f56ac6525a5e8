"""A carrier and an AWS for the laptop; independent of the product."""
