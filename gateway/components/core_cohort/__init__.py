"""Cohorts: sets of users of the whole site or of a course category."""
