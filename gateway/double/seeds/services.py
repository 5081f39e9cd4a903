"""The services, tokens, settings and own roles of a seed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import Table, create_engine, select

from gateway.access.contexts import SYSTEM, Level
from gateway.access.permissions import Permission
from gateway.access.settings import SETTINGS
from gateway.admin.install import install
from gateway.api.seed_values import Given, did_you_mean
from gateway.double.seeds.places import Site
from gateway.registry.declarations import Setting
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.store.tables import metadata
from gateway.store.tables.access import (
    capabilities,
    role,
    role_allow_assign,
    role_allow_override,
    role_allow_switch,
    role_allow_view,
    role_capabilities,
    role_context_levels,
)
from gateway.store.tables.services import external_services, external_services_users, external_tokens

__all__ = ["LEVELS", "PERMISSIONS", "STANDARD_ROLES", "add_roles", "add_services", "add_settings", "add_tokens", "known_settings"]

STANDARD_ROLES: Final = ("manager", "coursecreator", "editingteacher", "teacher", "student", "guest", "user", "frontpage")
"""The roles of a new site, in the order of their ids."""

LEVELS: Final = {"site": Level.SYSTEM, "user": Level.USER, "category": Level.COURSECAT, "course": Level.COURSE, "activity": Level.MODULE}
PERMISSIONS: Final[Mapping[str, Permission | None]] = {
    "allow": Permission.ALLOW,
    "prevent": Permission.PREVENT,
    "prohibit": Permission.PROHIBIT,
    "inherit": None,
}
_OF_ROLES: Final = (
    role, role_context_levels, role_capabilities, role_allow_assign, role_allow_override, role_allow_switch, role_allow_view,
)  # fmt: skip
_TOKEN: Final = re.compile(r"[!-~]{8,128}")
_PERMANENT: Final = 0
# How much a name is like another where it is a misspelling of it.
_MISSPELT: Final = 0.85


def add_roles(site: Site, given: Given, registry: Registry) -> None:
    """Add own roles, and permissions to standard ones."""
    if not given:
        return
    known = set(registry.capabilities)
    if site.new:
        known |= _standard(site, registry)
    for name, details in given.members():
        archetype = details["archetype"].choice({"": "", **{each: each for each in STANDARD_ROLES}}, "")
        levels = [(each.choice(LEVELS, Level.COURSE)) for each in details["levels"].each()]
        title, description = details["name"].text(), details["description"].text()
        roleid = site.roles.get(name)
        if roleid is None:
            number = len(site.roles) + 1
            row = {"name": title or name, "shortname": name, "description": description, "sortorder": number, "archetype": archetype}
            roleid = site.roles[name] = site.rows.add(role, row)
            site.archetypes[roleid] = archetype
            for level in levels or [Level.COURSE, Level.MODULE]:
                site.rows.add(role_context_levels, {"roleid": roleid, "contextlevel": int(level)})
            managers = site.role("manager")
            site.rows.add(role_allow_assign, {"roleid": managers, "allowassign": roleid})
            site.rows.add(role_allow_override, {"roleid": managers, "allowoverride": roleid})
            site.rows.add(role_allow_view, {"roleid": managers, "allowview": roleid})
            _like(site, archetype, roleid)
        for word, permission in PERMISSIONS.items():
            for each in details[word].each():
                if each.text() not in known:
                    raise each.error(did_you_mean("there is no capability", each.text(), known))
                _permit(site, roleid, each.text(), permission, now=given.now)
        details.close()


def _like(site: Site, archetype: str, roleid: int) -> None:
    """Let a new role begin with the permissions of the standard role that it is like."""
    pattern = site.roles.get(archetype)
    for row in [each for each in site.rows.of(role_capabilities) if each["roleid"] == pattern]:
        site.rows.add(role_capabilities, {name: value for name, value in row.items() if name != "id"} | {"roleid": roleid})


def _permit(site: Site, roleid: int, capability: str, permission: Permission | None, *, now: int) -> None:
    """Set a permission on the site, in the place of the one that there is; None takes it away."""
    rows = site.rows.of(role_capabilities)
    known = next((row for row in rows if (row["roleid"], row["capability"], row["contextid"]) == (roleid, capability, SYSTEM.id)), None)
    if permission is None or known is not None:
        if permission is None and known is not None:
            rows.remove(known)
        elif known is not None and permission is not None:
            known["permission"] = int(permission)
        return
    row = {"contextid": SYSTEM.id, "roleid": roleid, "capability": capability, "permission": int(permission)}
    site.rows.add(role_capabilities, {**row, "timemodified": now, "modifierid": site.admin})


def _standard(site: Site, registry: Registry) -> set[str]:
    """Add the rows of the standard roles; returns the names of all capabilities.

    A state replaces whole tables, so that one with a role of its own has to have the others, too.
    """
    rows, known = _installed(registry)
    for table, listed in rows:
        for row in listed:
            site.rows.add(table, dict(row))
            site.rows.following[str(table.name)] = row["id"] + 1
    return set(known)


@lru_cache(maxsize=4)
def _installed(registry: Registry) -> tuple[Sequence[tuple[Table, Sequence[Mapping[str, Any]]]], frozenset[str]]:
    """The rows of roles as they are installed, by table, and the names of all capabilities; it takes a tenth of a second."""
    engine = create_engine("sqlite://")
    try:
        with engine.begin() as db:
            metadata.create_all(db)
            install(db, registry, protocols=[protocol.name for protocol in protocols() if protocol.switched], name="", now=0)
            rows = [(table, [dict(row) for row in db.execute(select(table).order_by(table.c.id)).mappings()]) for table in _OF_ROLES]
            return rows, frozenset(db.execute(select(capabilities.c.name)).scalars())
    finally:
        engine.dispose()


def known_settings(registry: Registry) -> dict[str, Setting]:
    """The settings that the site or a component obeys, by name."""
    return {setting.name: setting for setting in SETTINGS} | dict(registry.settings)


def add_settings(site: Site, given: Given, registry: Registry) -> None:
    """Set settings of the site. One that nobody here obeys is kept all the same, unless its name looks like that of another, misspelt."""
    known = known_settings(registry)
    for name, value in given.members():
        setting = known.get(name)
        if setting is None and (meant := get_close_matches(name, list(known), n=1, cutoff=_MISSPELT)):
            raise value.error(f"there is no setting {name!r}; did you mean {meant[0]!r}?")
        text = value.text()
        if setting is not None and isinstance(setting.default, bool) and text.lower() in ("yes", "true", "on", "no", "false", "off"):
            text = str(int(value.flag()))
        site.config[name] = text


def add_services(site: Site, given: Given, registry: Registry) -> None:
    """Add services, by their short names, with their functions and the people who may use them."""
    names = list(registry.functions)
    for shortname, details in given.members():
        people, functions = details["people"], details["functions"]
        component = details["component"].optional_text()
        if shortname in site.services:
            raise details.error("is there already")
        row: dict[str, Any] = {
            "name": details["name"].text(shortname),
            "shortname": shortname,
            "enabled": int(details["enabled"].flag(True)),
            "restrictedusers": int(details["restricted"].flag(bool(people))),
            "requiredcapability": details["requiredcapability"].optional_text(),
            "component": component,
            "downloadfiles": int(details["downloadfiles"].flag(True)),
            "uploadfiles": int(details["uploadfiles"].flag(True)),
            "timecreated": given.now,
            "timemodified": given.now,
            "functions": [] if component else _functions(functions, names),
        }
        details.close("functions")
        serviceid = site.services[shortname] = site.rows.add(external_services, row)
        for userid in people.each_person():
            site.rows.add(external_services_users, {"externalserviceid": serviceid, "userid": userid, "timecreated": given.now})


def _functions(given: Given, names: Collection[str]) -> list[str] | str:
    """The names of functions that a list of names and patterns means; ``*`` for all."""
    found: dict[str, None] = {}
    for each in given.each():
        pattern = each.text()
        if pattern == "*":
            return "*"
        matching = sorted(fnmatch(pattern, names)) if any(mark in pattern for mark in "*?[") else [pattern] * (pattern in names)
        if not matching:
            raise each.error(did_you_mean("there is no function", pattern, names))
        found |= dict.fromkeys(matching)
    return list(found)


def fnmatch(pattern: str, names: Iterable[str]) -> list[str]:
    """The names that fit a pattern with ``*``, ``?`` and ``[…]``."""
    return [name for name in names if fnmatchcase(name, pattern)]


def add_tokens(site: Site, given: Given) -> None:
    """Add tokens by name: of the user of that name for the service of everything, unless it is said otherwise.

    A token that is not given follows from its name, so that it is the same each time.
    """
    services: Mapping[str, int] = site.services
    for name, details in given.members():
        stated = details.is_mapping
        owner = details["user"] if stated else details
        person = owner.text(name)
        userid = (owner or details).one_of("person", site.people, person)
        service = details["service"].text("everything") if stated else "everything"
        serviceid = (details["service"] if stated and details["service"] else details).one_of("service", services, service)
        token = details["token"].text(_made("token", name)[:32]) if stated else _made("token", name)[:32]
        if not _TOKEN.fullmatch(token):
            raise details["token"].error("a token has 8 to 128 characters, without spaces")
        if any(row["token"] == token for row in site.rows.of(external_tokens)):
            raise (details["token"] if stated else details).error("is the token of another")
        row = {
            "token": token,
            "privatetoken": details["privatetoken"].text(_made("private token", name)) if stated else _made("private token", name),
            "tokentype": _PERMANENT,
            "userid": userid,
            "externalserviceid": serviceid,
            "contextid": SYSTEM.id,
            "creatorid": site.admin,
            "iprestriction": details["ip"].optional_text() if stated else None,
            "validuntil": details["until"].time() if stated else 0,
            "timecreated": given.now,
            "name": name,
            "developer": int(details["developer"].flag()) if stated else 0,
        }
        if stated:
            details.close()
        site.rows.add(external_tokens, row)
        site.tokens.append({"name": name, "token": token, "user": person, "service": service})


def _made(what: str, name: str) -> str:
    """The 64 hexadecimal digits of a secret of a seed, by its name."""
    return hashlib.sha256(f"triglot seed, {what} {name}".encode()).hexdigest()
