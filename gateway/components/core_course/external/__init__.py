"""What is offered about courses and categories."""
