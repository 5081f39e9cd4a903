"""The revisions of the tables of mod_wiki."""
