"""The site that the tests of descriptions validate for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

__all__ = ["REFERENCE", "TestSite"]


@dataclass(frozen=True)
class TestSite:
    """A site with a few plugins; its defaults are those of the recorded site."""

    __test__ = False

    wwwroot: str = "http://127.0.0.1:8090"
    extended_usernames: bool = False
    decimal_separator: str = "."
    capabilities: frozenset[str] = frozenset({"moodle/site:config"})
    languages: frozenset[str] = frozenset({"en"})
    themes: frozenset[str] = frozenset({"boost", "classic"})
    time: int = 1_800_000_000
    settings: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({"lang": "en"}))
    auths: frozenset[str] = frozenset({"manual", "nologin", "email"})

    def now(self) -> int:
        return self.time

    def setting(self, name: str) -> str | None:
        return self.settings.get(name)

    def has_capability(self, name: str) -> bool:
        return name in self.capabilities

    def has_language(self, code: str) -> bool:
        return code in self.languages

    def has_theme(self, name: str) -> bool:
        return name in self.themes

    def has_auth(self, name: str) -> bool:
        return name in self.auths


REFERENCE: Final = TestSite()
