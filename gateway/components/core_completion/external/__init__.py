"""Web service functions for completion."""
