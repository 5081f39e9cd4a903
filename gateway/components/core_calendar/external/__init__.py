"""What is offered of the calendar."""
