"""An example of a fax service, by the contract of docs/flows.md: it takes faxes and keeps them as files."""
