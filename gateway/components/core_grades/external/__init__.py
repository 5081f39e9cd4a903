"""Web service functions for grades."""
