"""Adding a seed to a site that is running: the rows that are added to its database, and those that are replaced.

People, courses and all else that is there already are named as in any seed, so that a course may get more people and activities. A seed
that is added has no base, and its clock is that of the site.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from typing import Any, Final

import msgspec
import orjson
from sqlalchemy import Connection, Table, delete, func, select

from gateway.access.contexts import Level
from gateway.api.seed_values import Node
from gateway.api.seeding import Rows, SeededCourse
from gateway.double.seeds import courses, people, services
from gateway.double.seeds.activities import Kinds, add_modules, kinds_of
from gateway.double.seeds.generating import Generator
from gateway.double.seeds.places import Category, Site, path_of
from gateway.double.seeds.seed import NONE, Seed, read_text
from gateway.double.seeds.state import add_categories, add_members, alike
from gateway.registry.registry import Registry
from gateway.store.tables.access import context, role, role_assignments
from gateway.store.tables.courses import course, course_categories, course_modules, course_sections, modules
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.groups import groupings, groups
from gateway.store.tables.services import external_services
from gateway.store.tables.site import config
from gateway.store.tables.users import user

__all__ = ["Addition", "addition", "make_room"]

_ORDER_STEP: Final = 10_000
# Members that states have and seeds have not; the tables of a state are lists, which no member of a seed is.
_OF_STATES: Final = frozenset({"about", "blobs", "config", "site_admins"})
# How many ids a statement names.
_SLICE: Final = 500


class Addition(msgspec.Struct, frozen=True):
    """What is added to a site: the state with the rows, and the ids of rows that these take the place of, by table."""

    state: Mapping[str, Any]
    replaced: Mapping[str, list[int]]


def to_be_added(text: str | bytes, registry: Registry) -> Seed:
    """The seed in a text: YAML, or the tables of a state in JSON. Raises ``SeedError``."""
    try:
        document = orjson.loads(text)
    except orjson.JSONDecodeError:
        return read_text(text, over=NONE)
    if isinstance(document, dict) and any(isinstance(value, list) or name in _OF_STATES for name, value in document.items()):
        return Seed(Node({}, "seed", 1), None, None, 0, document)
    return read_text(text, over=NONE)


def addition(db: Connection, seed: Seed, registry: Registry, *, now: int) -> Addition:
    """What a seed adds to the site of a database, at ``now``. Nothing is written. Raises ``SeedError``."""
    if seed.tables is not None:
        return Addition(seed.tables, {})
    seed = msgspec.structs.replace(seed, now=now)
    kinds = kinds_of(registry)
    site = _site(db, registry, seed, kinds)
    given = seed.given(site.people)
    for name in ("base", "clock", "site"):
        if given[name]:
            raise given[name].error("is nothing that can be added to a site")
    _know_courses(db, site, given["courses"].names)
    services.add_settings(site, given["settings"], registry)
    services.add_roles(site, given["roles"], registry)
    generator = Generator(site, given["generate"])
    people.add_people(site, given["people"])
    generator.add_people()
    add_categories(site, given)
    people.add_cohorts(site, given["cohorts"])
    courses.add_courses(site, given["courses"])
    generator.add_courses()
    add_members(site, kinds, given, db)
    people.add_files(site, given["files"], _contexts(db, Level.USER))
    services.add_services(site, given["services"], registry)
    services.add_tokens(site, given["tokens"])
    given.close()
    _order(db, site)
    rows = {name: alike(listed) for name, listed in site.rows.tables.items()}
    blobs = {name: base64.b64encode(content).decode() for name, content in site.rows.blobs.items()}
    state = {**rows, **({"config": site.config} if site.config else {}), **({"blobs": blobs} if blobs else {})}
    replaced = {name: sorted(ids) for name, ids in site.rows.replaced.items()}
    return Addition({**state, "site_admins": site.admins}, replaced)


def make_room(db: Connection, added: Addition, tables: Mapping[str, Table]) -> None:
    """Delete the rows that others take the place of, before these are stored."""
    for name, ids in added.replaced.items():
        for start in range(0, len(ids), _SLICE):
            db.execute(delete(tables[name]).where(tables[name].c.id.in_(ids[start : start + _SLICE])))


class _Stored(dict[str, int]):
    """The next ids of the tables of a database, found when they are first asked for."""

    def __init__(self, db: Connection, tables: Mapping[str, Table]) -> None:
        super().__init__()
        self._db, self._tables = db, tables

    def get(self, name: str, default: Any = None) -> Any:
        """The next id of a table."""
        if name not in self:
            last = self._db.execute(select(func.max(self._tables[name].c.id))).scalar()
            self[name] = (last or 0) + 1
        return self[name]


def _site(db: Connection, registry: Registry, seed: Seed, kinds: Kinds) -> Site:
    """What the site of a database has, by name, without its courses."""
    rows = Rows(following=_Stored(db, registry.tables), folder=seed.folder)
    site = Site(rows, registry.tables, kinds.activities, kinds.gradebook, new=False)
    site.people.update({row.username: row.id for row in db.execute(select(user.c.id, user.c.username).where(user.c.deleted == 0))})
    stored = db.execute(select(config.c.value).where(config.c.name == "siteadmins")).scalar() or ""
    site.admins += [int(part) for part in stored.split(",") if part.isdecimal()]
    for row in db.execute(select(role.c.id, role.c.shortname, role.c.archetype)):
        site.roles[row.shortname] = row.id
        site.archetypes[row.id] = row.archetype
    site.modules.update({row.name: row.id for row in db.execute(select(modules.c.id, modules.c.name))})
    add_modules(site)
    _know_categories(db, site)
    cohort = registry.tables.get("cohort")
    if cohort is not None:
        site.cohorts.update({row.name: row.id for row in db.execute(select(cohort.c.id, cohort.c.name))})
    cols = external_services.c
    site.services.update({row.shortname: row.id for row in db.execute(select(cols.id, cols.shortname)) if row.shortname})
    return site


def _contexts(db: Connection, level: Level, within: Iterable[int] = ()) -> dict[int, int]:
    """The ids of the contexts at a level, by instance; of all instances where none are named."""
    query = select(context.c.instanceid, context.c.id).where(context.c.contextlevel == level)
    ids = list(within)
    return {row.instanceid: row.id for row in db.execute(query.where(context.c.instanceid.in_(ids)) if ids else query)}


def _know_categories(db: Connection, site: Site) -> None:
    """Let the site know its categories, which are replaced where courses are added to them."""
    stored = {row["id"]: dict(row) for row in db.execute(select(course_categories).order_by(course_categories.c.id)).mappings()}
    places = {row["instanceid"]: row for row in db.execute(select(context).where(context.c.contextlevel == Level.COURSECAT)).mappings()}
    for number, row in stored.items():
        names = [stored[int(part)]["name"] for part in row["path"].split("/") if part.isdecimal() and int(part) in stored]
        place = places.get(number)
        if place is not None:
            site.know(place["id"], place["path"])
            site.categories[path_of(names)] = Category(number, place["id"], row["path"], row["depth"], row, stored=True)


def _know_courses(db: Connection, site: Site, named: list[str]) -> None:
    """Let the site know all its courses by name, and what is in those that the seed names."""
    for row in db.execute(select(course).where(course.c.id != courses.SITE_COURSE).order_by(course.c.id)).mappings():
        made = site.courses[row["shortname"]] = SeededCourse(row["id"], 0, row["shortname"])
        if row["shortname"] in named:
            _know_course(db, site, made, dict(row))


def _know_course(db: Connection, site: Site, made: SeededCourse, row: dict[str, Any]) -> None:
    """Let a course that exists be one that more can be added to."""
    number = made.id
    place = db.execute(select(context).where(context.c.contextlevel == Level.COURSE, context.c.instanceid == number)).mappings().one()
    made.contextid = place["id"]
    site.know(place["id"], place["path"])
    row["cacherev"] += 1
    site.rows.bring(course, row)
    for section in db.execute(
        select(course_sections).where(course_sections.c.course == number).order_by(course_sections.c.section)
    ).mappings():
        kept = site.rows.bring(course_sections, dict(section))
        made.sections[str(kept["section"])] = kept
        if kept["name"]:
            made.sections.setdefault(kept["name"], kept)
    if "0" in made.sections:
        made.sections.setdefault("General", made.sections["0"])
    made.groups.update({each.name: each.id for each in db.execute(select(groups.c.id, groups.c.name).where(groups.c.courseid == number))})
    cols = groupings.c
    made.groupings.update({each.name: each.id for each in db.execute(select(cols.id, cols.name).where(cols.courseid == number))})
    for method in db.execute(select(enrol.c.id, enrol.c.enrol).where(enrol.c.courseid == number).order_by(enrol.c.id)):
        made.methods.setdefault(method.enrol, method.id)
    made.people.update(_enrolled(db, made))
    made.teacher = _teacher(db, site, made)
    for kind, activity in site.kinds.items():
        joined = course_modules.join(activity.table, activity.table.c.id == course_modules.c.instance)
        here = (course_modules.c.course == number, course_modules.c.module == site.modules.get(kind, 0))
        for each in db.execute(select(course_modules.c.id, activity.table.c.name).select_from(joined).where(*here)):
            made.named[f"{kind} {each.name}"] = each.id
    made.stored = db


def _enrolled(db: Connection, made: SeededCourse) -> dict[int, int]:
    """The ids of the people who are enrolled in a course, each with the role that they have had for longest."""
    joined = user_enrolments.join(enrol, enrol.c.id == user_enrolments.c.enrolid)
    people = db.execute(select(user_enrolments.c.userid).select_from(joined).where(enrol.c.courseid == made.id)).scalars()
    cols = role_assignments.c
    assigned = db.execute(select(cols.userid, cols.roleid).where(cols.contextid == made.contextid).order_by(cols.id.desc()))
    roles = {row.userid: row.roleid for row in assigned}
    return {userid: roles.get(userid, 0) for userid in people}


def _teacher(db: Connection, site: Site, made: SeededCourse) -> int:
    """The id of a teacher of a course, 0 for none."""
    teaching = [number for number, archetype in site.archetypes.items() if archetype in courses.TEACHERS]
    query = select(role_assignments.c.userid).where(role_assignments.c.contextid == made.contextid, role_assignments.c.roleid.in_(teaching))
    return db.execute(query.order_by(role_assignments.c.id)).scalars().first() or 0


def _order(db: Connection, site: Site) -> None:
    """Put new categories and courses behind those that are there."""
    order = db.execute(select(func.max(course_categories.c.sortorder))).scalar() or 0
    inside: dict[int, int] = {}
    for category in site.categories.values():
        if not category.row["sortorder"]:
            order += _ORDER_STEP
            category.row["sortorder"] = order
    by_id = {category.id: category for category in site.categories.values()}
    for row in site.rows.of(course):
        if not row["sortorder"]:
            place = by_id[row["category"]]
            inside[place.id] = inside.get(place.id, 0) + 1
            stored = select(func.max(course.c.sortorder)).where(course.c.category == place.id)
            row["sortorder"] = (db.execute(stored).scalar() or place.row["sortorder"]) + inside[place.id]
