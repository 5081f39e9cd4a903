"""A site that says yes to everything: what answers of files are checked against before there is a site."""

from __future__ import annotations

from typing import Final

from gateway import clock
from gateway.describe import Site

__all__ = ["ANY_SITE"]


class _AnySite:
    """The facts of no site in particular."""

    wwwroot = "http://127.0.0.1"
    extended_usernames = True
    decimal_separator = "."

    def now(self) -> int:
        return clock.seconds()

    def setting(self, name: str) -> str | None:
        return None

    def has_capability(self, name: str) -> bool:
        return True

    def has_language(self, code: str) -> bool:
        return True

    def has_theme(self, name: str) -> bool:
        return True

    def has_auth(self, name: str) -> bool:
        return True


ANY_SITE: Final[Site] = _AnySite()
