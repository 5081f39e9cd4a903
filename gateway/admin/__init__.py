"""Administration, for commands and pages: accounts, services, roles, tasks, installation, states."""
