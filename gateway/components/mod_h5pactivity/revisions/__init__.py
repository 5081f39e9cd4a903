"""The revisions of the tables of mod_h5pactivity."""
