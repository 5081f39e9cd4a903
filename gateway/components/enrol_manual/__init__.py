"""Manual enrolment: an authorised user enrols others."""
