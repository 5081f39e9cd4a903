"""Contexts of rows that came without them: made for all rows, and for one that is asked for."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import delete, insert, select

from gateway.access import contexts, missing_contexts
from gateway.access.contexts import SYSTEM, Level
from gateway.server.host import Gateway
from gateway.store.tables.access import context
from gateway.store.tables.courses import course, course_categories, course_modules
from gateway.store.tables.users import user
from tests.unit.app_fixtures import call, errorcode, statement, value


def rows(db: Any) -> None:
    """Categories in each other, the inner first, a course in the inner, an activity in that, and accounts; all without contexts."""
    db.execute(insert(course_categories), [{"id": 901, "name": "in", "parent": 902, "path": "/902/901", "depth": 2}])
    db.execute(insert(course_categories), [{"id": 902, "name": "out", "parent": 0, "path": "/902", "depth": 1}])
    db.execute(insert(course), [{"id": 903, "category": 901, "fullname": "c", "shortname": "c903"}])
    db.execute(insert(course), [{"id": 904, "category": 999, "fullname": "lost", "shortname": "c904"}])
    db.execute(insert(course_modules), [{"id": 905, "course": 903, "module": 1, "instance": 1, "section": 1}])
    people = [{"id": 906, "username": "came.late", "deleted": 0}, {"id": 907, "username": "is.gone", "deleted": 1}]
    db.execute(insert(user), [{**person, "firstname": "L", "lastname": "L", "email": "l@example.org"} for person in people])


def path(db: Any, level: int, instance: int) -> list[tuple[int, int]]:
    """The levels and instances above an instance and its own, from its context path."""
    found = contexts.by_instances(db, level, [instance])[instance]
    known = contexts.by_ids(db, found.ids)
    assert db.execute(select(context.c.depth).where(context.c.id == found.id)).scalar() == len(found.ids)
    return [(known[each].level, known[each].instance) for each in found.ids]


MODULE_PATH = [(10, 0), (40, 902), (40, 901), (50, 903), (70, 905)]


async def test_all_that_is_missing_is_made_once_and_in_its_place(gateway: Gateway) -> None:
    def check(db: Any) -> None:
        missing_contexts.make_all(db, gateway.registry)  # what the recorded site may lack
        rows(db)
        assert missing_contexts.make_all(db, gateway.registry) == 5
        assert path(db, Level.MODULE, 905) == MODULE_PATH
        assert path(db, Level.USER, 906) == [(10, 0), (30, 906)]
        assert not contexts.by_instances(db, Level.USER, [907])
        assert not contexts.by_instances(db, Level.COURSE, [904])  # its category does not exist
        assert missing_contexts.make_all(db, gateway.registry) == 0

    await gateway.store.write(check)


async def test_one_that_is_asked_for_is_made_with_those_above_it(gateway: Gateway) -> None:
    def check(db: Any) -> None:
        rows(db)
        assert missing_contexts.make(db, gateway.registry, Level.MODULE, 905) is not None
        assert path(db, Level.MODULE, 905) == MODULE_PATH
        existing = contexts.by_instance(db, Level.COURSE, 903)
        assert missing_contexts.make(db, gateway.registry, Level.COURSE, 903) == existing
        for level, instance in ((Level.USER, 907), (Level.USER, 9999), (Level.COURSE, 904), (Level.SYSTEM, 1)):
            assert missing_contexts.make(db, gateway.registry, level, instance) is None
        assert not missing_contexts.has_instance(db, gateway.registry, Level.USER, 907)

    await gateway.store.write(check)


async def test_categories_in_a_circle_get_none(gateway: Gateway) -> None:
    def check(db: Any) -> None:
        db.execute(insert(course_categories), [{"id": 911, "name": "a", "parent": 911, "path": "/911", "depth": 1}])
        missing_contexts.make_all(db, gateway.registry)
        assert missing_contexts.make(db, gateway.registry, Level.COURSECAT, 911) is None

    await gateway.store.write(check)


async def test_one_that_is_asked_for_in_a_circle_gets_none(gateway: Gateway) -> None:
    circle = [{"id": 920 + number, "name": "round", "parent": 920 + (number + 1) % 3, "path": "", "depth": 1} for number in range(3)]
    statement(gateway, insert(course_categories).values(circle))
    asked = (gateway.registry, Level.COURSECAT, 920)
    assert gateway.store.run_here(lambda work: missing_contexts.make(work.db, *asked), write=True) is None


async def test_a_call_makes_the_context_that_it_needs(gateway: Gateway) -> None:
    statement(gateway, delete(context).where(context.c.contextlevel == Level.USER, context.c.instanceid == 2))
    info = value(await call(gateway, "core_webservice_get_site_info"))
    assert info["userid"] == 2
    made = statement(gateway, select(context.c.id).where(context.c.contextlevel == Level.USER, context.c.instanceid == 2))
    assert made is not None
    assert value(await call(gateway, "core_webservice_get_site_info")) == info


@pytest.mark.parametrize("courseid", [99999])
async def test_a_context_of_nothing_is_missing_still(gateway: Gateway, courseid: int) -> None:
    before = statement(gateway, select(context.c.id).order_by(context.c.id.desc()))
    assert errorcode(await call(gateway, "local_probe_context", {"contextlevel": "course", "instanceid": courseid})) == "invalidparameter"
    assert statement(gateway, select(context.c.id).order_by(context.c.id.desc())) == before
    assert SYSTEM.id == 1
