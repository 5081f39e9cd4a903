"""The pages of a person: the dashboard, and the page of their courses."""
