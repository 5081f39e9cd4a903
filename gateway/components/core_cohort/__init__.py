"""Cohorts: sets of people of the whole site, or of one category."""
