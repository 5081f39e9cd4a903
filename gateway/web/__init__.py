"""Addresses of the site that are no protocol: the login script, and the pages for people."""
