"""What parameter types and defaults need to know about the site."""

from __future__ import annotations

from typing import Protocol

__all__ = ["Site"]


class Site(Protocol):
    """The facts about a site on which types and defaults depend (``docs/contract/encodings.md 2.4``)."""

    @property
    def wwwroot(self) -> str:
        """The base address, without a slash at its end."""

    @property
    def extended_usernames(self) -> bool:
        """Whether user names may contain any character."""

    @property
    def decimal_separator(self) -> str:
        """The decimal separator of the site's language."""

    def now(self) -> int:
        """The time, in seconds since 1970."""

    def setting(self, name: str) -> str | None:
        """The value of a site setting; None if it is not set and has no default."""

    def has_capability(self, name: str) -> bool:
        """Whether a capability of that name is registered."""

    def has_language(self, code: str) -> bool:
        """Whether the language pack is installed."""

    def has_theme(self, name: str) -> bool:
        """Whether the theme is installed."""

    def has_auth(self, name: str) -> bool:
        """Whether the authentication plugin is installed."""
