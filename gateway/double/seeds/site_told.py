"""A site of a database, told as a seed: its people, roles, categories, cohorts, services and settings, and its courses.

Ids are not told: a seed names things. Passwords of people are never told, for they are hashes; tokens, and passwords of courses and
activities, only where secrets are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import yaml
from sqlalchemy import Connection, RowMapping, Table, select

from gateway.access.contexts import SYSTEM, Level
from gateway.api.seeding import ToldSite, told_content, told_time, without_nothing
from gateway.double.seeds.activities import kinds_of
from gateway.double.seeds.course_told import Names, told_courses
from gateway.double.seeds.people import person_row
from gateway.double.seeds.places import path_of
from gateway.double.seeds.services import LEVELS, PERMISSIONS, STANDARD_ROLES, known_settings
from gateway.files.rows import FOLDER
from gateway.registry.registry import Registry
from gateway.store.tables.access import context, role, role_assignments, role_capabilities, role_context_levels
from gateway.store.tables.courses import course, course_categories
from gateway.store.tables.files import files
from gateway.store.tables.groups import groups
from gateway.store.tables.services import external_services, external_services_functions, external_services_users, external_tokens
from gateway.store.tables.site import config, config_plugins
from gateway.store.tables.users import user, user_preferences

__all__ = ["contents_named", "told_site", "written"]

_SITE_COURSE: Final = 1
# Settings that follow from the rest of a seed, or from where a site runs.
_NOT_TOLD: Final = frozenset({"siteguest", "siteadmins", "webserviceprotocols", "enablewebservices", "enablemobilewebservice", "version"})
_SECRET: Final = frozenset({"airnotifieraccesskey"})
_NOT_OF_PEOPLE: Final = frozenset(
    {"id", "username", "password", "timecreated", "timemodified", "confirmed", "deleted", "mnethostid", "picture", "descriptionformat"}
)

Row = Mapping[Any, Any]


def written(told: Mapping[str, Any]) -> str:
    """A seed as the text of a file."""
    return yaml.dump(dict(told), Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=120)


def contents_named(db: Connection) -> list[str]:
    """The hashes of the contents of files that a seed of the site would hold."""
    query = select(files.c.contenthash).where(files.c.filename != FOLDER, files.c.filearea != "draft").distinct()
    return list(db.execute(query).scalars())


def told_site(
    db: Connection,
    registry: Registry,
    *,
    now: int,
    blob: Callable[[str], bytes | None],
    reveal: Callable[[bytes], str | None] | None = None,
) -> dict[str, Any]:
    """The seed of a site. ``blob`` gives the content of a file; with ``reveal``, which opens what is sealed, secrets are told, too."""
    people = {row["id"]: row["username"] for row in _rows(db, user, user.c.deleted == 0)}
    roles = {row["id"]: row["shortname"] for row in _rows(db, role)}
    categories = _categories(db)
    contexts = {row["id"]: row for row in _rows(db, context)}
    kinds = kinds_of(registry)
    paths = {number: path_of(parts) for number, parts in categories.items()}
    names = Names(db, people, roles, paths, kinds.activities, registry.tables, blob, reveal is not None)
    shortnames = {row["id"]: row["shortname"] for row in _rows(db, course, course.c.id != _SITE_COURSE)}
    site = ToldSite(db, people, shortnames, {row["id"]: row["name"] for row in _rows(db, groups)})
    told = {
        "base": "none",
        "clock": {"now": told_time(now)},
        "site": _site(db),
        "settings": _settings(db, registry, secrets=reveal is not None),
        "roles": _own_roles(db, roles),
        "people": _people(db, people, roles, contexts, categories),
        "categories": _told_categories(db, categories),
        "cohorts": _cohorts(db, registry, people, contexts, categories),
        "courses": told_courses(names),
        **{name: member.told(site) for name, member in kinds.members.items()},
        "files": _private_files(db, people, contexts, blob),
        "services": _services(db, registry, people),
        "tokens": _tokens(db, people, reveal) if reveal is not None else None,
    }
    return without_nothing(told)


class _Dumper(yaml.SafeDumper):
    """Writes a seed: rows of numbers stand as the numbers they are, and nothing is written as a reference to another place."""

    def ignore_aliases(self, data: Any) -> bool:
        """Write everything where it stands."""
        return True


def _rows(db: Connection, table: Table, *where: Any) -> list[RowMapping]:
    """The rows of a table, by id."""
    return list(db.execute(select(table).where(*where).order_by(table.c.id)).mappings())


def _site(db: Connection) -> dict[str, Any]:
    """The names of the site."""
    row = db.execute(select(course).where(course.c.id == _SITE_COURSE)).mappings().first()
    return without_nothing({name: row[name] for name in ("fullname", "shortname", "summary")}) if row is not None else {}


def _settings(db: Connection, registry: Registry, *, secrets: bool) -> dict[str, str]:
    """The settings that are known, and are not as they are on a new site."""
    stored = {row["name"]: row["value"] for row in db.execute(select(config)).mappings()}
    stored |= {f"{row['plugin']}/{row['name']}": row["value"] for row in db.execute(select(config_plugins)).mappings()}
    known = known_settings(registry)
    return {
        name: value
        for name, value in sorted(stored.items())
        if name not in _NOT_TOLD and (secrets or name not in _SECRET) and name in known and value is not None and value != known[name].text
    }


def _own_roles(db: Connection, roles: Mapping[int, str]) -> dict[str, Any]:
    """The roles that a new site has not, with the permissions in which they differ from the standard roles they are like."""
    levels: dict[int, list[str]] = {}
    words = {int(level): word for word, level in LEVELS.items()}
    for row in _rows(db, role_context_levels):
        if row["contextlevel"] in words:
            levels.setdefault(row["roleid"], []).append(words[row["contextlevel"]])
    permitted: dict[int, dict[str, int]] = {}
    for row in _rows(db, role_capabilities, role_capabilities.c.contextid == SYSTEM.id):
        permitted.setdefault(row["roleid"], {})[row["capability"]] = row["permission"]
    ids = {shortname: number for number, shortname in roles.items()}
    found = {}
    for row in _rows(db, role):
        if row["shortname"] in STANDARD_ROLES:
            continue
        own, like = permitted.get(row["id"], {}), permitted.get(ids.get(row["archetype"], 0), {})
        entry: dict[str, Any] = {name: row[name] for name in ("name", "description", "archetype")}
        entry["levels"] = levels.get(row["id"], [])
        for word, permission in PERMISSIONS.items():
            number = 0 if permission is None else int(permission)
            entry[word] = sorted(name for name in own.keys() | like.keys() if own.get(name, 0) == number and like.get(name, 0) != number)
        found[row["shortname"]] = without_nothing(entry)
    return found


def _people(
    db: Connection, people: Mapping[int, str], roles: Mapping[int, str], contexts: Mapping[int, Row], categories: Mapping[int, list[str]]
) -> dict[str, Any]:
    """The people, with what is said of them, and their roles on the site and in categories."""
    given: dict[int, dict[str, list[str]]] = {}
    for row in _rows(db, role_assignments):
        where = _place(contexts.get(row["contextid"]), categories)
        if where is not None and row["roleid"] in roles:
            given.setdefault(row["userid"], {}).setdefault(where, []).append(roles[row["roleid"]])
    preferences: dict[int, dict[str, str]] = {}
    for row in _rows(db, user_preferences):
        preferences.setdefault(row["userid"], {})[row["name"]] = row["value"]
    stored = db.execute(select(config.c.value).where(config.c.name == "siteadmins")).scalar() or ""
    admins = set(stored.split(","))
    found: dict[str, Any] = {}
    for row in _rows(db, user, user.c.deleted == 0, user.c.username != "guest"):
        usual = person_row(row["username"], now=0)
        entry: dict[str, Any] = {"admin": True} if str(row["id"]) in admins else {}
        for column in user.columns:
            name = str(column.name)
            value = row[name]
            default = usual.get(name, getattr(column.server_default, "arg", ""))
            if name not in _NOT_OF_PEOPLE and name in _TOLD and value is not None and str(value) != str(default):
                entry[name] = told_time(value) if name in _TIMES and value else value
        if not row["confirmed"]:
            entry["confirmed"] = False
        entry |= without_nothing({"roles": given.get(row["id"]), "preferences": preferences.get(row["id"])})
        found[row["username"]] = entry
    return found


_TIMES: Final = ("firstaccess", "lastaccess", "lastlogin", "currentlogin")
_TOLD: Final = frozenset(
    {"firstname", "lastname", "email", "auth", "idnumber", "phone1", "phone2", "institution", "department", "address", "city", "country",
     "lang", "timezone", "theme", "calendartype", "description", "middlename", "alternatename", "suspended", "mailformat", "maildigest",
     "maildisplay", "autosubscribe", "trackforums", "policyagreed", "emailstop", *_TIMES}
)  # fmt: skip


def _place(place: Row | None, categories: Mapping[int, list[str]]) -> str | None:
    """What a seed calls a context in which roles are given: the site or a category; None for any other."""
    if place is None:
        return None
    if place["contextlevel"] == Level.SYSTEM:
        return "site"
    names = categories.get(place["instanceid"]) if place["contextlevel"] == Level.COURSECAT else None
    return path_of(names) if names else None


def _categories(db: Connection) -> dict[int, list[str]]:
    """The categories by id, each with the names of those that it lies in, and its own."""
    rows = {row["id"]: row for row in _rows(db, course_categories)}
    found: dict[int, list[str]] = {}
    for number, row in rows.items():
        parts = [int(part) for part in row["path"].split("/") if part.isdecimal()]
        found[number] = [rows[part]["name"].replace("/", "-") for part in parts if part in rows]
    return found


def _told_categories(db: Connection, categories: Mapping[int, list[str]]) -> dict[str, Any]:
    """The categories in the order of their ids."""
    return {
        path_of(categories[row["id"]]): without_nothing(
            {"idnumber": row["idnumber"], "description": row["description"], "visible": None if row["visible"] else False}
        )
        for row in _rows(db, course_categories)
        if categories[row["id"]]
    }


def _cohorts(
    db: Connection, registry: Registry, people: Mapping[int, str], contexts: Mapping[int, Row], categories: Mapping[int, list[str]]
) -> dict[str, Any]:
    """The cohorts with their members."""
    cohort, members = (registry.tables.get(name) for name in ("cohort", "cohort_members"))
    if cohort is None or members is None:
        return {}
    found = {}
    for row in _rows(db, cohort):
        place = _place(contexts.get(row["contextid"]), categories)
        found[row["name"]] = without_nothing(
            {
                "idnumber": row["idnumber"],
                "description": row["description"],
                "category": None if place == "site" else place,
                "visible": None if row["visible"] else False,
                "members": _known(people, (each["userid"] for each in _rows(db, members, members.c.cohortid == row["id"]))),
            }
        )
    return found


def _private_files(
    db: Connection, people: Mapping[int, str], contexts: Mapping[int, Row], blob: Callable[[str], bytes | None]
) -> dict[str, Any]:
    """The private files of people."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in _rows(db, files, files.c.component == "user", files.c.filearea == "private", files.c.filename != FOLDER):
        place = contexts.get(row["contextid"])
        name = people.get(place["instanceid"]) if place is not None else None
        if name is not None:
            entry = {"name": row["filename"], "folder": row["filepath"] if row["filepath"] != "/" else None}
            found.setdefault(name, []).append(without_nothing(entry) | told_content(blob(row["contenthash"]) or b""))
    return found


def _services(db: Connection, registry: Registry, people: Mapping[int, str]) -> dict[str, Any]:
    """The services by their short names; one without is not told, as nobody can ask for it."""
    found = {}
    everything = set(registry.offered)
    for row in _rows(db, external_services):
        if not row["shortname"]:
            continue
        cols = external_services_functions.c
        functions = list(db.execute(select(cols.functionname).where(cols.externalserviceid == row["id"]).order_by(cols.id)).scalars())
        users = _rows(db, external_services_users, external_services_users.c.externalserviceid == row["id"])
        listed: Any = ["*"] if set(functions) >= everything else [name for name in functions if name in registry.functions]
        found[row["shortname"]] = without_nothing(
            {
                "name": row["name"] if row["name"] != row["shortname"] else None,
                "component": row["component"],
                "enabled": None if row["enabled"] else False,
                "restricted": True if row["restrictedusers"] else None,
                "requiredcapability": row["requiredcapability"],
                "downloadfiles": None if row["downloadfiles"] else False,
                "uploadfiles": None if row["uploadfiles"] else False,
                "people": _known(people, (each["userid"] for each in users)),
                "functions": None if row["component"] else listed,
            }
        )
    return found


def _tokens(db: Connection, people: Mapping[int, str], reveal: Callable[[bytes], str | None]) -> dict[str, Any]:
    """The tokens that hold for ever or until a time, of services with a short name."""
    services = {row["id"]: row["shortname"] for row in _rows(db, external_services) if row["shortname"]}
    found: dict[str, Any] = {}
    for row in _rows(db, external_tokens, external_tokens.c.tokentype == 0):
        if row["sealedtoken"] is None or row["userid"] not in people or row["externalserviceid"] not in services:
            continue
        name = row["name"] or f"token {row['id']}"
        name = name if name not in found else f"{name} {row['id']}"
        private = row["sealedprivatetoken"]
        found[name] = without_nothing(
            {
                "user": people[row["userid"]],
                "service": services[row["externalserviceid"]],
                "token": reveal(row["sealedtoken"]),
                "privatetoken": reveal(private) if private is not None else None,
                "ip": row["iprestriction"],
                "until": told_time(row["validuntil"]) if row["validuntil"] else None,
                "developer": True if row["developer"] else None,
            }
        )
    return found


def _known(people: Mapping[int, str], ids: Iterable[int]) -> list[str]:
    """The user names of those who are told."""
    return [people[number] for number in ids if number in people]
