"""How the site runs: its process, its database, what it has installed, and its scheduled work."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from importlib.metadata import version

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.admin import tasks
from gateway.admin.tasks import ListedTask
from gateway.mail import outbox
from gateway.mail.outbox import Waiting
from gateway.web.pages.admin.forms import administered
from gateway.web.pages.look import counted
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["HEALTH", "pages"]

HEALTH = "/admin/health"
"""The page."""
_MAILS = 50


def pages() -> list[Page]:
    """The page."""
    return [administered(HEALTH, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """What there is to know; that the page is shown says that the database answers."""
    gateway, registry = visit.gateway, visit.site.registry
    work, mails = await gateway.store.read(_listed, visit)
    facts = [
        ("Triglot", version("triglot")),
        ("Python", platform.python_version()),
        ("Address", visit.site.wwwroot),
        ("Database", gateway.settings.database.url.partition(":")[0] + ", answers"),
        ("Functions", f"{len(registry):,}"),
        ("Components", f"{len({component.name for component in registry.components}):,}"),
        ("Protocols", ", ".join(sorted(protocol.name for protocol in gateway.protocols))),
        ("Demo", "yes" if visit.site.config.flag("triglot/demo") else "no"),
        ("Closed for maintenance", "yes" if visit.site.config.flag("maintenance_enabled") else "no"),
    ]
    own = gateway.condition
    process = [
        ("Process", str(own.pid)),
        ("Runs for", _duration(own.running)),
        ("Memory, at most", f"{own.megabytes:,.0f} MB"),
        ("Changes of others, read", "not yet" if own.changes_age is None else f"{own.changes_age:.1f} seconds ago"),
        *((f"Waiting: {what}", f"{count:,}") for what, count in own.waiting.items()),
    ]
    late = {task.name for task in work if task.lastrun is not None and task.lastrun + 2 * task.every < visit.now}
    return visit.show("admin_health.html", wrong=wrong, facts=facts, process=process, tasks=work, late=late, mails=mails)


def _listed(db: Connection, visit: Visit) -> tuple[list[ListedTask], list[Waiting]]:
    """The scheduled work, and the first mails that wait."""
    return tasks.listed(db, tasks.every(visit.site.registry)), outbox.waiting(db, most=_MAILS)


def _duration(seconds: int) -> str:
    """A length of time in words: days, hours and minutes."""
    minutes = seconds // 60
    parts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    return ", ".join(counted(number, noun) for number, noun in parts if number) or "less than a minute"
