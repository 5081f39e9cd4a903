"""Notes about users."""
