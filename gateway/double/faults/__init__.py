"""What goes wrong in a world of the double because a test asked for it, in the words of the contract or on the wire."""
