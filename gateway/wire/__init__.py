"""What protocols import: the call and its outcome, the interface of a protocol, forms, HTTP, per-call settings, JSON as PHP writes it."""
