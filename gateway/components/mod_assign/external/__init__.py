"""What is offered of assignments."""
