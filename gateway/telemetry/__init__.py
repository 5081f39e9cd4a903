"""What the gateway writes of itself: the log and the audit."""
