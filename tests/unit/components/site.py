"""The recorded site as the tests of components use it: the ids of what is there, calls, and what a test adds to it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, delete, insert

from gateway.components.mod_assign.tables import assign
from gateway.components.mod_book.tables import book
from gateway.components.mod_chat.tables import chat
from gateway.components.mod_choice.tables import choice
from gateway.components.mod_data.tables import data
from gateway.components.mod_feedback.tables import feedback
from gateway.components.mod_folder.tables import folder
from gateway.components.mod_forum.tables import forum
from gateway.components.mod_glossary.tables import glossary
from gateway.components.mod_h5pactivity.tables import h5pactivity
from gateway.components.mod_imscp.tables import imscp
from gateway.components.mod_label.tables import label
from gateway.components.mod_lesson.tables import lesson
from gateway.components.mod_lti.tables import lti
from gateway.components.mod_page.tables import page
from gateway.components.mod_quiz.tables import quiz
from gateway.components.mod_resource.tables import resource
from gateway.components.mod_scorm.tables import scorm
from gateway.components.mod_survey.tables import survey
from gateway.components.mod_url.tables import url
from gateway.components.mod_wiki.tables import wiki
from gateway.components.mod_workshop.tables import workshop
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import context, role_capabilities
from gateway.store.tables.courses import course_modules, modules
from gateway.store.tables.files import files
from tests.unit.app_fixtures import call, errorcode, statement, value

TEACHER, STUDENT, STUDENT2 = 3, 4, 5
ALGEBRA = 2  # the course of all three
SECOND_SECTION = 2
LATER = 9_000_000_000

ACTIVITIES = {
    table.name: table
    for table in (
        assign, book, chat, choice, data, feedback, folder, forum, glossary, h5pactivity, imscp, label, lesson, lti, page, quiz,
        resource, scorm, survey, url, wiki, workshop,
    )
}  # fmt: skip


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


def permit(gateway: Gateway, capability: str, permission: int, *, roleid: int, contextid: int = 1) -> None:
    """Give a role a permission (1 allow, -1 prevent) in a context, in the place of the one it has there."""

    def work(transaction: Any) -> None:
        cols = role_capabilities.c
        here = cols.capability == capability, cols.roleid == roleid, cols.contextid == contextid
        transaction.db.execute(delete(role_capabilities).where(*here))
        row = {"capability": capability, "roleid": roleid, "contextid": contextid, "permission": permission}
        transaction.db.execute(insert(role_capabilities).values(**row))
        note(transaction.db, ChangeKind.SITE)

    gateway.store.run_here(work, write=True)


def add_file(gateway: Gateway, contextid: int, component: str, name: str, mimetype: str | None, **more: Any) -> None:
    """Put a file into an area."""
    row = {"contextid": contextid, "component": component, "filearea": "content", "filepath": "/", "filename": name, "mimetype": mimetype}
    row |= {"contenthash": "c" * 40, "pathnamehash": f"{contextid}{name}", "filesize": 5, "timecreated": 1, "timemodified": 9, **more}
    statement(gateway, insert(files).values(**row))
