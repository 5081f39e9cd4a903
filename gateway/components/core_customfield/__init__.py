"""Custom fields: what sites add to courses, groups and cohorts."""
