"""Which details of a user somebody else may see.

An account is seen as a whole (the *system profile*) by those who may view it, by its owner, and by
everybody if it is a contact of some course; otherwise through a course in which both are.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, Context, Level, contexts, format_string, format_text
from gateway.components.core_user import lib
from gateway.components.core_user.lib import User
from gateway.store.tables.access import role_assignments
from gateway.store.tables.content import tag, tag_instance
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.users import user_info_category, user_info_data, user_info_field

__all__ = ["is_course_contact", "of_user", "of_user_in_courses"]

# Who sees an e-mail address: everybody, or those who share a course (the values of user.maildisplay).
_EVERYBODY, _COURSE_MEMBERS = 1, 2
_ACTIVE = 0
# Who sees a profile field: everybody, or its owner (the values of user_info_field.visible).
_VISIBLE_TO_ALL, _VISIBLE_TO_OWNER = 2, 1


def of_user_in_courses(ctx: CallContext, user: User) -> dict[str, Any] | None:
    """What the caller may see of ``user``, directly or through a course; None where that is nothing."""
    own = contexts.by_instance(ctx.db, Level.USER, user["id"])
    if user["id"] == ctx.userid or ctx.has("moodle/user:viewdetails", own) or is_course_contact(ctx, user["id"]):
        return of_user(ctx, user, own)
    found = None
    for course_context in _courses_of(ctx, user["id"]):
        if _may_view_profile_in(ctx, user, course_context):
            found = of_user(ctx, user, own, course_context)
    return found


def of_user(ctx: CallContext, user: User, own: Context, course: Context | None = None) -> dict[str, Any] | None:
    """What the caller may see of ``user``, or of ``user`` as a member of a course; None where that is nothing."""
    place = course or own
    myself = user["id"] == ctx.userid
    if not (
        myself or ctx.has("moodle/user:viewdetails", place) or ctx.has("moodle/user:viewdetails", own) or is_course_contact(ctx, user["id"])
    ):
        return None
    admin = ctx.userid in ctx.site.admins
    everything = myself or ctx.has("moodle/user:viewalldetails", place)
    identity = set(ctx.site.config.names("showuseridentity")) if ctx.has("moodle/site:viewuseridentity", place) else set()
    hidden = _hidden_fields(ctx, place, in_course=course is not None)

    def shown(field: str) -> bool:
        return field not in hidden or admin

    found: dict[str, Any] = {"id": user["id"], "fullname": lib.fullname(user), "firstname": user["firstname"], "lastname": user["lastname"]}
    if everything:
        found["username"] = user["username"]
    if fields := _profile_fields(ctx, user["id"], all_of_them=everything):
        found["customfields"] = fields
    found["profileimageurl"] = lib.picture_url(ctx.site, user, own.id, "f1")
    found["profileimageurlsmall"] = lib.picture_url(ctx.site, user, own.id, "f2")
    found |= {field: user[field] for field in ("address", "phone1", "phone2") if user[field] and (field in identity or admin)}
    if user["description"] is not None and shown("description"):
        found["description"], found["descriptionformat"] = format_text(
            user["description"], user["descriptionformat"], ctx.settings, ctx.site, own, component="user", filearea="profile"
        )
    found |= {field: user[field] for field in ("country", "city", "timezone") if user[field] and shown(field)}
    found |= {field: user[field] for field in ("firstaccess", "lastaccess") if shown(field)}
    if myself or "email" in identity or ("email" not in hidden and _shows_email(ctx, user, course)):
        found["email"] = user["email"]
    if interests := _interests(ctx, user["id"]):
        found["interests"] = interests
    found |= {field: user[field] for field in ("idnumber", "institution") if user[field] and (everything or field in identity)}
    if everything or "department" in identity:
        found["department"] = user["department"]
    if myself:
        stored = lib.preferences(ctx.db, ctx.userid)
        # The reference keeps the moment of loading among the preferences, and returns it with them.
        found["preferences"] = [{"name": name, "value": value} for name, value in {**stored, "_lastloaded": ctx.now}.items()]
    if everything:
        found |= {field: user[field] for field in ("auth", "confirmed", "mailformat", "trackforums")}
        found["lang"] = user["lang"] if ctx.site.has_language(user["lang"]) else ""
        found["theme"] = user["theme"] if ctx.site.has_theme(user["theme"]) else ""
    found["suspended"] = user["suspended"]
    return found


def is_course_contact(ctx: CallContext, userid: int) -> bool:
    """Whether somebody has, in any place, a role whose holders are shown as the contacts of a course."""
    roles = [int(role) for role in ctx.site.config.names("coursecontact") if role.isdecimal()]
    query = select(role_assignments.c.id).where(role_assignments.c.userid == userid, role_assignments.c.roleid.in_(roles))
    return bool(roles) and ctx.db.execute(query.limit(1)).first() is not None


def _hidden_fields(ctx: CallContext, place: Context, *, in_course: bool) -> set[str]:
    """The fields that the site hides from the caller."""
    capability = "moodle/course:viewhiddenuserfields" if in_course else "moodle/user:viewhiddendetails"
    return set() if ctx.has(capability, place) else set(ctx.site.config.names("hiddenuserfields"))


def _shows_email(ctx: CallContext, user: User, course: Context | None) -> bool:
    """Whether the e-mail address is shown to the caller by its owner's choice or by the course."""
    if user["maildisplay"] == _EVERYBODY:
        return True
    if user["maildisplay"] == _COURSE_MEMBERS and _active_courses(ctx, user["id"]) & _active_courses(ctx, ctx.userid):
        return True
    return course is not None and ctx.has("moodle/course:useremail", course)


def _may_view_profile_in(ctx: CallContext, user: User, course: Context) -> bool:
    """Whether the caller may see a member's profile in a course."""
    if not ctx.userid or ctx.userid == ctx.site.guest_id:
        return False
    return ctx.has("moodle/user:viewdetails", course) or ctx.has("moodle/user:viewalldetails", course)


def _active_courses(ctx: CallContext, userid: int) -> set[int]:
    """The courses in which somebody has an active enrolment."""
    query = (
        select(enrol.c.courseid)
        .select_from(user_enrolments.join(enrol, enrol.c.id == user_enrolments.c.enrolid))
        .where(
            user_enrolments.c.userid == userid,
            user_enrolments.c.status == _ACTIVE,
            enrol.c.status == _ACTIVE,
            user_enrolments.c.timestart <= ctx.now,
            (user_enrolments.c.timeend == 0) | (user_enrolments.c.timeend > ctx.now),
        )
    )
    return set(ctx.db.execute(query).scalars())


def _courses_of(ctx: CallContext, userid: int) -> Iterable[Context]:
    """The contexts of the visible courses somebody is active in, in the site's order."""
    ids = _active_courses(ctx, userid)
    found = contexts.by_instances(ctx.db, Level.COURSE, ids)
    rows = ctx.db.execute(
        select(course.c.id, course.c.visible).where(course.c.id.in_(ids)).order_by(course.c.visible.desc(), course.c.sortorder)
    )
    for row in rows:
        context = found.get(row.id)
        if context is not None and (row.visible or ctx.has("moodle/course:viewhiddencourses", context, userid)):
            yield context


def _profile_fields(ctx: CallContext, userid: int, *, all_of_them: bool) -> list[dict[str, Any]]:
    """The profile fields of the site that somebody has filled in and the caller may see."""
    joined = user_info_field.join(user_info_category, user_info_category.c.id == user_info_field.c.categoryid).join(
        user_info_data, (user_info_data.c.fieldid == user_info_field.c.id) & (user_info_data.c.userid == userid)
    )
    visible = (_VISIBLE_TO_OWNER, _VISIBLE_TO_ALL) if all_of_them else (_VISIBLE_TO_ALL,)
    query = (
        select(user_info_field.c.datatype, user_info_field.c.name, user_info_field.c.shortname, user_info_data.c.data)
        .select_from(joined)
        .where(user_info_field.c.visible.in_(visible), user_info_data.c.data != "")
        .order_by(user_info_category.c.sortorder, user_info_field.c.sortorder)
    )
    return [
        {
            "type": row.datatype,
            "value": row.data,
            "displayvalue": format_string(row.data, ctx.settings),
            "name": format_string(row.name, ctx.settings),
            "shortname": row.shortname,
        }
        for row in ctx.db.execute(query)
    ]


def _interests(ctx: CallContext, userid: int) -> str:
    """The names of the tags somebody has given themselves."""
    query = (
        select(tag.c.rawname)
        .select_from(tag.join(tag_instance, tag_instance.c.tagid == tag.c.id))
        .where(tag_instance.c.component == "core", tag_instance.c.itemtype == "user", tag_instance.c.itemid == userid)
        .order_by(tag_instance.c.ordering, tag_instance.c.id)
    )
    return ", ".join(ctx.db.execute(query).scalars())
