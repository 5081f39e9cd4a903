"""Messages, contacts and notifications."""
