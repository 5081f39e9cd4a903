"""The report of a user's grades in all courses."""
