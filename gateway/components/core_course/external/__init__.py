"""Web service functions for courses and course categories."""
