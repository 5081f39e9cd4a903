"""Conditions of access: which hold for a person, in which sets, and what people are told of those that do not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Connection, insert, update

from gateway.access.activities import Access, access_to
from gateway.access.availability import Judge, Judgement
from gateway.access.contexts import Context, Level, create
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_grades.tables import grade_grades
from gateway.store.rows import insert_row
from gateway.store.tables.courses import course_modules, course_sections, modules
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members
from gateway.store.tables.users import user, user_info_data, user_info_field
from tests.unit.campus import ALGEBRA, ANN, MAX, NOW, TOM, course_context, person, set_config, snapshot

OPEN = {"type": "date", "d": ">=", "t": NOW - 1}
LATER = {"type": "date", "d": ">=", "t": NOW + 1}


def both(*conditions: Any, op: str = "&", **flags: Any) -> dict[str, Any]:
    return {"op": op, "c": list(conditions), **flags}


def judged(db: Connection, conditions: Any, userid: int = ANN, **facts: Any) -> Judgement:
    text = conditions if isinstance(conditions, str) else json.dumps(conditions)
    row = {"id": 0, "course": ALGEBRA, "visible": 1, "instance": 1, "groupingid": 0, "availability": text, **facts}
    return Judge(db, snapshot(db), person(db, userid).subject, [row], now=NOW).of(row)


def holds(db: Connection, condition: Any, userid: int = ANN, **facts: Any) -> bool:
    """Whether a condition holds; its contrary must not, or nothing can be said of either."""
    found = judged(db, both(condition), userid, **facts).available
    assert judged(db, both(condition, op="!&"), userid, **facts).available is not found
    return found


def test_what_has_no_conditions_is_available(db: Connection) -> None:
    assert judged(db, both()).available
    assert judged(db, "").available


def test_dates_begin_and_end(db: Connection) -> None:
    assert holds(db, {"type": "date", "d": ">=", "t": NOW})
    assert not holds(db, {"type": "date", "d": ">=", "t": NOW + 1})
    assert holds(db, {"type": "date", "d": "<", "t": NOW + 1})
    assert not holds(db, {"type": "date", "d": "<", "t": NOW})


@pytest.mark.parametrize(
    ("conditions", "available"),
    [
        (both(OPEN, LATER), False),
        (both(OPEN, LATER, op="|"), True),
        (both(OPEN, LATER, op="!&"), True),
        (both(OPEN, LATER, op="!|"), False),
        (both(LATER, LATER, op="!|"), True),
        (both(OPEN, both(LATER, op="!&")), True),
        (both(OPEN, both(LATER, OPEN, op="!|")), False),
        (both(both(LATER, both(OPEN, op="!|"), op="!|"), op="!&"), False),
    ],
)
def test_sets_hold_as_their_operators_say(db: Connection, conditions: Any, available: bool) -> None:
    assert judged(db, conditions).available is available


@pytest.mark.parametrize(
    "text", ["{}", "no JSON", "[]", '{"op":"^","c":[]}', '{"op":"&","c":[{"type":"moon"}]}', '{"op":"&","c":[{"type":"date"}]}']
)
def test_what_makes_no_sense_is_available_to_nobody(db: Connection, text: str) -> None:
    assert judged(db, text) == Judgement(False)


def test_the_flags_say_what_people_are_told(db: Connection) -> None:
    assert judged(db, both(LATER)).told
    assert judged(db, both(LATER, OPEN, showc=[True, False])).told
    assert not judged(db, both(LATER, LATER, showc=[True, False])).told
    assert not judged(db, both(LATER, op="|", show=False)).told
    assert not judged(db, both(LATER), visible=0).told, "hidden things are not spoken of"


def test_members_of_groups_and_groupings(db: Connection) -> None:
    group, other = (insert_row(db, groups, {"courseid": ALGEBRA, "name": name, "idnumber": ""}) for name in "ab")
    grouping = insert_row(db, groupings, {"courseid": ALGEBRA, "name": "g", "idnumber": ""})
    assert not holds(db, {"type": "group"})
    db.execute(insert(groups_members).values(groupid=group, userid=ANN, timeadded=1))
    db.execute(insert(groupings_groups).values(groupingid=grouping, groupid=group, timeadded=1))
    assert holds(db, {"type": "group"})
    assert holds(db, {"type": "group", "id": group})
    assert not holds(db, {"type": "group", "id": other})
    assert holds(db, {"type": "grouping", "id": grouping})
    assert holds(db, {"type": "grouping", "activity": True}, groupingid=grouping)
    assert not holds(db, {"type": "grouping", "activity": True})
    for op in ("&", "!&"):
        assert judged(db, both({"type": "group", "id": group}, op=op), TOM).available, "teachers may enter all groups"


def test_completion_of_an_activity_that_exists(db: Connection) -> None:
    section = insert_row(db, course_sections, {"course": ALGEBRA, "section": 7, "sequence": "", "name": None})
    facts = {"course": ALGEBRA, "module": 1, "section": section, "completion": 1}
    first, second = (insert_row(db, course_modules, facts) for _ in range(2))
    db.execute(update(course_sections).where(course_sections.c.id == section).values(sequence=f"{second},{first}"))
    assert holds(db, {"type": "completion", "cm": second, "e": 0})
    db.execute(insert(course_modules_completion).values(coursemoduleid=second, userid=ANN, completionstate=3, timemodified=1))
    assert holds(db, {"type": "completion", "cm": second, "e": 1}), "what was failed was completed"
    assert holds(db, {"type": "completion", "cm": second, "e": 3})
    assert not holds(db, {"type": "completion", "cm": second, "e": 2})
    assert holds(db, {"type": "completion", "cm": -1, "e": 1}, id=first), "the one before"
    for op in ("&", "!&"):
        assert not judged(db, both({"type": "completion", "cm": -1, "e": 0}, op=op), id=second, section=section).available
        assert not judged(db, both({"type": "completion", "cm": 999, "e": 0}, op=op)).available, "neither way"


def test_grades_lie_in_a_range_of_percentages(db: Connection) -> None:
    assert not holds(db, {"type": "grade", "id": 5})
    db.execute(insert(grade_grades).values(itemid=5, userid=ANN, finalgrade=15, rawgrademin=10, rawgrademax=20, timemodified=1))
    assert holds(db, {"type": "grade", "id": 5})
    assert holds(db, {"type": "grade", "id": 5, "min": 50})
    assert not holds(db, {"type": "grade", "id": 5, "max": 50})
    assert not holds(db, {"type": "grade", "id": 5, "min": 50.1})
    assert holds(db, {"type": "grade", "id": 5, "min": 0, "max": 51})


@pytest.mark.parametrize(
    ("op", "value", "held"),
    [
        ("isequalto", "Aarhus", True),
        ("isequalto", "aarhus", False),
        ("contains", "hus", True),
        ("doesnotcontain", "hus", False),
        ("startswith", "Aar", True),
        ("endswith", "Aar", False),
        ("isempty", "", False),
        ("isnotempty", "", True),
    ],
)
def test_fields_of_the_profile(db: Connection, op: str, value: str, held: bool) -> None:
    field = insert_row(
        db, user_info_field, {"shortname": "campus", "name": "Campus", "datatype": "text", "categoryid": 1, "defaultdata": "Aarhus"}
    )
    db.execute(update(user).where(user.c.id == ANN).values(city="Aarhus"))
    assert holds(db, {"type": "profile", "sf": "city", "op": op, "v": value}) is held
    assert holds(db, {"type": "profile", "cf": "campus", "op": op, "v": value}) is held, "what the field says unless filled in"
    db.execute(insert(user_info_data).values(userid=ANN, fieldid=field, data="Elsewhere"))
    assert holds(db, {"type": "profile", "cf": "campus", "op": "isequalto", "v": "Elsewhere"})
    assert not holds(db, {"type": "profile", "cf": "nosuch", "op": "isempty", "v": ""})


def access(
    db: Connection, userid: int, section: Any = None, number: int | None = None, delegated: Mapping[str, Any] | None = None, **facts: Any
) -> Access:
    values = {"course": ALGEBRA, "section": number or 50 + userid, "name": None, "availability": section, **(delegated or {})}
    sectionid = insert_row(db, course_sections, values)
    row = {"id": 900, "course": ALGEBRA, "section": sectionid, "modname": "page", "visible": 1, "visibleoncoursepage": 1}
    row |= {"deletioninprogress": 0, "availability": None, "instance": 1, "groupingid": 0, **facts}
    place: Context = create(db, Level.MODULE, 900 + sectionid, course_context(db))
    return access_to(db, snapshot(db), person(db, userid).subject, [row], {900: place}, now=NOW)[900]


def test_teachers_use_activities_that_are_not_available_yet(db: Connection) -> None:
    conditions = json.dumps(both(LATER))
    found = access(db, ANN, availability=conditions)
    assert (found.usable, found.on_page, bool(found.told)) == (False, True, True)
    found = access(db, TOM, availability=conditions)
    assert (found.usable, found.on_page, bool(found.told)) == (True, True, True)
    found = access(db, MAX, json.dumps(both(LATER)))
    assert found.usable


def test_the_conditions_of_a_section_hold_for_what_is_in_it(db: Connection) -> None:
    assert access(db, ANN, json.dumps(both(LATER))) == Access(False, False)


def test_what_is_in_a_subsection_is_used_where_the_subsection_is(db: Connection) -> None:
    kind = insert_row(db, modules, {"name": "subsection"})
    around = insert_row(db, course_sections, {"course": ALGEBRA, "section": 40, "name": None})
    facts = {"course": ALGEBRA, "module": kind, "instance": 3, "section": around, "availability": json.dumps(both(LATER))}
    create(db, Level.MODULE, insert_row(db, course_modules, facts), course_context(db))
    delegated = {"component": "mod_subsection", "itemid": 3}
    assert not access(db, ANN, delegated=delegated).usable
    assert access(db, TOM, delegated=delegated).usable
    db.execute(update(course_modules).where(course_modules.c.instance == 3).values(availability=None))
    assert access(db, ANN, number=41, delegated=delegated).usable


def test_stealth_activities_are_used_but_not_on_the_page(db: Connection) -> None:
    assert access(db, ANN, visibleoncoursepage=0) == Access(True, False)
    assert access(db, TOM, visibleoncoursepage=0) == Access(True, True)


def test_nothing_of_what_is_hidden_is_told(db: Connection) -> None:
    assert access(db, ANN, availability=json.dumps(both(LATER)), visible=0) == Access(False, False)


def test_conditions_are_obeyed_where_the_site_has_them_on(db: Connection) -> None:
    set_config(db, enableavailability="0")
    assert judged(db, both(LATER)).available
