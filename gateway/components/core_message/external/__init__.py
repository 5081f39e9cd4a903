"""What is offered of messages, by what is done."""
