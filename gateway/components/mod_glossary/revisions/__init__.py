"""The revisions of the tables of mod_glossary."""
