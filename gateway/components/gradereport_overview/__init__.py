"""The report of the grades of somebody in all courses."""
