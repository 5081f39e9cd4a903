"""The revisions of the tables of upstreams."""
