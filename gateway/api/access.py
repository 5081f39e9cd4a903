"""Access: roles, groups, enrolments, keys, the policy of passwords, browser sessions."""

from __future__ import annotations

from gateway.access import delegation, keys, policy, roles, signin
from gateway.access.accounts import LOCAL_HOST
from gateway.access.addresses import matches
from gateway.access.capabilities import has
from gateway.access.enrolments import ENABLED, JOINED, courses_of
from gateway.access.groups import GroupMode, Visibility, known_to, with_member

__all__ = [
    "ENABLED",
    "JOINED",
    "LOCAL_HOST",
    "GroupMode",
    "Visibility",
    "courses_of",
    "delegation",
    "has",
    "keys",
    "known_to",
    "matches",
    "policy",
    "roles",
    "signin",
    "with_member",
]
