"""The report of a user's grades in one course."""
