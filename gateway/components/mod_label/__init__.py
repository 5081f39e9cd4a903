"""Labels: a text on the page of a course."""
