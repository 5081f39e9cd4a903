"""What commands and pages call: accounts, services, roles, tasks, installing, states."""
