"""The settings of the site: searched, with their defaults and what differs from them, and changed one at a time."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.responses import Response

from gateway.admin import settings
from gateway.errors import CodedError
from gateway.web.pages.admin.forms import administered
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["SETTINGS", "pages"]

SETTINGS = "/admin/settings"
"""The page."""
_AT_ONCE = 100


def pages() -> list[Page]:
    """The page."""
    return [administered(SETTINGS, _show, {"change": _change})]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The settings that a search finds, or those that differ from their defaults."""
    search, changed = visit.text("q").strip().lower()[:100], visit.text("changed") == "1"
    config = visit.site.config
    found = [
        (setting, config[setting.name])
        for setting in settings.listed(visit.site.registry)
        if search in f"{setting.name} {setting.description} {setting.component}".lower()
        and (not changed or config[setting.name] != setting.default)
    ]
    return visit.show(
        "admin_settings.html",
        status=422 if wrong else 200,
        wrong=wrong,
        settings=found[:_AT_ONCE],
        found=len(found),
        search=search,
        changed=changed,
    )


async def _change(visit: Visit) -> Response:
    """Change one setting."""
    name, value = visit.text("name"), visit.text("value").replace("\r\n", "\n")
    if name == "siteadmins" and visit.me.id not in visit.site.admins:
        raise CodedError("nopermissions", message="Only administrators say who is one.")
    await visit.gateway.store.write(settings.change, visit.site, name, value, by=visit.by)
    return visit.go(SETTINGS, q=name, told="changed")
