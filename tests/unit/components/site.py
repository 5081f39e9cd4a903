"""The recorded site as the tests of components use it: the ids of what is there, calls, and what a test adds to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, insert

from gateway.components.mod_assign.tables import assign
from gateway.components.mod_book.tables import book
from gateway.components.mod_choice.tables import choice
from gateway.components.mod_forum.tables import forum
from gateway.components.mod_label.tables import label
from gateway.components.mod_page.tables import page
from gateway.components.mod_quiz.tables import quiz
from gateway.components.mod_resource.tables import resource
from gateway.components.mod_url.tables import url
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context
from gateway.store.tables.courses import course_modules, modules
from gateway.store.tables.files import files
from tests.unit.app_fixtures import call, errorcode, statement, value

TEACHER, STUDENT, STUDENT2 = 3, 4, 5
ALGEBRA = 2  # the course of all three
SECOND_SECTION = 2
LATER = 9_000_000_000

ACTIVITIES = {table.name: table for table in (assign, book, choice, forum, label, page, quiz, resource, url)}


async def told(gateway: Gateway, function: str, by: str = "student", **arguments: Any) -> Any:
    """What a function returns."""
    return value(await call(gateway, function, dict(arguments.items()), by=by))


async def refused(gateway: Gateway, function: str, by: str = "student", **arguments: Any) -> str:
    """The error code with which a function refuses."""
    return errorcode(await call(gateway, function, dict(arguments.items()), by=by))


def add(gateway: Gateway, table: Table, **values: object) -> None:
    """Write a row."""
    statement(gateway, insert(table).values(**values))


def place(gateway: Gateway, cmid: int, kind: str, section: int = SECOND_SECTION, cm: dict[str, Any] | None = None, **values: Any) -> int:
    """Put an activity into the algebra course and return the id of its context."""

    def work(transaction: Any) -> None:
        db = transaction.db
        known = db.execute(modules.select().where(modules.c.name == kind)).first()
        moduleid = known.id if known else db.execute(insert(modules).values(name=kind)).inserted_primary_key[0]
        if kind in ACTIVITIES:
            row = {"id": cmid, "course": ALGEBRA, "name": f"{kind} & {cmid}", "intro": "", "introformat": 1, "timemodified": 7, **values}
            db.execute(insert(ACTIVITIES[kind]).values(**row))
        row = {"id": cmid, "course": ALGEBRA, "module": moduleid, "instance": cmid, "section": section, **(cm or {})}
        db.execute(insert(course_modules).values(**row))
        where = {"id": 100 + cmid, "contextlevel": 70, "instanceid": cmid, "path": f"/1/11/13/{100 + cmid}", "depth": 4}
        db.execute(insert(context).values(**where))
        note(db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)
    return 100 + cmid


def add_file(gateway: Gateway, contextid: int, component: str, name: str, mimetype: str | None, **more: Any) -> None:
    """Put a file into an area."""
    row = {"contextid": contextid, "component": component, "filearea": "content", "filepath": "/", "filename": name, "mimetype": mimetype}
    row |= {"contenthash": "c" * 40, "pathnamehash": f"{contextid}{name}", "filesize": 5, "timecreated": 1, "timemodified": 9, **more}
    statement(gateway, insert(files).values(**row))
