"""The state of a seed: the rows of all tables, as ``docs/states.md`` describes them."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection

from gateway.access.contexts import SYSTEM
from gateway.api.seed_values import Given
from gateway.api.seeding import Rows, SeededSite
from gateway.double.seeds import courses, people, services
from gateway.double.seeds.activities import Kinds, add_modules, kinds_of
from gateway.double.seeds.generating import Generator
from gateway.double.seeds.places import GUEST, Category, Site, names_in
from gateway.double.seeds.seed import Seed
from gateway.registry.registry import Registry
from gateway.store.tables.access import context
from gateway.store.tables.courses import course, course_categories

__all__ = ["Made", "add_categories", "add_members", "alike", "made", "state"]

_ORDER_STEP = 10_000


class Made(msgspec.Struct, frozen=True):
    """What a seed makes: the state, and the names that the seed gives, with their ids."""

    state: Mapping[str, Any]
    site: Site | None


def state(seed: Seed, registry: Registry) -> dict[str, Any]:
    """The state of a seed. Raises ``SeedError``."""
    return dict(made(seed, registry).state)


def made(seed: Seed, registry: Registry) -> Made:
    """The state of a seed, with what it calls things. Raises ``SeedError``."""
    if seed.tables is not None:
        return Made(seed.tables, None)
    kinds = kinds_of(registry)
    site = Site(Rows(folder=seed.folder), registry.tables, kinds.activities, kinds.gradebook, new=True)
    given = seed.given(site.people)
    site.rows.add(
        context, {"id": SYSTEM.id, "contextlevel": int(SYSTEM.level), "instanceid": SYSTEM.instance, "path": SYSTEM.path, "depth": 1}
    )
    site.roles = {name: number for number, name in enumerate(services.STANDARD_ROLES, start=1)}
    site.archetypes = {number: name for name, number in site.roles.items()}
    courses.add_site_course(site, given["site"])
    add_modules(site)
    people.add_guest(site, now=seed.now)
    services.add_settings(site, given["settings"], registry)
    services.add_roles(site, given["roles"], registry)
    generator = Generator(site, given["generate"])
    people.add_people(site, given["people"])
    generator.add_people()
    add_categories(site, given)
    people.add_cohorts(site, given["cohorts"])
    courses.add_courses(site, given["courses"])
    generator.add_courses()
    add_members(site, kinds, given)
    people.add_files(site, given["files"], {})
    services.add_services(site, given["services"], registry)
    services.add_tokens(site, given["tokens"])
    given.close("base", "clock")
    _order(site)
    rows = {name: alike(listed) for name, listed in site.rows.tables.items()}
    blobs = {name: base64.b64encode(content).decode() for name, content in site.rows.blobs.items()}
    config = {"siteguest": str(GUEST), "enablewebservices": "1", "enablemobilewebservice": "1", **site.config}
    return Made({**rows, "config": config, "site_admins": site.admins, **({"blobs": blobs} if blobs else {})}, site)


def add_members(site: Site, kinds: Kinds, given: Given, stored: Connection | None = None) -> None:
    """Add what the members say that components add to seeds."""
    seeded = SeededSite(site.rows, site.courses, site.admin, courses.SITE_COURSE, stored)
    for name, member in kinds.members.items():
        member.make(seeded, given[name])


def add_categories(site: Site, given: Given) -> None:
    """Add the categories that a seed describes; those that courses name are made with these."""
    for path, details in given["categories"].members():
        category = site.category_at(names_in(path, details), now=given.now)
        row = category.row
        if not category.stored:
            row["idnumber"], row["description"] = details["idnumber"].text(), details["description"].text()
            row["visible"] = row["visibleold"] = int(details["visible"].flag(True))
        details.close()


def _order(site: Site) -> None:
    """Put the categories, and the courses in them, in the order in which they were named."""
    below: dict[int, list[Category]] = {}
    for category in site.categories.values():
        if not category.stored:
            below.setdefault(category.row["parent"], []).append(category)
    inside: dict[int, list[dict[str, Any]]] = {}
    for row in site.rows.of(course):
        inside.setdefault(row["category"], []).append(row)
    order = 0

    def number(parent: int) -> None:
        nonlocal order
        for category in below.get(parent, ()):
            order += _ORDER_STEP
            category.row["sortorder"] = order
            for place, row in enumerate(inside.get(category.id, ()), start=1):
                row["sortorder"] = category.row["sortorder"] + place
            number(category.id)

    number(0)
    site.rows.tables.get(course_categories.name, []).sort(key=lambda row: row["id"])


def alike(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows with the same columns together, so that they can be stored with few statements."""
    shapes: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in rows:
        shapes.setdefault(tuple(row), []).append(row)
    return [row for alike in shapes.values() for row in alike]
