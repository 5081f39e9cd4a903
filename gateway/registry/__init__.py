"""Declaring external functions and services, finding components, looking functions up."""
