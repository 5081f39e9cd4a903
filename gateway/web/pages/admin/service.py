"""One service: what it is, its functions, and who is authorised to use it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access.site import Service
from gateway.admin import services
from gateway.errors import CodedError, MissingRecord
from gateway.web.pages.admin import forms
from gateway.web.pages.admin.forms import administered, number
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["SERVICE", "flags", "pages"]

SERVICE = "/admin/service"
"""The page of the service with an id."""
_FLAGS = ("enabled", "restrictedusers", "downloadfiles", "uploadfiles")
# How many functions a search offers, and how many people are listed.
_OFFERED, _LISTED = 100, 200


def pages() -> list[Page]:
    """The page."""
    actions = {
        "change": _change,
        "enable": _enable,
        "copy": _copy,
        "delete": _delete,
        "add": _add,
        "remove": _remove,
        "authorise": _authorise,
        "unauthorise": _unauthorise,
    }
    return [administered(SERVICE, _show, actions)]


def flags(visit: Visit) -> dict[str, object]:
    """The boxes that are ticked in a form of a service, as columns."""
    return {name: int(visit.text(name) == "1") for name in _FLAGS}


def _asked(visit: Visit) -> Service:
    """The service that is asked for. Raises ``MissingRecord``."""
    service = visit.site.services.get(number(visit, "id"))
    if service is None:
        raise MissingRecord(message="There is no such service.")
    return service


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The page, with the functions that a search finds to be added."""
    service, site = _asked(visit), visit.site
    search = visit.text("q").strip().lower()[:200]
    offered = [
        function.info
        for function in site.registry
        if function.info.name not in service.functions
        and not function.info.deprecated
        and all(term in f"{function.info.name} {function.info.text.lower()}" for term in search.split())
    ]
    people, lacking = await visit.gateway.store.read(_people, visit, service)
    names = sorted(service.functions)
    known = [(name, site.registry.get(name)) for name in names]
    return visit.show(
        "admin_service.html",
        status=422 if wrong else 200,
        wrong=wrong,
        service=service,
        reference=service.shortname or str(service.id),
        functions=[(name, function.info if function is not None else None) for name, function in known],
        offered=offered[:_OFFERED] if search else [],
        found=len(offered),
        search=search,
        people=people[:_LISTED],
        more=len(people) > _LISTED,
        lacking=lacking,
        capabilities=sorted(site.capabilities),
    )


def _people(db: Connection, visit: Visit, service: Service) -> tuple[list[services.Authorised], dict[int, list[str]]]:
    """Who is authorised, and which capabilities those who are listed lack."""
    people = services.authorised(db, service, most=_LISTED + 1)
    return people, services.lacking(db, visit.site, service, [person.userid for person in people[:_LISTED]])


async def _change(visit: Visit) -> Response:
    """Change what the service is."""
    service = _asked(visit)
    values = {"name": visit.text("name").strip(), "requiredcapability": visit.text("requiredcapability") or None, **flags(visit)}
    await visit.gateway.store.write(services.change, visit.site, service, values, now=visit.now, by=visit.by)
    return visit.go(SERVICE, id=service.id, told="changed")


async def _enable(visit: Visit) -> Response:
    """Switch the service on or off."""
    service = _asked(visit)
    values = {"enabled": int(not service.enabled)}
    await visit.gateway.store.write(services.change, visit.site, service, values, now=visit.now, by=visit.by)
    return visit.go(SERVICE, id=service.id, told="changed")


async def _copy(visit: Visit) -> Response:
    """Create another service like this one."""
    values = {"name": visit.text("name").strip(), "shortname": visit.text("shortname").strip() or None}
    serviceid = await visit.gateway.store.write(services.copy, visit.site, _asked(visit), values, now=visit.now, by=visit.by)
    return visit.go(SERVICE, id=serviceid, told="created")


async def _delete(visit: Visit) -> Response:
    """Delete the service with its tokens, if the box is ticked that says so."""
    if visit.text("sure") != "1":
        raise CodedError("invalidparameter", message="Tick the box to delete the service with its tokens.")
    await visit.gateway.store.write(services.delete_service, _asked(visit), by=visit.by)
    return visit.go("/admin/services", told="deleted")


async def _add(visit: Visit) -> Response:
    """Put functions into the service."""
    service, names = _asked(visit), _ticked(visit)
    await visit.gateway.store.write(services.add, service, names, by=visit.by)
    return visit.go(SERVICE, id=service.id, told="changed")


async def _remove(visit: Visit) -> Response:
    """Take functions out of the service."""
    service, names = _asked(visit), _ticked(visit)
    await visit.gateway.store.write(services.remove, service, names, by=visit.by)
    return visit.go(SERVICE, id=service.id, told="changed")


def _ticked(visit: Visit) -> list[str]:
    """The functions whose boxes are ticked. Raises ``CodedError`` for none."""
    given = visit.form.get("functions")
    names = [name for name in given.values() if isinstance(name, str)] if isinstance(given, dict) else []
    if not names:
        raise CodedError("missingparam", message="No function is ticked.")
    return names


async def _authorise(visit: Visit) -> Response:
    """Let somebody use the service."""
    service = _asked(visit)
    await visit.gateway.store.write(_let, visit, service)
    return visit.go(SERVICE, id=service.id, told="changed")


def _let(db: Connection, visit: Visit, service: Service) -> None:
    account = forms.person(db, visit)
    until, address = forms.days(visit), visit.text("address").strip()
    services.authorise(db, service, account.id, iprestriction=address, validuntil=until, now=visit.now, by=visit.by)


async def _unauthorise(visit: Visit) -> Response:
    """Let somebody no longer use the service."""
    service = _asked(visit)
    await visit.gateway.store.write(services.unauthorise, service, number(visit, "userid"), by=visit.by)
    return visit.go(SERVICE, id=service.id, told="changed")
