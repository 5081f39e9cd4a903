"""What is offered about groups."""
