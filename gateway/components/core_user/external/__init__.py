"""Web service functions for users."""
