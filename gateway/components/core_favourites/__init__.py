"""What people have starred."""
