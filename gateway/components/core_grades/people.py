"""The gradable users of a course, and the groups of them that the caller may see."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import bindparam, select

from gateway.api import CallContext, CodedError, Context, contexts, enrolments, format_text
from gateway.api.access import GroupMode, are_apart, fellows, mode_of, own_groups
from gateway.api.tables import enrol, groups, groups_members, role_assignments, user, user_enrolments, user_preferences
from gateway.components.core_course.lib import Course
from gateway.components.core_user import lib as users
from gateway.components.core_user.lib import User

__all__ = ["default_group", "graded_users", "may_see_group", "shares_group", "gradable_user_results", "wants_active_only"]

# The columns of an account that the result has unchanged.
_COLUMNS = (
    "id", "username", "firstname", "lastname", "email", "address", "phone1", "phone2", "department", "institution", "idnumber",
    "firstaccess", "lastaccess", "auth", "suspended", "confirmed", "lang", "calendartype", "theme", "timezone", "mailformat",
    "trackforums", "city", "country",
)  # fmt: skip

_ENROLLED = select(user_enrolments.c.userid).select_from(enrolments.JOINED).where(enrol.c.courseid == bindparam("course"))
_GRADED = select(role_assignments.c.userid).where(
    role_assignments.c.roleid.in_(bindparam("roles", expanding=True)), role_assignments.c.contextid.in_(bindparam("places", expanding=True))
)
_PEOPLE = (
    select(*users.PERSON)
    .where(user.c.id.in_(_GRADED), user.c.deleted == 0, user.c.id.in_(_ENROLLED))
    .order_by(user.c.lastname, user.c.firstname, user.c.id)
)
_ACTIVE_PEOPLE = _PEOPLE.where(user.c.id.in_(_ENROLLED.where(*enrolments.active(bindparam("now")))))
_OF_GROUP = user.c.id.in_(select(groups_members.c.userid).where(groups_members.c.groupid == bindparam("group")))
_STATEMENTS = {
    (active, grouped): query.where(_OF_GROUP) if grouped else query
    for active, query in ((False, _PEOPLE), (True, _ACTIVE_PEOPLE))
    for grouped in (False, True)
}
_GROUPS_IN = select(groups.c.id).where(groups.c.courseid == bindparam("course")).order_by(groups.c.name, groups.c.id)
_OWN_PREFERENCE = select(user_preferences.c.value).where(
    user_preferences.c.userid == bindparam("user"), user_preferences.c.name == "grade_report_showonlyactiveenrol"
)


def graded_users(ctx: CallContext, place: Context, *, groupid: int = 0, active: bool) -> list[User]:
    """The users enrolled in a context's course with a gradable role, by surname; given ``groupid``, only its members."""
    roles = [int(role) for role in ctx.site.config.names("gradebookroles") if role.isdecimal()]
    asked = {"course": place.instance, "roles": roles, "places": place.ids, "now": ctx.now, "group": groupid}
    return list(ctx.db.execute(_STATEMENTS[active, bool(groupid)], asked).mappings().all())


def wants_active_only(ctx: CallContext, place: Context) -> bool:
    """Whether suspended users are left out: by the caller's preference, or because they may not see suspended users."""
    preference = ctx.db.execute(_OWN_PREFERENCE, {"user": ctx.userid}).scalar_one_or_none()
    chosen = preference not in ("", "0") if preference is not None else ctx.site.config.flag("grade_report_showonlyactiveenrol")
    return chosen or not ctx.has("moodle/course:viewsuspendedusers", place)


def may_see_group(ctx: CallContext, course: Course, place: Context, groupid: int) -> bool:
    """Whether the caller may see a group of a course, or all participants for 0."""
    if not are_apart(ctx, mode_of(course), place):
        return True
    return ctx.db.execute(own_groups(ctx, place).where(groups.c.id == groupid)).first() is not None


def shares_group(ctx: CallContext, course: Course, place: Context, userid: int) -> bool:
    """Whether the group mode of a course lets the caller see a user."""
    return not are_apart(ctx, mode_of(course), place) or bool(fellows(ctx.db, ctx, {course["id"]: place}, [userid])[course["id"]])


def default_group(ctx: CallContext, course: Course, place: Context) -> int:
    """The id of the group shown to a caller who names none, 0 for all. Raises ``notingroup`` if they may see no group."""
    if course["groupmode"] == GroupMode.NONE or ctx.has("moodle/site:accessallgroups", place):
        return 0
    in_course: list[int] = list(ctx.db.execute(_GROUPS_IN, {"course": course["id"]}).scalars())
    known = {row.id for row in ctx.db.execute(own_groups(ctx, place))}
    mine = [groupid for groupid in in_course if groupid in known]
    if mine:
        return mine[0]
    if course["groupmode"] == GroupMode.SEPARATE:
        raise CodedError("notingroup", message="You are in none of the groups of this course.")
    return in_course[0] if in_course else 0


def gradable_user_results(ctx: CallContext, people: Collection[User]) -> list[dict[str, Any]]:
    """Gradable users in the form of the result, by id. Both picture URLs are those of the large picture, as recorded."""
    found = []
    for row in sorted(people, key=lambda row: row["id"]):
        place = users.place(row) or contexts.SYSTEM
        picture = users.picture_url(ctx.site, row, place.id, "f1")
        description, format_ = format_text(
            row["description"], row["descriptionformat"], ctx.settings, ctx.site, place, component="user", filearea="profile"
        )
        pictures = {"profileimageurlsmall": picture, "profileimageurl": picture}
        texts = {"description": description or row["description"], "descriptionformat": format_, "fullname": users.fullname(ctx.site, row)}
        # Accounts whose language the site does not have are answered without one: in the reference each fails the whole list.
        language = {"lang": row["lang"] if ctx.site.has_language(row["lang"]) else ""}
        found.append({**{name: row[name] for name in _COLUMNS}, **language, **texts, **pictures})
    return found
