"""What graders choose from: people, groups, and the tree of grade categories."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from gateway.api import CallContext, CodedError, Context, InvalidParameter, Level, MissingRecord, contexts, format_string, format_text
from gateway.api.access import mode_of
from gateway.components.core_course import lib as courses
from gateway.components.core_course.lib import Course
from gateway.components.core_grades import items, people
from gateway.components.core_grades.items import GradeBook
from gateway.components.core_group import lib as groups
from gateway.components.core_group.lib import GroupSettings
from gateway.components.core_user import lib as users
from gateway.components.core_user.details import identity_fields
from gateway.components.core_user.lib import User

__all__ = ["enter", "feedback_result", "group_results", "person_results", "tree_text", "widget_results"]

_EVERYBODY = "All participants"


def enter(ctx: CallContext, courseid: int) -> tuple[Course, Context]:
    """The course and its context, which the caller enters. Raises ``invalidrecord`` for a course that does not exist."""
    rows = courses.courses(ctx.db, id=courseid)
    if not rows:
        raise MissingRecord("course", errorcode="invalidrecord")
    return rows[0], ctx.validate(contexts.by_instance(ctx.db, Level.COURSE, courseid))


def person_results(ctx: CallContext, course: Course, place: Context, groupid: int, *, by_id: bool = False) -> list[dict[str, Any]]:
    """Those who are graded in a course, by surname or by id, with the fields by which people are told apart."""
    shown = identity_fields(ctx, place)
    people_ = _graded(ctx, course, place, groupid)
    return [_person(ctx, row, shown) for row in (sorted(people_, key=lambda row: row["id"]) if by_id else people_)]


def widget_results(ctx: CallContext, course: Course, place: Context, groupid: int, address: str) -> list[dict[str, Any]]:
    """Those who are graded in a course, by surname, each with a link that begins with ``address``."""
    sees_email = "email" in identity_fields(ctx, place)
    results = []
    for row in _graded(ctx, course, place, groupid):
        own = users.place(row) or contexts.SYSTEM
        results.append(
            {
                "id": row["id"],
                "profileimage": users.picture_url(ctx.site, row, own.id, "f1"),
                "url": f"{address}?id={course['id']}&userid={row['id']}",
                "fullname": users.fullname(ctx.site, row),
                **({"email": row["email"]} if sees_email else {}),
                "active": False,
            }
        )
    return results


def group_results(ctx: CallContext, course: Course, place: Context, cmid: int) -> list[dict[str, Any]]:
    """The groups of a course, or of an activity in it, that the caller may choose; first of all everybody, if that is a choice."""
    settings, where = GroupSettings(course["id"], mode_of(course), course["defaultgroupingid"]), place
    if cmid:
        settings = groups.activity_groups(ctx.db, cmid)
        where = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, cmid))
    of_all, found = groups.selectable(ctx, place, GroupSettings(course["id"], settings.groupmode, settings.groupingid), where)
    everybody = {"id": "0", "name": _EVERYBODY, "groupimageurl": courses.theme_image(ctx.site, "core", "g/g1")}
    named = [
        {
            "id": str(group["id"]),
            "name": format_string(group["name"], ctx.settings),
            "groupimageurl": groups.picture_url(ctx.site, group, place) or groups.generated_picture_url(ctx.site, group, place),
        }
        for group in found
    ]
    return [everybody, *named] if of_all and settings.groupmode else named


def tree_text(ctx: CallContext, course: Course) -> str:
    """The categories of a grade book with what is in them, without totals, as JSON."""
    book = items.book(ctx.db, course["id"])
    roots = [row for row in book.categories.values() if not row["parent"]]
    trees = [_branch(ctx, book, row, course["fullname"]) for row in roots]
    return json.dumps(trees[0] if trees else None, separators=(",", ":")).replace("/", "\\/")


def feedback_result(ctx: CallContext, course: Course, place: Context, userid: int, itemid: int) -> dict[str, str]:
    """The feedback on a grade, with whose it is. Raises ``InvalidParameter`` for what is not there."""
    book = items.book(ctx.db, course["id"])
    item = next((item for item in book.items if item["id"] == itemid), None)
    if item is None:
        raise InvalidParameter("is no grade item of the course", path="itemid")
    person = next((row for row in _graded(ctx, course, place, 0) if row["id"] == userid), None)
    if person is None:
        raise InvalidParameter("is nobody who is graded in the course", path="userid")
    grade = items.grades_of(ctx.db, [book], [userid]).get((itemid, userid))
    text = ""
    if grade is not None:
        text, _ = format_text(
            grade["feedback"],
            grade["feedbackformat"],
            ctx.settings,
            ctx.site,
            place,
            component="grade",
            filearea="feedback",
            itemid=grade["id"],
        )
    own = users.place(person) or contexts.SYSTEM
    name, picture = users.fullname(ctx.site, person), users.picture_url(ctx.site, person, own.id, "f2")
    fields = identity_fields(ctx, place)
    return {
        "feedbacktext": text,
        "title": format_string(item["itemname"] or course["fullname"], ctx.settings),
        "fullname": name,
        "picture": f'<img class="userpicture" src="{picture}" width="35" height="35" alt="" />',
        "additionalfield": str(person.get(fields[0]) or "") if fields else "",
    }


def _graded(ctx: CallContext, course: Course, place: Context, groupid: int) -> list[User]:
    """Those who are graded in a course, or in one group of it. Raises ``notingroup`` for a group that the caller may not see.

    As recorded, whoever names no group gets all, whatever groups they are in.
    """
    if groupid and not people.may_see_group(ctx, course, place, groupid):
        raise CodedError("notingroup", message="You are not in this group.")
    return people.graded_users(ctx, place, groupid=groupid, active=people.wants_active_only(ctx, place))


def _person(ctx: CallContext, row: User, shown: list[str]) -> dict[str, Any]:
    """Somebody in the form of the result."""
    own = users.place(row) or contexts.SYSTEM
    return {
        **{name: row[name] for name in ("id", "firstname", "lastname")},
        "fullname": users.fullname(ctx.site, row),
        **{name: row[name] for name in shown if name in row},
        "profileimageurlsmall": users.picture_url(ctx.site, row, own.id, "f2"),
        "profileimageurl": users.picture_url(ctx.site, row, own.id, "f1"),
    }


def _branch(ctx: CallContext, book: GradeBook, category: RowMapping, name: str) -> Mapping[str, Any]:
    """A category of a grade book with what is in it."""
    children = book.children(category)
    inside = [_branch(ctx, book, child, child["fullname"]) if child is not None else _leaf(ctx, item) for item, child in children]
    return {
        "id": str(category["id"]),
        "name": format_string(name, ctx.settings),
        "iscategory": True,
        "haschildcategories": any(child is not None for _, child in children),
        "children": inside or None,
    }


def _leaf(ctx: CallContext, item: RowMapping | None) -> Mapping[str, Any]:
    """An item of a grade book."""
    found = {"id": str(item["id"]), "name": format_string(item["itemname"] or "", ctx.settings)} if item is not None else {}
    return {**found, "iscategory": False, "children": None}
