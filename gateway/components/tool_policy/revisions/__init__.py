"""The revisions of the tables of tool_policy."""
