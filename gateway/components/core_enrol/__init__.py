"""Enrolment: the participants of courses, and enrolment methods."""
