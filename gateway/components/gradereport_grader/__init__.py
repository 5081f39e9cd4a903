"""The grader report."""
