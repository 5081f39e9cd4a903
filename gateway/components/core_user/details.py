"""Which details of users somebody else may see.

An account is seen as a whole (the *system profile*) by those who may view it, by its owner, and by
everybody if it is a contact of some course; otherwise through a course in which both are.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import BindParameter, RowMapping, bindparam, select

from gateway.api import CallContext, CodedError, Context, Level, contexts, enrolments, format_string, format_text
from gateway.components.core_user import lib, memberships
from gateway.components.core_user.lib import User
from gateway.store.tables.access import role_assignments
from gateway.store.tables.content import tag, tag_instance
from gateway.store.tables.users import user_info_category, user_info_data, user_info_field

__all__ = ["FIELDS", "Details", "course_contacts", "identity_fields", "of_users_in_courses"]

FIELDS = (
    "id", "username", "fullname", "firstname", "lastname", "email", "address", "phone1", "phone2", "department", "institution",
    "interests", "firstaccess", "lastaccess", "auth", "confirmed", "idnumber", "lang", "theme", "timezone", "mailformat",
    "description", "descriptionformat", "city", "country", "profileimageurlsmall", "profileimageurl", "customfields", "groups", "roles",
    "preferences", "enrolledcourses", "suspended", "lastcourseaccess", "trackforums",
)  # fmt: skip
"""What may be asked of a user."""

# Who sees an e-mail address: everybody, or those who share a course (the values of user.maildisplay).
_EVERYBODY, _COURSE_MEMBERS = 1, 2
# Who sees a profile field: everybody, or its owner (the values of user_info_field.visible).
_VISIBLE_TO_ALL, _VISIBLE_TO_OWNER = 2, 1


def _users() -> BindParameter[int]:
    """The ids of the users whom a statement is about."""
    return bindparam("users", expanding=True)


# Statements are made once: making one costs more than most of them take to run.
_PROFILE_FIELDS = (
    select(
        user_info_data.c.userid,
        user_info_field.c.visible,
        user_info_field.c.datatype,
        user_info_field.c.name,
        user_info_field.c.shortname,
        user_info_data.c.data,
    )
    .select_from(
        user_info_field.join(user_info_category, user_info_category.c.id == user_info_field.c.categoryid).join(
            user_info_data, user_info_data.c.fieldid == user_info_field.c.id
        )
    )
    .where(
        user_info_data.c.userid.in_(_users()),
        user_info_field.c.visible.in_((_VISIBLE_TO_OWNER, _VISIBLE_TO_ALL)),
        user_info_data.c.data != "",
    )
    .order_by(user_info_category.c.sortorder, user_info_field.c.sortorder)
)
_TAGS = (
    select(tag_instance.c.itemid, tag.c.rawname)
    .select_from(tag.join(tag_instance, tag_instance.c.tagid == tag.c.id))
    .where(tag_instance.c.component == "core", tag_instance.c.itemtype == "user", tag_instance.c.itemid.in_(_users()))
    .order_by(tag_instance.c.ordering, tag_instance.c.id)
)
_CONTACTS = (
    select(role_assignments.c.userid)
    .distinct()
    .where(role_assignments.c.userid.in_(_users()), role_assignments.c.roleid.in_(bindparam("roles", expanding=True)))
)
_MEMBER, _COURSE = enrolments.JOINED.left.c.userid, enrolments.JOINED.right.c.courseid
_ACTIVE_NOW = enrolments.active(bindparam("now"))
_COMPANIONS = (
    select(_MEMBER)
    .select_from(enrolments.JOINED)
    .where(
        _MEMBER.in_(bindparam("members", expanding=True)),
        _COURSE.in_(select(_COURSE).select_from(enrolments.JOINED).where(bindparam("caller") == _MEMBER, *_ACTIVE_NOW)),
        *_ACTIVE_NOW,
    )
)


class Details:
    """What the caller may see of some users: loaded for all of them together, in a number of statements that does not depend on theirs.

    ``fields`` limits what is told. Given a ``course`` with its context, users are seen as members of it, with their roles
    and groups there and the other courses they are in.
    """

    def __init__(
        self,
        ctx: CallContext,
        users: Collection[User],
        fields: Collection[str] = FIELDS,
        course: tuple[RowMapping, Context] | None = None,
    ) -> None:
        """Load what there is. Raises ``invaliduserfield`` for a field that no user has."""
        if unknown := set(fields) - set(FIELDS):
            raise CodedError("invaliduserfield", debug=", ".join(sorted(unknown)))
        self._ctx = ctx
        self._fields = {*fields, "id", "fullname"}
        self._place = course[1] if course else None
        ids = [user["id"] for user in users]
        self._own = contexts.by_instances(ctx.db, Level.USER, ids)
        self._contacts = course_contacts(ctx, ids)
        self._custom = self._profile_fields(ids) if "customfields" in self._fields else {}
        self._interests = self._tags(ids) if "interests" in self._fields else {}
        self._companions = self._course_companions(users) if "email" in self._fields else set()
        self._members: dict[str, Mapping[int, list[dict[str, Any]]]] = {}
        if course:
            row, place = course
            if "roles" in self._fields:
                self._members["roles"] = memberships.roles_in(ctx, place, ids)
            if "groups" in self._fields:
                self._members["groups"] = memberships.groups_in(ctx, row, place, ids)
            if "enrolledcourses" in self._fields:
                self._members["enrolledcourses"] = memberships.courses(ctx, ids)

    def is_shown(self, user: User, place: Context | None = None) -> bool:
        """Whether the caller may see anything of ``user``, as a member of a course if its context is given."""
        myself = user["id"] == self._ctx.userid
        places = [self._own[user["id"]], *([place] if place else [])]
        return myself or any(self._ctx.has("moodle/user:viewdetails", one) for one in places) or user["id"] in self._contacts

    def of(self, user: User, course: Context | None = None) -> dict[str, Any] | None:
        """What the caller may see of one of the users, as a member of a course if its context is given; None where that is nothing."""
        course = course or self._place
        if not self.is_shown(user, course):
            return None
        ctx, own = self._ctx, self._own[user["id"]]
        place = course or own
        myself = user["id"] == ctx.userid
        admin = ctx.userid in ctx.site.admins
        everything = myself or ctx.has("moodle/user:viewalldetails", place)
        identity = identity_fields(ctx, place)
        hidden = _hidden_fields(ctx, place, in_course=course is not None)

        def shown(field: str) -> bool:
            return field not in hidden or admin

        found: dict[str, Any] = {
            "id": user["id"],
            "fullname": lib.fullname(user),
            "firstname": user["firstname"],
            "lastname": user["lastname"],
            "profileimageurl": lib.picture_url(ctx.site, user, own.id, "f1"),
            "profileimageurlsmall": lib.picture_url(ctx.site, user, own.id, "f2"),
            "suspended": user["suspended"],
        }
        if everything:
            found |= {field: user[field] for field in ("username", "auth", "confirmed", "mailformat", "trackforums")}
            found["lang"] = user["lang"] if ctx.site.has_language(user["lang"]) else ""
            found["theme"] = user["theme"] if ctx.site.has_theme(user["theme"]) else ""
        if fields := self._shown_profile_fields(user["id"], all_of_them=everything):
            found["customfields"] = fields
        found |= {field: user[field] for field in ("address", "phone1", "phone2") if user[field] and (field in identity or admin)}
        if user["description"] is not None and shown("description") and "description" in self._fields:
            found["description"], found["descriptionformat"] = format_text(
                user["description"], user["descriptionformat"], ctx.settings, ctx.site, own, component="user", filearea="profile"
            )
        found |= {field: user[field] for field in ("country", "city", "timezone") if user[field] and shown(field)}
        found |= {field: user[field] for field in ("firstaccess", "lastaccess") if shown(field)}
        if course is not None and shown("lastaccess"):
            found["lastcourseaccess"] = user.get("lastcourseaccess", 0)
        if myself or "email" in identity or ("email" not in hidden and self._shows_email(user, course)):
            found["email"] = user["email"]
        if interests := self._interests.get(user["id"]):
            found["interests"] = interests
        found |= {field: user[field] for field in ("idnumber", "institution") if user[field] and (everything or field in identity)}
        if everything or "department" in identity:
            found["department"] = user["department"]
        if myself and "preferences" in self._fields:
            stored = lib.preferences(ctx.db, ctx.userid)
            # The reference keeps the moment of loading among the preferences, and returns it with them.
            found["preferences"] = [{"name": name, "value": value} for name, value in {**stored, "_lastloaded": ctx.now}.items()]
        found |= self._membership(user["id"], hidden)
        return {name: value for name, value in found.items() if name in self._fields or name == "descriptionformat"}

    def _membership(self, userid: int, hidden: Collection[str]) -> dict[str, Any]:
        """The roles, groups and courses of somebody; groups and courses only where there are some."""
        found: dict[str, Any] = {}
        if "roles" in self._members:
            found["roles"] = self._members["roles"][userid]
        for name in ("groups", "enrolledcourses"):
            if self._members.get(name, {}).get(userid) and not (name == "enrolledcourses" and "mycourses" in hidden):
                found[name] = self._members[name][userid]
        return found

    def _shows_email(self, user: User, course: Context | None) -> bool:
        """Whether the e-mail address is shown to the caller by its owner's choice or by the course."""
        if user["maildisplay"] == _EVERYBODY or (user["maildisplay"] == _COURSE_MEMBERS and user["id"] in self._companions):
            return True
        return course is not None and self._ctx.has("moodle/course:useremail", course)

    def _course_companions(self, users: Iterable[User]) -> set[int]:
        """Those of the users who show their address to course members and are in a course with the caller."""
        wary = [user["id"] for user in users if user["maildisplay"] == _COURSE_MEMBERS]
        asked = {"caller": self._ctx.userid, "members": wary, "now": self._ctx.now}
        return set(self._ctx.db.execute(_COMPANIONS, asked).scalars()) if wary else set()

    def _profile_fields(self, ids: list[int]) -> dict[int, list[RowMapping]]:
        """The profile fields of the site that each user has filled in, as far as they are shown to anybody, in their order."""
        found: dict[int, list[RowMapping]] = {}
        for row in self._ctx.db.execute(_PROFILE_FIELDS, {"users": ids}).mappings():
            found.setdefault(row["userid"], []).append(row)
        return found

    def _shown_profile_fields(self, userid: int, *, all_of_them: bool) -> list[dict[str, Any]]:
        """The profile fields of somebody that the caller may see."""
        settings = self._ctx.settings
        return [
            {
                "type": row["datatype"],
                "value": row["data"],
                "displayvalue": format_string(row["data"], settings),
                "name": format_string(row["name"], settings),
                "shortname": row["shortname"],
            }
            for row in self._custom.get(userid, ())
            if all_of_them or row["visible"] == _VISIBLE_TO_ALL
        ]

    def _tags(self, ids: list[int]) -> dict[int, str]:
        """The names of the tags that each user has given themselves."""
        found: dict[int, list[str]] = {}
        for row in self._ctx.db.execute(_TAGS, {"users": ids}):
            found.setdefault(row.itemid, []).append(row.rawname)
        return {userid: ", ".join(names) for userid, names in found.items()}


def of_users_in_courses(ctx: CallContext, users: Collection[User]) -> list[dict[str, Any]]:
    """What the caller may see of users, of each directly or through a course; those of whom that is nothing are left out."""
    details = Details(ctx, users)
    unknown = [user["id"] for user in users if not details.is_shown(user)]
    courses = enrolments.courses_of(ctx.db, ctx.site, unknown, now=ctx.now) if unknown else {}
    places = contexts.by_instances(ctx.db, Level.COURSE, {row["id"] for rows in courses.values() for row in rows}) if unknown else {}
    found = []
    for user in users:
        entry = None
        if user["id"] not in courses:
            entry = details.of(user)
        for row in courses.get(user["id"], ()):
            if row["id"] in places and _may_view_profiles_in(ctx, places[row["id"]]):
                entry = details.of(user, places[row["id"]])
        if entry:
            found.append(entry)
    return found


def course_contacts(ctx: CallContext, userids: Collection[int]) -> set[int]:
    """Those of these people who have, in any place, a role whose holders are shown as the contacts of a course."""
    roles = [int(role) for role in ctx.site.config.names("coursecontact") if role.isdecimal()]
    return set(ctx.db.execute(_CONTACTS, {"users": list(userids), "roles": roles}).scalars()) if roles else set()


def identity_fields(ctx: CallContext, place: Context) -> list[str]:
    """The fields by which the site tells people apart, where the caller may see them in a place."""
    return list(ctx.site.config.names("showuseridentity")) if ctx.has("moodle/site:viewuseridentity", place) else []


def _hidden_fields(ctx: CallContext, place: Context, *, in_course: bool) -> set[str]:
    """The fields that the site hides from the caller."""
    capability = "moodle/course:viewhiddenuserfields" if in_course else "moodle/user:viewhiddendetails"
    return set() if ctx.has(capability, place) else set(ctx.site.config.names("hiddenuserfields"))


def _may_view_profiles_in(ctx: CallContext, course: Context) -> bool:
    """Whether the caller may see the profiles of members in a course."""
    if not ctx.userid or ctx.userid == ctx.site.guest_id:
        return False
    return ctx.has("moodle/user:viewdetails", course) or ctx.has("moodle/user:viewalldetails", course)
