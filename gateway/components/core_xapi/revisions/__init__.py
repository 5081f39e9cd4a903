"""The revisions of the tables of core_xapi."""
