"""What is offered about users, by what it is about."""
