"""A seed described: who and what it makes, with the ids that they get."""

from __future__ import annotations

from datetime import UTC, datetime

from gateway.api.seeding import SeededCourse
from gateway.double.seeds.places import GENERATED, GUEST, Site
from gateway.double.seeds.seed import Seed
from gateway.double.seeds.state import made
from gateway.registry.registry import Registry
from gateway.store.tables.courses import course_modules, modules
from gateway.store.tables.users import user

__all__ = ["describe"]


def describe(seed: Seed, registry: Registry) -> str:
    """The people, courses, services and tokens of a seed, a line each. Raises ``SeedError``."""
    result = made(seed, registry)
    if result.site is None:
        tables = [f"  {name}: {len(rows)}" for name, rows in result.state.items() if isinstance(rows, list)]
        return "\n".join(["A state, with these tables and numbers of rows:", *tables])
    site = result.site
    lines = [f"Clock: {'that of the machine' if seed.moment is None else datetime.fromtimestamp(seed.moment, UTC).isoformat()}"]
    lines += ["", "People (id, user name, name, password):", *_people(site)]
    lines += ["", "Courses (id, short name, name; below them activities with the ids of course module and instance):"]
    for course in _made_by_hand(site):
        lines += _course(site, course)
    generated = sum(course.id > GENERATED for course in site.courses.values())
    lines += [f"  and {generated} that are generated, from id {GENERATED + 1}"] if generated else []
    lines += ["", "Services (id, short name):", *(f"  {number:>6}  {name}" for name, number in site.services.items())]
    lines += ["", "Tokens (name, user, service, token):"]
    lines += [f"  {each['name']}: {each['user']}, {each['service']}, {each['token']}" for each in site.tokens]
    return "\n".join(lines)


def _people(site: Site) -> list[str]:
    """A line for each person who was not generated, and how many were."""
    by_hand = [row for row in site.rows.of(user) if row["id"] <= GENERATED and row["id"] != GUEST]
    lines = [
        f"  {row['id']:>6}  {row['username']}: {row['firstname']} {row['lastname']}, {row['password']}"
        + (" (administrator)" if row["id"] in site.admins else "")
        for row in by_hand
    ]
    generated = sum(row["id"] > GENERATED for row in site.rows.of(user))
    return [*lines, f"  and {generated} that are generated, from id {GENERATED + 1}"] if generated else lines


def _made_by_hand(site: Site) -> list[SeededCourse]:
    """The courses that were not generated."""
    return [course for course in site.courses.values() if course.id <= GENERATED]


def _course(site: Site, course: SeededCourse) -> list[str]:
    """A line for a course, and one for each of its activities."""
    types = {row["id"]: row["name"] for row in site.rows.of(modules)}
    names = {number: name.partition(" ")[2] for name, number in course.named.items()}
    row = next(row for row in site.rows.tables["course"] if row["id"] == course.id)
    lines = [f"  {course.id:>6}  {course.shortname}: {row['fullname']}, {len(course.people)} people"]
    for each in site.rows.of(course_modules):
        if each["course"] == course.id:
            lines.append(f"          {each['id']:>6} {each['instance']:>6}  {types[each['module']]}: {names[each['id']]}")
    for name, number in course.groups.items():
        lines.append(f"          {'':>6} {number:>6}  group: {name}")
    return lines
