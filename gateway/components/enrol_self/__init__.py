"""Self enrolment: people enrol themselves."""
