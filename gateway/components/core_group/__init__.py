"""Groups of people in courses, and groupings of groups."""
