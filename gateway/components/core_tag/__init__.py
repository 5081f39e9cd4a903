"""Tags, and what is tagged with them."""
