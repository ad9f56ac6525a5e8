"""The trunks by which calls go out, as administrators set them."""
