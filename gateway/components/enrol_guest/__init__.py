"""Looking into courses as a guest."""
