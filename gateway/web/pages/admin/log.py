"""What has happened: the audit, with filters."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.admin import accounts, events
from gateway.admin.events import Listing
from gateway.web.pages.admin.forms import administered, number
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["LOG", "pages"]

LOG = "/admin/log"
"""The page."""
_AT_ONCE = 100


def pages() -> list[Page]:
    """The page."""
    return [administered(LOG, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """Some events, newest first."""
    listing = await visit.gateway.store.read(_listed, visit)
    return visit.show("admin_log.html", wrong=wrong, listing=listing, who=visit.text("who").strip(), what=visit.text("what").strip())


def _listed(db: Connection, visit: Visit) -> Listing:
    who, userid = visit.text("who").strip(), None
    if who:
        found = accounts.find(db, who)
        userid = found.id if found is not None else -1
    what = visit.text("what").strip().replace(" ", "_")[:100]
    return events.listed(db, before=number(visit, "before"), userid=userid, containing=what, most=_AT_ONCE)
