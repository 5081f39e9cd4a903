"""Capabilities, permissions and subjects; ``capabilities`` decides who holds which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import msgspec

__all__ = ["Assignment", "CapabilityRow", "Permission", "Subject"]

# A role assignment: the ids of the role and of the context.
Assignment = tuple[int, int]

# The risks (cross-site scripting, configuration, loss of data) for which no guest may hold a capability.
_RISK_XSS, _RISK_CONFIG, _RISK_DATALOSS = 4, 2, 32
_RISKY = _RISK_XSS | _RISK_CONFIG | _RISK_DATALOSS


class Permission(IntEnum):
    """The permission of a role for a capability; without any it is inherited."""

    ALLOW = 1
    PREVENT = -1
    PROHIBIT = -1000


class CapabilityRow(msgspec.Struct, frozen=True):
    """A registered capability: whether it reads or writes, its context level, and its risks."""

    name: str
    captype: str
    contextlevel: int
    component: str
    riskbitmask: int

    @property
    def for_guests(self) -> bool:
        """Whether guests may hold it."""
        return not self.writes and not self.riskbitmask & _RISKY

    @property
    def writes(self) -> bool:
        """Whether it is a write capability."""
        return self.captype == "write"


class Subject(msgspec.Struct, frozen=True):
    """The user whose capabilities are checked, with role assignments; user id 0 is nobody."""

    userid: int
    assignments: tuple[Assignment, ...] = ()
    deleted: bool = False

    def with_roles(self, more: Iterable[Assignment]) -> Subject:
        """The same user with additional role assignments."""
        return Subject(self.userid, (*self.assignments, *more), self.deleted)
