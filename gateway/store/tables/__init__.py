"""The tables, under the names and with the columns of the reference schema (``reference/server.md`` 2.11).

One module an area. What the reference does not have is said where it stands.
"""

from __future__ import annotations

from gateway.store.tables import (
    access,
    activities,
    assign,
    badges,
    completion,
    content,
    courses,
    enrolments,
    forum,
    grades,
    groups,
    messages,
    quiz,
    services,
    site,
    users,
)
from gateway.store.tables._columns import metadata

__all__ = [
    "access",
    "activities",
    "assign",
    "badges",
    "completion",
    "content",
    "courses",
    "enrolments",
    "forum",
    "grades",
    "groups",
    "messages",
    "metadata",
    "quiz",
    "services",
    "site",
    "users",
]
