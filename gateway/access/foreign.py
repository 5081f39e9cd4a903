"""Callers whom another server knows: whose token it is, and what they may call, as that server has told."""

from __future__ import annotations

import msgspec

from gateway.access.secrets import digest
from gateway.access.site import Service

__all__ = ["Foreign"]


class Foreign(msgspec.Struct, frozen=True, kw_only=True):
    """A caller without an account here: the upstream that knows the token, who the caller is there, and the functions here.

    ``service`` stands for what the token may be used for; it is stored nowhere.
    """

    upstream: str
    token: str
    userid: int
    username: str
    service: Service

    def __repr__(self) -> str:
        """Who it is, without the token."""
        return f"<Foreign {self.userid} of {self.upstream}>"

    @property
    def key(self) -> str:
        """What tells the caller from all others."""
        return f"{self.upstream} {self.userid or digest(self.token)}"
