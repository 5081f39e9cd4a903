"""What capabilities, permissions and the people who hold them are; ``capabilities`` says who holds which."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum

import msgspec

__all__ = ["Assignment", "CapabilityRow", "Permission", "Subject"]

# That somebody has a role somewhere: the ids of the role and of the context.
Assignment = tuple[int, int]

# The risks (cross-site scripting, configuration, loss of data) for which no guest may hold a capability.
_RISK_XSS, _RISK_CONFIG, _RISK_DATALOSS = 4, 2, 32
_RISKY = _RISK_XSS | _RISK_CONFIG | _RISK_DATALOSS


class Permission(IntEnum):
    """What a role is given for a capability; not given at all means inherited."""

    ALLOW = 1
    PREVENT = -1
    PROHIBIT = -1000


class CapabilityRow(msgspec.Struct, frozen=True):
    """A registered capability: whether it writes, the level it is meant for, what it risks."""

    name: str
    captype: str
    contextlevel: int
    component: str
    riskbitmask: int

    @property
    def for_guests(self) -> bool:
        """Whether a guest may ever hold it."""
        return not self.writes and not self.riskbitmask & _RISKY

    @property
    def writes(self) -> bool:
        """Whether it is to change something."""
        return self.captype == "write"


class Subject(msgspec.Struct, frozen=True):
    """Someone whose capabilities are asked: 0 is nobody."""

    userid: int
    assignments: tuple[Assignment, ...] = ()
    deleted: bool = False

    def with_roles(self, more: Iterable[Assignment]) -> Subject:
        """The same person with further roles."""
        return Subject(self.userid, (*self.assignments, *more), self.deleted)
