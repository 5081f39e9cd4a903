"""Declaring external functions and services, finding components, and looking functions up."""
