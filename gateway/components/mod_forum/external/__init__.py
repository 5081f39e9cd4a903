"""What is offered of forums, by what it is about."""
