"""Which sections and activities of courses are available to a person, by their conditions of access.

The conditions are in the column ``availability`` of sections and activities (``docs/contract/server.md 6.4``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from gateway.access import contexts
from gateway.access.capabilities import has
from gateway.access.conditions import (
    PREVIOUS,
    Condition,
    ConditionSet,
    OnCompletion,
    OnDate,
    OnGrade,
    OnGroup,
    OnGrouping,
    OnProfile,
    leaves,
    parsed,
)
from gateway.access.contexts import Level
from gateway.access.permissions import Subject
from gateway.access.site import SiteData
from gateway.store.tables.courses import course_modules, course_sections
from gateway.store.tables.groups import groupings_groups, groups, groups_members
from gateway.store.tables.users import user, user_info_data, user_info_field

__all__ = ["Judge", "Judgement", "Unmet", "UnmetSet"]

# The states of completion that count as complete, failed among them, and those that count as failed.
_COUNTS_AS = {1: (1, 2, 3), 3: (3, 4)}

# The fields of every account that conditions may be about.
_STANDARD = ("firstname", "lastname", "email", "city", "country", "idnumber", "institution", "department", "phone1", "phone2", "address")

_TESTS: Mapping[str, Callable[[str, str], bool]] = {
    "isequalto": lambda actual, value: actual == value,
    "contains": lambda actual, value: value in actual,
    "doesnotcontain": lambda actual, value: not value or value not in actual,
    "startswith": lambda actual, value: actual.startswith(value),
    "endswith": lambda actual, value: actual.endswith(value),
    "isempty": lambda actual, _value: actual in ("", "0"),
    "isnotempty": lambda actual, _value: actual not in ("", "0"),
}

# A row of ``course_sections`` or ``course_modules``, with at least ``course``, ``visible`` and ``availability``.
Row = Mapping[Any, Any]


class Unmet(msgspec.Struct, frozen=True):
    """A condition that does not hold; ``negated`` if its contrary was asked for."""

    condition: Condition
    negated: bool


class UnmetSet(msgspec.Struct, frozen=True):
    """The conditions of a set that do not hold; ``needs_all`` if all conditions of the set must, otherwise one must."""

    needs_all: bool
    unmet: tuple[Unmet | UnmetSet, ...]


class Judgement(msgspec.Struct, frozen=True):
    """Whether something is available and, if it is not, the unmet conditions that people are told; None to tell nothing."""

    available: bool
    told: UnmetSet | None = None


_AVAILABLE, _UNAVAILABLE = Judgement(True), Judgement(False)


class Judge:
    """Decides which sections and activities are available to one person.

    The number of statements depends on the kinds of conditions only; where nothing has conditions, there is none.
    """

    def __init__(self, db: Connection, site: SiteData, subject: Subject, rows: Iterable[Row], *, now: int) -> None:
        """Load what the conditions of ``rows`` ask of the person."""
        self._db, self._site, self._subject, self._now = db, site, subject, now
        given = [row for row in rows if row["availability"]] if site.config.flag("enableavailability") else []
        self._parsed = {row["availability"]: parsed(row["availability"]) for row in given}
        asked: list[Condition] = []
        courses: dict[type[Condition], set[int]] = {}
        for row in given:
            for condition in leaves(self._parsed[row["availability"]] or _NONE):
                asked.append(condition)
                courses.setdefault(type(condition), set()).add(row["course"])
        in_groups = courses.get(OnGroup, set()) | courses.get(OnGrouping, set())
        self._groups = self._load_groups(in_groups) if in_groups else {}
        self._unrestricted = self._load_unrestricted(in_groups) if in_groups else set()
        cmids = {condition.cmid for condition in asked if isinstance(condition, OnCompletion)}
        self._order = _tracked(db, courses[OnCompletion]) if PREVIOUS in cmids else {}
        cmids.update(cmid for tracked in self._order.values() for _, _, cmid in tracked)
        self._states = self._load_states(cmids) if cmids else {}
        items = {condition.id for condition in asked if isinstance(condition, OnGrade)}
        self._scores = self._load_scores(items) if items else {}
        fields = [condition for condition in asked if isinstance(condition, OnProfile)]
        self._profile = self._load_profile({condition.custom for condition in fields}) if fields else {}

    def of(self, row: Row) -> Judgement:
        """Whether one of the rows is available by its own conditions; those of a section hold for what is in it as well."""
        if row["availability"] not in self._parsed:
            return _AVAILABLE
        conditions = self._parsed[row["availability"]]
        if conditions is None:
            return _UNAVAILABLE
        judgement = self._of_set(conditions, row, inverted=False)
        # What is hidden will not be there when its conditions are met: nothing is told of them.
        return judgement if row["visible"] else Judgement(judgement.available)

    def _of_set(self, conditions: ConditionSet, row: Row, *, inverted: bool) -> Judgement:
        """Whether a set of conditions holds, or its contrary if ``inverted``."""
        if not conditions.conditions:
            return _AVAILABLE
        inverted = conditions.negated != inverted
        # That not all hold means that one does not, and that none holds, that all do not.
        needs_all = conditions.needs_all != inverted
        unmet: list[Unmet | UnmetSet] = []
        fails, shown = not needs_all, True
        for condition, is_shown in zip(conditions.conditions, conditions.shown, strict=True):
            reason: Unmet | UnmetSet | None
            if isinstance(condition, ConditionSet):
                inside = self._of_set(condition, row, inverted=inverted)
                holds, reason = inside.available, inside.told
            else:
                holds, reason = self._holds(condition, row, inverted=inverted), Unmet(self._named(condition, row), inverted)
            if holds and not needs_all:
                return _AVAILABLE
            if not holds:
                unmet += [reason] if reason else []
                fails, shown = True, shown and is_shown
        if not fails:
            return _AVAILABLE
        return Judgement(False, UnmetSet(needs_all, tuple(unmet)) if shown else None)

    def _holds(self, condition: Condition, row: Row, *, inverted: bool) -> bool:
        """Whether a condition holds, or its contrary if ``inverted``. About an activity that is gone neither does."""
        match condition:
            case OnDate():
                holds = self._now >= condition.time if condition.direction == ">=" else self._now < condition.time
            case OnGroup() | OnGrouping() if row["course"] in self._unrestricted:
                return True
            case OnGroup():
                holds = any(condition.id in (None, groupid) for groupid, _ in self._groups.get(row["course"], ()))
            case OnGrouping():
                wanted = row.get("groupingid") if condition.activity else condition.id
                holds = any(wanted == groupingid for _, groupingid in self._groups.get(row["course"], ()))
            case OnCompletion():
                cmid = self._previous(row) if condition.cmid == PREVIOUS else condition.cmid
                if cmid not in self._states:
                    return False
                state = self._states[cmid]
                holds = state in _COUNTS_AS.get(condition.state, (condition.state,))
            case OnGrade():
                score = self._scores.get(condition.id)
                holds = score is not None and (condition.min is None or score >= condition.min)
                holds = holds and (condition.max is None or (score is not None and score < condition.max))
            case OnProfile():
                actual = self._profile.get((bool(condition.custom), condition.custom or condition.standard))
                holds = actual is not None and _TESTS[condition.test](actual, condition.value)
        return holds != inverted

    def _named(self, condition: Condition, row: Row) -> Condition:
        """A condition that names what it is about: the grouping that the activity has, or the activity before."""
        match condition:
            case OnGrouping() if condition.activity:
                return OnGrouping(row.get("groupingid"))
            case OnCompletion() if condition.cmid == PREVIOUS:
                return msgspec.structs.replace(condition, cmid=self._previous(row))
        return condition

    def _load_groups(self, courses: Collection[int]) -> dict[int, set[tuple[int, int | None]]]:
        """The person's groups with each of their groupings, by course."""
        joined = groups_members.join(groups, groups.c.id == groups_members.c.groupid).outerjoin(
            groupings_groups, groupings_groups.c.groupid == groups.c.id
        )
        query = select(groups.c.courseid, groups.c.id, groupings_groups.c.groupingid).select_from(joined)
        found: dict[int, set[tuple[int, int | None]]] = {}
        for row in self._db.execute(query.where(groups_members.c.userid == self._subject.userid, groups.c.courseid.in_(courses))):
            found.setdefault(row.courseid, set()).add((row.id, row.groupingid))
        return found

    def _load_unrestricted(self, courses: Collection[int]) -> set[int]:
        """The courses in which the person may enter all groups, so that conditions on groups do not matter."""
        places = contexts.by_instances(self._db, Level.COURSE, courses)
        return {courseid for courseid, place in places.items() if has(self._site, self._subject, place, "moodle/site:accessallgroups")}

    def _load_states(self, cmids: Collection[int]) -> dict[int, int]:
        """The person's completion of those activities that exist, by course module id; 0 is incomplete."""
        completions = self._site.registry.tables.get("course_modules_completion")
        if completions is None:
            return {}
        own = (completions.c.coursemoduleid == course_modules.c.id) & (completions.c.userid == self._subject.userid)
        query = select(course_modules.c.id, completions.c.completionstate).select_from(course_modules.outerjoin(completions, own))
        query = query.where(course_modules.c.id.in_(cmids), course_modules.c.deletioninprogress == 0)
        return {row.id: row.completionstate or 0 for row in self._db.execute(query)}

    def _previous(self, row: Row) -> int:
        """The nearest activity that tracks completion before an activity or a section on the course page; 0 if there is none."""
        before = 0
        is_section = "sequence" in row and "instance" not in row
        for section, _, cmid in self._order.get(row["course"], ()):
            if section >= row["section"] if is_section else cmid == row["id"]:
                break
            before = cmid
        return before

    def _load_scores(self, items: Collection[int]) -> dict[int, float]:
        """The person's grades in per cent of their range, by the id of the grade item."""
        grades = self._site.registry.tables.get("grade_grades")
        if grades is None:
            return {}
        query = select(grades.c.itemid, grades.c.finalgrade, grades.c.rawgrademin, grades.c.rawgrademax)
        query = query.where(grades.c.userid == self._subject.userid, grades.c.itemid.in_(items), grades.c.finalgrade.is_not(None))
        return {
            row.itemid: float((row.finalgrade - row.rawgrademin) * 100 / (row.rawgrademax - row.rawgrademin))
            for row in self._db.execute(query)
            if row.rawgrademax != row.rawgrademin
        }

    def _load_profile(self, custom: Collection[str]) -> dict[tuple[bool, str], str]:
        """What the person has in the fields of every account and in those of the site's own that are named, by whether custom, and name."""
        if self._subject.userid in (0, self._site.guest_id):
            return {}
        account = self._db.execute(select(user).where(user.c.id == self._subject.userid)).mappings().one()
        found = {(False, name): str(account[name] or "") for name in _STANDARD}
        fields, data = user_info_field, user_info_data
        joined = fields.outerjoin(data, (data.c.fieldid == fields.c.id) & (data.c.userid == self._subject.userid))
        query = select(fields.c.shortname, fields.c.defaultdata, data.c.data).select_from(joined).where(fields.c.shortname.in_(custom))
        for row in self._db.execute(query):
            found[True, row.shortname] = str((row.defaultdata if row.data is None else row.data) or "")
        return found


_NONE = ConditionSet(True, False, (), ())


def _tracked(db: Connection, courses: Collection[int]) -> dict[int, list[tuple[int, int, int]]]:
    """The number of the section, the place in it and the id of each activity that tracks completion, by course, in this order."""
    joined = course_modules.join(course_sections, course_sections.c.id == course_modules.c.section)
    query = select(course_modules.c.id, course_modules.c.course, course_sections.c.section, course_sections.c.sequence).select_from(joined)
    query = query.where(course_modules.c.course.in_(courses), course_modules.c.completion != 0, course_modules.c.deletioninprogress == 0)
    found: dict[int, list[tuple[int, int, int]]] = {}
    for row in db.execute(query):
        sequence = (row.sequence or "").split(",")
        place = sequence.index(str(row.id)) if str(row.id) in sequence else len(sequence)
        found.setdefault(row.course, []).append((row.section, place, row.id))
    return {courseid: sorted(places) for courseid, places in found.items()}
