"""Self enrolment: users enrol themselves."""
