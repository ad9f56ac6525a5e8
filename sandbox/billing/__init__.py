"""An example of an operator's billing system, by the contract of docs/flows.md: a file of accounts."""
