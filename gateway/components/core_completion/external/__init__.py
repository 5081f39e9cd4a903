"""What is offered of completion."""
