"""Addresses that belong to no protocol: the login script, and the pages where the mobile app and a browser meet."""
