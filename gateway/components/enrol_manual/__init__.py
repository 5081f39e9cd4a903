"""Manual enrolment: somebody enrols others."""
