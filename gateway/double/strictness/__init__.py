"""The strictness report: what a client has sent that a real site would refuse, ignore, or should not be sent."""
