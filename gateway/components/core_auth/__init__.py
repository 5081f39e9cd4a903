"""Rules for signing up, such as the age of digital consent."""
