"""The overview: what is set up and what is next, for one system that controls the site and for people as clients.

The steps are those of ``docs/contract/server.md 7.1``; whatever the database can tell is looked up.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, func, select
from starlette.responses import Response

from gateway.access.callers import PERMANENT
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.users import user
from gateway.web.pages.admin.forms import administered
from gateway.web.pages.look import counted
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["ADMIN", "pages"]

ADMIN = "/admin/"
"""The page."""
_DOCUMENTATION = "/admin/settings?q=enablewsdocumentation"


class Step(msgspec.Struct, frozen=True):
    """A step of setting up: what it is, how it stands in words, whether it is done (None: nobody can tell), and where it is done."""

    title: str
    state: str
    done: bool | None
    path: str


class Counts(msgspec.Struct, frozen=True):
    """What there is: people who may act, people authorised for services, tokens, and tokens that were used."""

    people: int
    authorised: int
    tokens: int
    used: int


def pages() -> list[Page]:
    """The page."""
    return [administered(ADMIN, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """Both lists."""
    counts = await visit.gateway.store.read(_counts)
    return visit.show("admin_overview.html", system=_for_system(visit, counts), clients=_for_people(visit, counts), wrong=wrong)


def _counts(db: Connection) -> Counts:
    """What there is, in one statement."""
    permanent = select(func.count()).select_from(external_tokens).where(external_tokens.c.tokentype == PERMANENT)
    row = db.execute(
        select(
            select(func.count()).select_from(user).where(user.c.deleted == 0, user.c.suspended == 0).scalar_subquery(),
            select(func.count()).select_from(external_services_users).scalar_subquery(),
            permanent.scalar_subquery(),
            permanent.where(external_tokens.c.lastaccess.is_not(None)).scalar_subquery(),
        )
    ).one()
    return Counts(*row)


def _common(visit: Visit) -> tuple[Step, Step, Step, Step]:
    """The steps of both lists: web services, protocols, a service, its functions."""
    site = visit.site
    switched = site.config.flag("enablewebservices")
    on = [service for service in site.services.values() if service.enabled]
    filled = [service for service in on if service.functions]
    return (
        Step("Switch web services on", "on" if switched else "off", switched, "/admin/protocols"),
        Step("Switch protocols on", ", ".join(sorted(site.protocols)) or "none is on", bool(site.protocols), "/admin/protocols"),
        Step("Choose a service, or create one", ", ".join(service.name for service in on[:5]) or "none is on", bool(on), "/admin/services"),
        Step("Put functions into it", f"{len(filled)} of {len(on)} have some", bool(filled), "/admin/services"),
    )


def _for_system(visit: Visit, counts: Counts) -> list[Step]:
    """The steps for one system with a token of its own."""
    switched, protocols, service, functions = _common(visit)
    documented = visit.site.config.flag("enablewsdocumentation")
    return [
        switched,
        protocols,
        Step("Make an account for the system", counted(counts.people, "account"), counts.people > 2, "/admin/users"),
        Step("Give it the capabilities that the functions need", "see which are lacking on the page of the service", None, "/admin/roles"),
        service,
        functions,
        _authorising(visit, counts),
        Step("Create a token for it", counted(counts.tokens, "token"), counts.tokens > 0, "/admin/tokens"),
        Step("Open the documentation to visitors, if you like", "open" if documented else "closed", None, _DOCUMENTATION),
        Step("Call it", _used(counts), counts.used > 0, "/docs"),
    ]


def _for_people(visit: Visit, counts: Counts) -> list[Step]:
    """The steps for people who each have a token."""
    switched, protocols, service, functions = _common(visit)
    makers = visit.site.permissions.get((visit.site.user_role, 1), {}).get("moodle/webservice:createtoken", 0) > 0
    who = "everybody may" if makers else "only who has a role that allows moodle/webservice:createtoken"
    return [
        switched,
        protocols,
        service,
        functions,
        Step("Let people make tokens", who, None, "/admin/roles"),
        Step("Call it", _used(counts), counts.used > 0, "/docs"),
    ]


def _authorising(visit: Visit, counts: Counts) -> Step:
    """The step that only restricted services need."""
    needed = any(service.enabled and service.restrictedusers for service in visit.site.services.values())
    state = f"{counts.authorised:,} authorised" if needed else "no service that is on is restricted"
    return Step("Authorise the account, if the service is restricted", state, counts.authorised > 0 if needed else True, "/admin/services")


def _used(counts: Counts) -> str:
    return f"{counted(counts.used, 'token')} used so far"
