"""Small schools made at random: people, groups, modes, conditions of access and roles in the algebra course of the recorded site."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import Table, delete, insert, select, update

from gateway.access import contexts
from gateway.access.contexts import SYSTEM, Level
from gateway.access.groups import GroupMode, Visibility
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context, role_assignments
from gateway.store.tables.courses import course, course_modules, course_sections, modules
from gateway.store.tables.enrolments import user_enrolments
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members
from gateway.store.tables.users import user
from tests.unit.components.site import ACTIVITIES, ALGEBRA, LATER, STUDENT, STUDENT2, TEACHER

__all__ = [
    "CALLERS",
    "EDITOR",
    "GROUPING",
    "GROUPS",
    "OUTSIDER",
    "TUTOR",
    "WALKERS",
    "Activity",
    "Person",
    "Team",
    "World",
    "build",
    "worlds",
]

OUTSIDER = 6  # somebody who may call all functions, and has no role
CALLERS = {"teacher": TEACHER, "student": STUDENT, "student2": STUDENT2, "wsuser": OUTSIDER}
WALKERS = (300, 301, 302)
EDITOR, TUTOR, LEARNER = 3, 4, 5  # roles
GROUPS, GROUPING, CMS = 400, 450, 500
_KINDS = ("assign", "book", "choice", "data", "feedback", "folder", "forum", "glossary", "label", "lesson", "page", "quiz", "wiki")
_FIRST_ENROLMENT = 1
_DATES = (1, LATER)


@dataclass(frozen=True)
class Person:
    """Somebody: their role in the course (0 for none), whether they are enrolled there, and what of it is suspended."""

    role: int = LEARNER
    enrolled: bool = True
    suspended: bool = False
    gone: bool = False


@dataclass(frozen=True)
class Team:
    """A group."""

    visibility: Visibility
    participates: bool
    members: frozenset[int]
    in_grouping: bool


@dataclass(frozen=True)
class Activity:
    """An activity."""

    kind: str
    visible: bool
    mode: int
    availability: Any
    grouping: bool


@dataclass(frozen=True)
class World:
    """A course with whatever is in it."""

    mode: int
    forced: bool
    people: dict[int, Person]
    teams: tuple[Team, ...]
    activities: tuple[Activity, ...]
    closed_section: bool

    def team_ids(self) -> list[int]:
        """The ids of the groups."""
        return [GROUPS + number for number in range(len(self.teams))]

    def is_apart(self, userid: int) -> bool:
        """Whether groups keep somebody from seeing the people of others: editors may access all groups."""
        return self.mode == GroupMode.SEPARATE and self.people[userid].role != EDITOR

    def knows_hidden(self, userid: int) -> bool:
        """Whether somebody sees groups that are hidden."""
        return self.people[userid].role in (EDITOR, TUTOR)

    def takes_part(self, userid: int) -> bool:
        """Whether somebody is enrolled in the course or has a role there."""
        return self.people[userid].enrolled or self.people[userid].role != 0

    def may_see(self, viewer: int, other: int) -> bool:
        """Whether somebody in the course may see another there, as far as groups decide."""
        if viewer == other or not self.is_apart(viewer):
            return True
        hidden = self.knows_hidden(viewer)
        return any({viewer, other} <= team.members and (hidden or team.visibility != Visibility.NOBODY) for team in self.teams)


def _conditions(teams: int) -> st.SearchStrategy[Any]:
    """Conditions of access, nested, or none."""
    dates = st.builds(lambda d, t: {"type": "date", "d": d, "t": t}, st.sampled_from([">=", "<"]), st.sampled_from(_DATES))
    of_group = st.builds(lambda number: {"type": "group", "id": GROUPS + number}, st.integers(0, max(teams - 1, 0)))
    leaves = st.one_of(dates, of_group, st.just({"type": "group"}), st.just({"type": "grouping", "id": GROUPING}))
    sets = st.recursive(leaves, lambda inside: st.builds(_nested, _OPERATORS, st.lists(inside, min_size=1, max_size=2)), max_leaves=3)
    tree = st.builds(_tree, _OPERATORS, st.lists(sets, max_size=2), st.booleans())
    return st.one_of(st.none(), tree)


_OPERATORS = st.sampled_from(["&", "|", "!&", "!|"])


def _nested(operator: str, inside: list[Any]) -> dict[str, Any]:
    """A set of conditions inside another."""
    return {"op": operator, "c": inside, "show": True}


def _tree(operator: str, inside: list[Any], shown: bool) -> dict[str, Any]:
    """A set of conditions as it is stored; whether unmet ones are told is said for each or for all, by the operator."""
    told = {"showc": [shown] * len(inside)} if operator in ("&", "!|") else {"show": shown}
    return {"op": operator, "c": inside, **told}


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Schools."""
    rarely = st.sampled_from([False, False, True])
    roles = st.sampled_from([LEARNER, LEARNER, TUTOR, 0])
    learners = st.builds(Person, role=roles, enrolled=rarely.map(lambda no: not no), suspended=rarely)
    others = st.builds(Person, role=st.sampled_from([LEARNER, 0]), enrolled=st.booleans(), suspended=st.booleans(), gone=st.booleans())
    people = {TEACHER: Person(role=EDITOR), OUTSIDER: Person(role=0, enrolled=False)}
    people |= {userid: draw(learners) for userid in (STUDENT, STUDENT2)} | {userid: draw(others) for userid in WALKERS}
    members = st.frozensets(st.sampled_from([userid for userid, person in people.items() if person.enrolled]))
    teams = tuple(draw(st.lists(st.builds(Team, st.sampled_from(Visibility), st.booleans(), members, st.booleans()), max_size=3)))
    modes = st.sampled_from([GroupMode.SEPARATE, GroupMode.SEPARATE, GroupMode.VISIBLE, GroupMode.NONE])
    activities = st.builds(Activity, st.sampled_from(_KINDS), st.booleans(), modes, _conditions(len(teams)), st.booleans())
    return World(draw(modes), draw(st.booleans()), people, teams, tuple(draw(st.lists(activities, max_size=4))), draw(st.booleans()))


def build(gateway: Gateway, world: World, *, backwards: bool = False) -> None:
    """Put a school into the course, in the place of the one before; ``backwards`` writes the rows in the opposite order."""

    def work(transaction: Any) -> None:
        db = transaction.db
        _clear(db)
        kinds = {row.name: row.id for row in db.execute(select(modules.c.id, modules.c.name))}
        for name in sorted({activity.kind for activity in world.activities} - kinds.keys()):
            kinds[name] = db.execute(insert(modules).values(name=name)).inserted_primary_key[0]
        db.execute(update(course).where(course.c.id == ALGEBRA).values(groupmode=world.mode, groupmodeforce=int(world.forced)))
        section = db.execute(
            select(course_sections.c.id).where(course_sections.c.course == ALGEBRA, course_sections.c.section == 1)
        ).scalar()
        place = contexts.by_instance(db, Level.COURSE, ALGEBRA)
        db.execute(update(course_sections).where(course_sections.c.id == section).values(visible=int(not world.closed_section)))
        rows = [*_people(world, place), *_teams(world), *_activities(world, kinds, section or 0, place)]
        for table, row in reversed(rows) if backwards else rows:
            db.execute(insert(table).values(**row))
        note(db, ChangeKind.SITE)
        for userid in world.people:
            note(db, ChangeKind.USER, str(userid))

    gateway.store.run_here(work, write=True)


def _clear(db: Any) -> None:
    """Delete the school that is there."""
    db.execute(delete(user_enrolments).where(user_enrolments.c.enrolid == _FIRST_ENROLMENT))
    place = contexts.by_instance(db, Level.COURSE, ALGEBRA)
    db.execute(delete(role_assignments).where(role_assignments.c.contextid == place.id))
    for table in (groups_members, groupings_groups, groups, groupings):
        db.execute(delete(table))
    for table in ACTIVITIES.values():
        db.execute(delete(table))
    gone = select(course_modules.c.id).where(course_modules.c.course == ALGEBRA)
    db.execute(delete(context).where(context.c.contextlevel == Level.MODULE, context.c.instanceid.in_(gone)))
    db.execute(delete(course_modules).where(course_modules.c.course == ALGEBRA))
    db.execute(delete(context).where(context.c.contextlevel == Level.USER, context.c.instanceid.in_(WALKERS)))
    db.execute(delete(user).where(user.c.id.in_(WALKERS)))


Rows = list[tuple[Table, dict[str, Any]]]


def _people(world: World, place: contexts.Context) -> Rows:
    """The rows of accounts, enrolments and role assignments."""
    rows: Rows = []
    for userid in WALKERS:
        names = {"username": f"w{userid}", "firstname": "Walter", "lastname": f"Walker{userid}", "email": f"w{userid}@x.test"}
        rows.append((user, {"id": userid, "confirmed": 1, "suspended": int(world.people[userid].gone), "maildisplay": 2, **names}))
        rows.append((context, _context(Level.USER, userid, SYSTEM)))
    for userid, person in world.people.items():
        if person.enrolled:
            row = {"id": 2000 + userid, "enrolid": _FIRST_ENROLMENT, "userid": userid, "status": int(person.suspended)}
            rows.append((user_enrolments, row))
        if person.role:
            rows.append((role_assignments, {"id": 1000 + userid, "roleid": person.role, "contextid": place.id, "userid": userid}))
    return rows


def _teams(world: World) -> Rows:
    """The rows of groups, their members, and the grouping."""
    same = {"courseid": ALGEBRA, "timecreated": 1, "timemodified": 1}
    rows: Rows = [(groupings, {"id": GROUPING, "name": "Grouping", **same})]
    for number, team in zip(world.team_ids(), world.teams, strict=True):
        name = f"Team{number}"
        row = {"id": number, "name": name, "visibility": team.visibility, "participation": int(team.participates), **same}
        rows.append((groups, row))
        rows += [(groups_members, {"id": 1000 * number + one, "groupid": number, "userid": one, "timeadded": 1}) for one in team.members]
        if team.in_grouping:
            rows.append((groupings_groups, {"id": number, "groupingid": GROUPING, "groupid": number, "timeadded": 1}))
    return rows


def _context(level: Level, instance: int, around: contexts.Context) -> dict[str, Any]:
    """The row of a context, with an id that is the same wherever the school is built."""
    number, ids = 5000 + instance, around.ids
    path = "".join(f"/{part}" for part in (*ids, number))
    return {"id": number, "contextlevel": level, "instanceid": instance, "path": path, "depth": len(ids) + 1}


def _activities(world: World, kinds: dict[str, int], section: int, around: contexts.Context) -> Rows:
    """The rows of activities and their course modules."""
    rows: Rows = []
    for cmid, activity in enumerate(world.activities, start=CMS):
        row = {"id": cmid, "course": ALGEBRA, "name": f"Activity{cmid}", "intro": "", "introformat": 1, "timemodified": 7}
        rows.append((ACTIVITIES[activity.kind], row))
        rows.append((context, _context(Level.MODULE, cmid, around)))
        conditions = None if activity.availability is None else json.dumps(activity.availability)
        place = {"course": ALGEBRA, "module": kinds[activity.kind], "instance": cmid, "section": section}
        # Who hides a section hides what is in it.
        place |= {"visible": int(activity.visible and not world.closed_section), "visibleold": int(activity.visible)}
        more = {"groupmode": activity.mode, "groupingid": GROUPING if activity.grouping else 0, "availability": conditions}
        rows.append((course_modules, {"id": cmid, **place, **more}))
    return rows
