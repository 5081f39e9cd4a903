"""The log and the audit."""
