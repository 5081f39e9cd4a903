"""The report of the grades of somebody in one course."""
