"""Books: chapters to leaf through."""
