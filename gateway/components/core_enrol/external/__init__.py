"""What is offered about enrolment."""
