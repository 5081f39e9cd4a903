"""What the site allows whom: protocols that nobody may use, services without callers, tokens for ever, a demo that others reach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from sqlalchemy import Connection, func, select

from gateway.access.callers import PERMANENT
from gateway.access.permissions import Permission
from gateway.access.site import SiteData
from gateway.admin import demo
from gateway.admin.doctor.finding import Finding, bad, good, odd
from gateway.admin.doctor.machine import is_loopback
from gateway.settings import Settings
from gateway.store.tables.services import external_services_users, external_tokens
from gateway.store.tables.users import user

__all__ = ["examined"]

# How many names are told of many.
_TOLD: Final = 5
# Bits of the setting by which the headers that name a client are ignored.
_IGNORES_ALL: Final = 3


def examined(db: Connection, site: SiteData, settings: Settings, switched: Collection[str], *, now: int) -> Iterator[Finding]:
    """What is found of the site; ``switched`` are the installed protocols that can be switched on and off."""
    yield from _demo(db, settings)
    yield from _protocols(site, switched)
    yield from _services(db, site, now)
    yield from _tokens(db, now)
    yield from _addresses(site, settings)
    yield from _rates(settings)


def _demo(db: Connection, settings: Settings) -> Iterator[Finding]:
    if demo.is_marked(db):
        if is_loopback(settings.server.address):
            yield odd(
                "demo", "the site is the demo, whose passwords everybody knows", "triglot init in another place, for a site of your own"
            )
        else:
            text = f"the demo, whose passwords everybody knows, is to be served at {settings.server.address}"
            yield bad("demo", text, '[server] address = "127.0.0.1", or triglot init in another place')


def _protocols(site: SiteData, switched: Collection[str]) -> Iterator[Finding]:
    if not site.config.flag("enablewebservices"):
        yield odd("protocols", "web services are off as a whole", "triglot config set enablewebservices 1")
        return
    on = sorted(site.protocols & set(switched))
    if not on:
        yield odd("protocols", "none is on", "triglot config set webserviceprotocols rest")
        return
    closed = [name for name in on if not _holders(site, f"webservice/{name}:use")]
    for name in closed:
        text = f"{name} is on, and no role allows its use"
        yield bad(
            "protocols", text, f"triglot role allow user webservice/{name}:use, or without {name}: triglot config set webserviceprotocols"
        )
    unknown = sorted(site.protocols - set(switched))
    if unknown:
        yield odd(
            "protocols", f"these are on and not installed: {', '.join(unknown)}", f"triglot config set webserviceprotocols {','.join(on)}"
        )
    if not closed:
        yield good("protocols", ", ".join(on))


def _holders(site: SiteData, capability: str) -> list[int]:
    """The roles that allow a capability anywhere."""
    return [role for (role, _), given in site.permissions.items() if given.get(capability) == Permission.ALLOW]


def _services(db: Connection, site: SiteData, now: int) -> Iterator[Finding]:
    valid = external_services_users.c.validuntil
    query = (
        select(external_services_users.c.externalserviceid, func.count())
        .join_from(external_services_users, user, user.c.id == external_services_users.c.userid)
        .where(user.c.deleted == 0, user.c.suspended == 0, (valid.is_(None)) | (valid == 0) | (valid > now))
        .group_by(external_services_users.c.externalserviceid)
    )
    authorised: dict[int, int] = {row[0]: row[1] for row in db.execute(query)}
    wrong = False
    for service in site.services.values():
        if not service.enabled:
            continue
        named = service.shortname or str(service.id)
        unknown = sorted(name for name in service.functions if site.registry.get(name) is None)
        if not service.functions:
            wrong = True
            yield odd(
                "services",
                f"{service.name} is enabled and has no functions",
                f"triglot service add {named} FUNCTION, or triglot service disable {named}",
            )
        elif service.restrictedusers and not authorised.get(service.id):
            wrong = True
            yield odd("services", f"{service.name} is enabled, and nobody may use it", f"triglot service authorise {named} USER")
        elif service.requiredcapability and not _holders(site, service.requiredcapability):
            wrong = True
            text = f"{service.name} asks for {service.requiredcapability}, which no role allows"
            yield odd("services", text, f"triglot role allow ROLE {service.requiredcapability}")
        if unknown:
            wrong = True
            text = f"{service.name} has functions that no component has: {_some(unknown)}"
            yield odd("services", text, f"triglot service remove {named} {' '.join(unknown[:_TOLD])}, or install their component")
    if not wrong:
        yield good("services", f"{sum(service.enabled for service in site.services.values())} are enabled, each with functions and callers")


def _tokens(db: Connection, now: int) -> Iterator[Finding]:
    cols = external_tokens.c
    query = (
        select(user.c.username, cols.id, cols.iprestriction)
        .join_from(external_tokens, user, user.c.id == cols.userid)
        .where(cols.tokentype == PERMANENT, (cols.validuntil.is_(None)) | (cols.validuntil == 0))
        .order_by(cols.id)
    )
    rows = db.execute(query).all()
    if rows:
        people = Counter(row.username for row in rows)
        told = _some([f"{name} ({count})" for name, count in people.most_common()])
        anywhere = sum(not row.iprestriction for row in rows)
        text = f"{len(rows)} hold for ever, {anywhere} of them from anywhere: {told}"
        yield odd("tokens", text, f"triglot token list; triglot token revoke {rows[0].id}, or create one with --days and --address")
    developers = db.execute(
        select(func.count())
        .select_from(external_tokens)
        .where(cols.developer == 1, (cols.validuntil.is_(None)) | (cols.validuntil == 0) | (cols.validuntil > now))
    ).scalar_one()
    if developers:
        yield odd("tokens", f"{developers} are developers', whose errors say more", "triglot token list, and triglot token revoke ID")
    if not rows and not developers:
        yield good("tokens", "none holds for ever")


def _addresses(site: SiteData, settings: Settings) -> Iterator[Finding]:
    """The headers by which a proxy names a client are read only where both the process and the site say so."""
    ignored = site.config.number("getremoteaddrconf") & _IGNORES_ALL == _IGNORES_ALL
    if settings.server.proxies and ignored:
        text = "proxies are named, and the site ignores what they say: all clients seem to have their address"
        yield bad("proxies", text, "triglot config set getremoteaddrconf 1")
    elif not settings.server.proxies and not ignored:
        yield odd("proxies", "the site wants clients named by headers, and no proxy is believed", '[server] proxies = ["127.0.0.1"]')
    if settings.server.wwwroot.startswith("https://") and not site.config.flag("sslproxy"):
        text = "TLS ends in front of the gateway, and the site does not know: what asks for https is refused"
        yield odd("address", text, "triglot config set sslproxy 1")


def _rates(settings: Settings) -> Iterator[Finding]:
    rates = settings.rates
    if settings.server.workers > 1 and rates.storage == "memory://" and (rates.token or rates.address or rates.function):
        text = f"each of {settings.server.workers} workers counts for itself: callers may call so many times as often"
        yield odd("rates", text, '[rates] storage = "redis://127.0.0.1:6379/0"')
    elif not rates.failures:
        yield odd("rates", "wrong passwords have no rate", '[rates] failures = "60/minute"')
    else:
        yield good("rates", f"wrong passwords: {rates.failures}")


def _some(names: Sequence[str]) -> str:
    """The first names of many."""
    more = len(names) - _TOLD
    return ", ".join(names[:_TOLD]) + (f" and {more} more" if more > 0 else "")
