"""Enrolment: who takes part in which course, and how one gets in."""
