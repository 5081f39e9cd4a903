"""Notes that teachers write about users: personal ones, and ones for their course or the whole site."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, delete, select, update

from gateway.api import (
    SITE_COURSE,
    SYSTEM,
    CallContext,
    CodedError,
    Context,
    Level,
    MissingRecord,
    contexts,
    enrolments,
    format_text,
    validate_format,
)
from gateway.api.rows import insert_row
from gateway.components.core_blog.tables import post
from gateway.components.core_course import events
from gateway.components.core_course import lib as courses
from gateway.components.core_course.events import Happening
from gateway.components.core_user import lib as users

__all__ = ["change", "create", "enter", "missing", "notes", "note_view", "remove", "notes_by_id"]

# The publish states of notes, as clients and as the database name them.
_STATES = {"personal": "draft", "course": "public", "site": "site"}
_VIEWED = Happening("core", "notes")


def enter(ctx: CallContext, courseid: int, userid: int) -> Context:
    """The context of a course (the system's for 0), entered to read its notes. Raises ``CodedError`` or ``MissingRecord``."""
    _require_notes(ctx)
    if userid:
        users.active(ctx.db, ctx.site, userid)
    if courseid in (0, SITE_COURSE):
        return ctx.validate(SYSTEM)
    if not courses.courses(ctx.db, id=courseid):
        raise MissingRecord("course", errorcode="invalidrecord")
    return ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))


def notes(ctx: CallContext, place: Context, courseid: int, userid: int) -> dict[str, Any]:
    """The notes about a user (0: all users) by publish state, as far as the caller may see them.

    Notes of the site belong to no course. In the system context there are those of the site and, about one user, the
    course notes of that user's courses. Raises ``MissingCapability`` if the caller may not see the notes of a course.
    """
    of_person = [post.c.userid == userid] if userid else []
    at_site = post.c.publishstate == "site"
    if place is not SYSTEM:
        ctx.require("moodle/notes:view", place)
        here = post.c.courseid == courseid
        mine = post.c.publishstate == "draft", post.c.usermodified == ctx.userid
        return {
            "sitenotes": _note_results(ctx, place, at_site, *of_person),
            "coursenotes": _note_results(ctx, place, post.c.publishstate == "public", here, *of_person),
            "personalnotes": _note_results(ctx, place, *mine, here, *of_person),
        }
    site = _note_results(ctx, place, at_site, *of_person) if ctx.has("moodle/notes:view", SYSTEM) else []
    rows = enrolments.courses_of(ctx.db, ctx.site, [userid], now=ctx.now)[userid] if userid else []
    places = contexts.by_instances(ctx.db, Level.COURSE, [row["id"] for row in rows])
    shown = [courseid for courseid, course in places.items() if ctx.has("moodle/notes:view", course)]
    course = _note_results(ctx, place, post.c.publishstate == "public", post.c.courseid.in_(shown), *of_person) if shown else []
    return {"sitenotes": site, "coursenotes": course, "personalnotes": []}


def _note_results(ctx: CallContext, place: Context, *conditions: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The notes that fulfil the conditions, newest first, in the form of the result."""
    query = select(post).where(post.c.module == "notes", *conditions).order_by(post.c.lastmodified.desc(), post.c.id)
    found = []
    for row in ctx.db.execute(query).mappings():
        text, text_format = format_text(row["content"], row["format"], ctx.settings, ctx.site, place)
        names = ("id", "courseid", "userid", "created", "lastmodified", "usermodified", "publishstate")
        found.append({**{name: row[name] for name in names}, "content": text, "format": text_format})
    return found


def create(ctx: CallContext, wanted: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Create notes, and return the result of each. Raises ``MissingCapability`` if the caller may not manage notes in a course."""
    _require_notes(ctx)
    people = {row["id"] for row in users.by_field(ctx.db, "id", {note["userid"] for note in wanted})}
    places = contexts.by_instances(ctx.db, Level.COURSE, {note["courseid"] for note in wanted})
    for place in places.values():
        _enter(ctx, place, "moodle/notes:manage")
    return [_create_note(ctx, note, people, places) for note in wanted]


def notes_by_id(ctx: CallContext, ids: Sequence[int]) -> tuple[list[dict[str, Any]], list[int]]:
    """The notes with these ids in the form of the result, and the unknown ids. Raises ``MissingCapability``."""
    stored, places = _enter_all(ctx, ids, "moodle/notes:view")
    found = []
    for row in (stored[noteid] for noteid in ids if noteid in stored):
        text, text_format = format_text(row["content"], row["format"], ctx.settings, ctx.site, places[row["courseid"]])
        entry = {"noteid": row["id"], "text": text, "format": text_format}
        found.append({**entry, **{name: row[name] for name in ("userid", "publishstate", "courseid")}})
    return found, [noteid for noteid in ids if noteid not in stored]


def change(ctx: CallContext, wanted: Sequence[Mapping[str, Any]]) -> list[int]:
    """Change notes, and return the unknown ids. Raises ``MissingCapability``."""
    ids = [note["id"] for note in wanted]
    stored, _ = _enter_all(ctx, ids, "moodle/notes:manage")
    for note in wanted:
        values = {"content": note["text"], "format": validate_format(note["format"]), "usermodified": ctx.userid, "lastmodified": ctx.now}
        if state := _STATES.get(note["publishstate"]):
            values["publishstate"] = state
        ctx.db.execute(update(post).where(post.c.id == note["id"], post.c.module == "notes").values(**values))
    return [noteid for noteid in ids if noteid not in stored]


def remove(ctx: CallContext, ids: Sequence[int]) -> list[int]:
    """Delete notes, and return the unknown ids. Raises ``MissingCapability``."""
    stored, _ = _enter_all(ctx, ids, "moodle/notes:manage")
    ctx.db.execute(delete(post).where(post.c.id.in_(stored)))
    return [noteid for noteid in ids if noteid not in stored]


def missing(ids: Collection[int]) -> list[dict[str, Any]]:
    """A warning for each unknown note id."""
    return [{"item": "note", "itemid": noteid, "warningcode": "badid", "message": "There is no such note."} for noteid in ids]


def note_view(ctx: CallContext, place: Context, courseid: int, userid: int) -> None:
    """Log that the caller has viewed the notes of a course, about a user or about all."""
    events.note(ctx, _VIEWED, place, courseid=courseid or SITE_COURSE, relateduserid=userid or None)


def _require_notes(ctx: CallContext) -> None:
    """Raise ``notesdisabled`` if notes are off on the site."""
    if not ctx.site.config.flag("enablenotes"):
        raise CodedError("notesdisabled", "notes")


def _create_note(ctx: CallContext, note: Mapping[str, Any], people: Collection[int], places: Collection[int]) -> dict[str, Any]:
    """The result of creating a note: its id, or an error message."""
    result = {"clientnoteid": note["clientnoteid"]} if "clientnoteid" in note else {}
    if note["courseid"] not in places:
        return {**result, "noteid": -1, "errormessage": "There is no such course."}
    if note["userid"] not in people:
        return {**result, "noteid": -1, "errormessage": "There is no such user."}
    row = {
        "module": "notes",
        "userid": note["userid"],
        "courseid": note["courseid"],
        "content": note["text"],
        "format": validate_format(note["format"]),
        "publishstate": _STATES.get(note["publishstate"], "public"),
        "created": ctx.now,
        "lastmodified": ctx.now,
        "usermodified": ctx.userid,
    }
    return {**result, "noteid": insert_row(ctx.db, post, row)}


def _enter_all(ctx: CallContext, ids: Sequence[int], capability: str) -> tuple[dict[int, RowMapping], dict[int, Context]]:
    """The notes with these ids and the contexts of their courses, which the caller enters. Raises ``MissingCapability``."""
    _require_notes(ctx)
    query = select(post).where(post.c.module == "notes", post.c.id.in_(ids))
    stored = {row["id"]: row for row in ctx.db.execute(query).mappings()}
    places = contexts.by_instances(ctx.db, Level.COURSE, {row["courseid"] for row in stored.values()})
    for place in places.values():
        _enter(ctx, place, capability)
    return stored, places


def _enter(ctx: CallContext, place: Context, capability: str) -> None:
    """Enter a course, and require a capability there."""
    ctx.validate(place)
    ctx.require(capability, place)
