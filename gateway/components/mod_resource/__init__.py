"""Resources: a file to read."""
