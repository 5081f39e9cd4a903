"""Who may do what: tokens, services, contexts, roles, capabilities, passwords, and the checks on a call."""
