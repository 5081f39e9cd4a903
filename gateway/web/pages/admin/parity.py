"""What comparing has found of functions that can be answered by an upstream or by this gateway: whether one may take the other's place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.upstream import parity, switching
from gateway.upstream.parity import Entry
from gateway.web.pages.admin.forms import administered
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["PARITY", "pages"]

PARITY = "/admin/parity"
"""The page."""


def pages() -> list[Page]:
    """The page."""
    return [administered(PARITY, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The functions that were ever switched, with what was found since."""
    gateway = visit.gateway
    entries = await gateway.store.read(_listed)
    names = {function: name for name in gateway.upstreams.settings for function in gateway.upstreams.of(name, visit.site.registry)}
    return visit.show("admin_parity.html", wrong=wrong, entries=entries, upstreams=names, commands=_commands(names), enough=parity.ENOUGH)


def _listed(db: Connection) -> list[Entry]:
    return parity.listed(db, {function: side.value for function, side in switching.load(db).items()})


def _commands(names: Mapping[str, str]) -> Mapping[str, str]:
    """The command that switches each function to this gateway."""
    return {function: f"triglot upstream switch {name} {function} new" for function, name in names.items()}
