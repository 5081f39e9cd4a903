"""The pages of administration: what the commands do, through the same services, for who holds ``moodle/site:config``."""

from __future__ import annotations

from gateway.web.pages.admin import (
    explain,
    health,
    log,
    overview,
    parity,
    places,
    protocols,
    roles,
    service,
    services,
    settings,
    tokens,
    usage,
    users,
)
from gateway.web.pages.page import Page

__all__ = ["pages"]


def pages() -> list[Page]:
    """All of them."""
    modules = (overview, services, service, tokens, protocols, users, roles, places, explain, settings, usage, parity, log, health)
    return [page for module in modules for page in module.pages()]
