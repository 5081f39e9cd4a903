"""Triglot's gateway: what every call shares, whatever protocol it came by."""
