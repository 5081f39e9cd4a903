"""Web service functions for the calendar."""
