"""Summaries of what a course has, made by artificial intelligence."""
