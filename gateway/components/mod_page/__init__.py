"""Pages: a text on a page of its own."""
