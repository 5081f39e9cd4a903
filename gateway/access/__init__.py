"""Access: tokens, services, contexts, roles, capabilities, enrolments, passwords, sessions and log-in."""
