"""Groups of users in courses, and groupings of groups."""
