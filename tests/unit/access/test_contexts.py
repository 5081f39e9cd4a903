"""Contexts: finding them, naming them, adding them (``docs/contract/server.md 6.1``)."""

from __future__ import annotations

import pytest
from sqlalchemy import Connection

from gateway.access import contexts
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.errors import InvalidParameter, MissingRecord
from gateway.store.changes import Change, ChangeKind, noted
from gateway.store.tables.access import context
from tests.unit.campus import ALGEBRA, ANN, HIDDEN, SCIENCE, change, course_context


def test_a_path_leads_from_the_system_to_the_context(db: Connection) -> None:
    category = contexts.by_instance(db, Level.COURSECAT, SCIENCE)
    course = course_context(db)
    assert category.ids == (SYSTEM.id, category.id)
    assert course == Context(course.id, Level.COURSE, ALGEBRA, (*category.ids, course.id))
    assert course.path == f"/1/{category.id}/{course.id}"
    assert contexts.by_id(db, course.id) == course


def test_the_system_has_one_context_whoever_asks(db: Connection) -> None:
    assert contexts.by_id(db, 1) == contexts.by_instance(db, Level.SYSTEM, 0) == contexts.by_instance(db, Level.SYSTEM, 7) == SYSTEM


def test_what_is_not_there(db: Connection) -> None:
    assert contexts.by_id(db, 99) is None
    with pytest.raises(MissingRecord) as caught:
        contexts.by_instance(db, Level.COURSE, 99)
    assert caught.value.errorcode == "invalidrecord"
    assert contexts.by_instances(db, Level.COURSE, []) == {}


def test_several_contexts_are_found_at_once_and_missing_ones_left_out(db: Connection) -> None:
    found = contexts.by_instances(db, Level.COURSE, [ALGEBRA, HIDDEN, 99])
    assert found == {ALGEBRA: course_context(db, ALGEBRA), HIDDEN: course_context(db, HIDDEN)}


def test_a_context_stored_without_a_path_lies_nobody_knows_where(db: Connection) -> None:
    change(db, context, course_context(db).id, path=None)
    place = course_context(db)
    assert (place.ids, place.path, contexts.parent(db, place)) == ((), None, None)
    child = contexts.create(db, Level.MODULE, 5, place)
    assert (child.ids, contexts.by_instance(db, Level.MODULE, 5)) == ((), child)


def test_every_context_but_the_system_has_a_parent(db: Connection) -> None:
    category = contexts.by_instance(db, Level.COURSECAT, SCIENCE)
    assert contexts.parent(db, course_context(db)) == category
    assert contexts.parent(db, category) == SYSTEM
    assert contexts.parent(db, SYSTEM) is None


def test_a_context_is_locked_and_unlocked_and_the_site_hears_of_it(db: Connection) -> None:
    place = course_context(db)
    assert contexts.locked(db) == frozenset()
    contexts.set_locked(db, place.id, True)
    assert contexts.locked(db) == {place.id}
    assert Change(ChangeKind.SITE, "") in noted(db)
    contexts.set_locked(db, place.id, False)
    assert contexts.locked(db) == frozenset()


@pytest.mark.parametrize(
    ("name", "level"),
    [
        ("system", 10),
        ("user", 30),
        ("coursecat", 40),
        ("course", 50),
        ("module", 70),
        ("block", 80),
        ("50", 50),
        ("0", None),
        ("51", None),
        ("5000000000000000000000", None),
        ("Course", None),
        ("COURSE", None),
        ("courses", None),
        ("٥٠", None),
        ("", None),
    ],
)
def test_levels_by_short_name_and_number(name: str, level: int | None) -> None:
    assert contexts.level_named(name) == level


def test_the_usual_parameters_name_a_context_by_its_id_first(db: Connection) -> None:
    course, person = course_context(db), contexts.by_instance(db, Level.USER, ANN)
    assert contexts.from_parameters(db, course.id, "user", ANN) == course
    assert contexts.from_parameters(db, 0, "user", ANN) == person
    assert contexts.from_parameters(db, 0, "30", ANN) == person
    assert contexts.from_parameters(db, 0, "system", 0) == SYSTEM


@pytest.mark.parametrize(
    ("contextid", "level", "instance"),
    [(0, "", 0), (0, "course", None), (0, "planet", 1), (0, "course", 99), (99, "course", ALGEBRA)],
)
def test_parameters_that_name_no_context_are_refused(db: Connection, contextid: int, level: str, instance: int | None) -> None:
    with pytest.raises(InvalidParameter):
        contexts.from_parameters(db, contextid, level, instance)


def test_a_new_context_is_stored_as_it_is_returned(db: Connection) -> None:
    created = contexts.create(db, Level.MODULE, 5, course_context(db))
    assert created.ids == (*course_context(db).ids, created.id)
    assert contexts.by_instance(db, Level.MODULE, 5) == created
    assert db.execute(context.select().where(context.c.id == created.id)).mappings().one()["depth"] == 4
