"""What people have completed."""
