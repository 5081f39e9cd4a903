"""Web service functions for enrolment."""
