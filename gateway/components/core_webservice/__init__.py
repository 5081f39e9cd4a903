"""The web service subsystem's own functions, and the built-in service for the mobile app."""
