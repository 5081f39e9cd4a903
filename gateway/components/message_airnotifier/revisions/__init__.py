"""The revisions of the tables of message_airnotifier."""
