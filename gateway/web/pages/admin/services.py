"""The list of services, and creating one."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from gateway.admin import services
from gateway.web.pages.admin.forms import administered
from gateway.web.pages.admin.service import SERVICE, flags
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["SERVICES", "pages"]

SERVICES = "/admin/services"
"""The page."""


def pages() -> list[Page]:
    """The page."""
    return [administered(SERVICES, _show, {"create": _create})]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """All services, and the form for another."""
    found = sorted(visit.site.services.values(), key=lambda service: (service.component is None, service.name))
    return visit.show("admin_services.html", status=422 if wrong else 200, services=found, wrong=wrong)


async def _create(visit: Visit) -> Response:
    """Create a service."""
    values = {"name": visit.text("name").strip(), "shortname": visit.text("shortname").strip() or None, **flags(visit)}
    serviceid = await visit.gateway.store.write(services.create, visit.site, values, now=visit.now, by=visit.by)
    return visit.go(SERVICE, id=serviceid, told="created")
