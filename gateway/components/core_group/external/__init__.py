"""Web service functions for groups and groupings."""
