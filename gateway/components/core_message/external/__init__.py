"""Web service functions for messages, contacts and notifications."""
