"""Access: roles, groups, enrolments, keys, the policy of passwords, browser sessions."""

from __future__ import annotations

from gateway.access import delegation, keys, policy, roles, signin
from gateway.access.accounts import LOCAL_HOST
from gateway.access.activities import Access, access_to, closed_by_delegates
from gateway.access.addresses import matches
from gateway.access.availability import Judge, Unmet, UnmetSet
from gateway.access.capabilities import has
from gateway.access.conditions import Condition, OnCompletion, OnDate, OnGrade, OnGroup, OnGrouping, OnProfile, leaves, parsed
from gateway.access.enrolments import ENABLED, JOINED, courses_of
from gateway.access.entry import GUEST_PASSWORD
from gateway.access.groups import (
    GroupMode,
    OwnGroups,
    Visibility,
    activity_members,
    are_apart,
    fellows,
    in_grouping,
    known_groups,
    known_members,
    members_of,
    memberships,
    mode_of,
    own_groups,
    with_member,
)
from gateway.access.names import fullname

__all__ = [
    "ENABLED",
    "GUEST_PASSWORD",
    "JOINED",
    "LOCAL_HOST",
    "Access",
    "Condition",
    "GroupMode",
    "Judge",
    "OnCompletion",
    "OnDate",
    "OnGrade",
    "OnGroup",
    "OnGrouping",
    "OnProfile",
    "OwnGroups",
    "Unmet",
    "UnmetSet",
    "Visibility",
    "access_to",
    "activity_members",
    "closed_by_delegates",
    "are_apart",
    "courses_of",
    "delegation",
    "fellows",
    "fullname",
    "has",
    "in_grouping",
    "keys",
    "leaves",
    "matches",
    "parsed",
    "known_groups",
    "known_members",
    "mode_of",
    "own_groups",
    "members_of",
    "memberships",
    "policy",
    "roles",
    "signin",
    "with_member",
]
