"""The kernel's tables, under the names and with the columns of the reference schema (``docs/contract/server.md 2.11``).

One module for each area. Tables and columns that the reference does not have are marked with a comment. The tables of
components are in their folders.
"""

from __future__ import annotations

from gateway.store.columns import metadata
from gateway.store.tables import access, courses, enrolments, files, groups, mail, services, site, usage, users

__all__ = ["access", "courses", "enrolments", "files", "groups", "mail", "metadata", "services", "site", "usage", "users"]
