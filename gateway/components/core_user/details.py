"""The details of users that a caller may see.

The *system profile* of a user is visible to callers with the capability to view it, to the user, and to
everybody if the user is a course contact; other users are visible in a course that both are in.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, bindparam, select

from gateway.api import CallContext, CodedError, Context, Level, contexts, enrolments, format_text
from gateway.api.access import are_apart, fellows, mode_of
from gateway.api.rows import InQuery
from gateway.api.tables import role_assignments
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.components.core_user import lib, memberships
from gateway.components.core_user.lib import User
from gateway.components.core_user.profile_fields import ProfileValues

__all__ = ["FIELDS", "Details", "course_contacts", "courses_to_see_in", "identity_fields", "of_users_in_courses"]

FIELDS = (
    "id", "username", "fullname", "firstname", "lastname", "email", "address", "phone1", "phone2", "department", "institution",
    "interests", "firstaccess", "lastaccess", "auth", "confirmed", "idnumber", "lang", "theme", "timezone", "mailformat",
    "description", "descriptionformat", "city", "country", "profileimageurlsmall", "profileimageurl", "customfields", "groups", "roles",
    "preferences", "enrolledcourses", "suspended", "lastcourseaccess", "trackforums",
)  # fmt: skip
"""The fields of a user that clients can ask for."""

# The fields that are returned whether or not clients ask for them.
_ALWAYS = ("id", "fullname", "descriptionformat")
_ALL = frozenset((*FIELDS, *_ALWAYS))
# The fields that administrators get as well, where they have a value.
_ALWAYS_FOR_ADMINS = ("address", "phone1", "phone2")

# Values of user.maildisplay: the e-mail address is visible to everybody, or to users who share a course.
_EVERYBODY, _COURSE_MEMBERS = 1, 2

# Statements are built once: building one takes longer than executing most of them.
_TAGS = InQuery(
    tag_instance.c.itemid,
    lambda found: (
        select(tag_instance.c.itemid, tag.c.rawname)
        .select_from(tag.join(tag_instance, tag_instance.c.tagid == tag.c.id))
        .where(found, tag_instance.c.component == "core", tag_instance.c.itemtype == "user")
        .order_by(tag_instance.c.ordering, tag_instance.c.id)
    ),
)
_CONTACTS = (
    select(role_assignments.c.userid)
    .distinct()
    .where(
        role_assignments.c.userid.in_(bindparam("users", expanding=True)), role_assignments.c.roleid.in_(bindparam("roles", expanding=True))
    )
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


class _Visibility(NamedTuple):
    """What the caller may see of users in a context: profiles at all (``may_see_profile``), all details (``may_see_all``).

    ``views_all`` says that they hold the capability to see all details, which ``may_see_all`` grants users of themselves, and
    ``complete_names`` that they see names in the complete form.

    ``identity`` are the visible identity fields, ``hidden`` the fields that the site hides. ``columns`` are returned
    unchanged, ``nonempty`` only where they have a value.
    """

    may_see_profile: bool
    may_see_all: bool
    views_all: bool
    complete_names: bool
    identity: Collection[str]
    hidden: Collection[str]
    columns: Sequence[str]
    nonempty: Sequence[str]


class Details:
    """The details of several users that the caller may see, loaded together with a fixed number of statements.

    ``fields`` limits the details. Given a ``course`` with its context, users are seen as its participants, with their
    roles and groups there and their other courses. Data that no requested field needs is not loaded. An account without
    a context (a deleted one) has no visible details.
    """

    def __init__(
        self,
        ctx: CallContext,
        users: Collection[User],
        fields: Collection[str] = FIELDS,
        course: tuple[RowMapping, Context] | None = None,
    ) -> None:
        """Load the data of the users. Raises ``invaliduserfield`` for an unknown field."""
        self._whole = fields is FIELDS
        if not self._whole and (unknown := set(fields) - set(FIELDS)):
            raise CodedError("invaliduserfield", debug=", ".join(sorted(unknown)))
        self._ctx = ctx
        self._users = users
        self._fields = _ALL if self._whole else {*fields, *_ALWAYS}
        if ctx.userid in ctx.site.admins:
            self._fields |= {*_ALWAYS_FOR_ADMINS}
        self._place = course[1] if course else None
        self._visibilities: dict[tuple[tuple[int, ...], bool, bool], _Visibility] = {}
        self._known_companions: set[int] | None = None
        self._own = {user["id"]: place for user in users if (place := lib.place(user))}
        self._accounts = {userid: self._visibility_in(place, myself=userid == ctx.userid) for userid, place in self._own.items()}
        self._no_picture = lib.no_picture_url(ctx.site, "f1"), lib.no_picture_url(ctx.site, "f2")
        self._interests = self._tags(users) if "interests" in self._fields and ctx.site.config.flag("usetags") else {}
        ids = list(self._own)
        self._contacts = course_contacts(ctx, [userid for userid in ids if not self._sees_account(userid)])
        self._custom = ProfileValues(ctx, ids, self._place) if "customfields" in self._fields else None
        # The site hides descriptions of users without any role from everybody but administrators.
        self._role_needed = ctx.site.config.flag("profilesforenrolledusersonly") and ctx.userid not in ctx.site.admins
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
        """Whether the caller may see details of ``user``; given a course's context, as its participant."""
        userid = user["id"]
        if userid not in self._own:
            return False
        return self._sees_account(userid) or userid in self._contacts or (place is not None and self._visibility_in(place).may_see_profile)

    def of(self, user: User, course: Context | None = None) -> dict[str, Any] | None:
        """The details of a user that the caller may see (given a course's context, as its participant), or None if there are none."""
        course = course or self._place
        if not self.is_shown(user, course):
            return None
        ctx, userid = self._ctx, user["id"]
        user_context = self._own[userid]
        myself = userid == ctx.userid
        visibility = self._visibility_in(course, in_course=True, myself=myself) if course else self._accounts[userid]
        found: dict[str, Any] = {name: user[name] for name in visibility.columns}
        for name in visibility.nonempty:
            if value := user[name]:
                found[name] = value
        found["fullname"] = lib.fullname(ctx.site, user, complete=visibility.complete_names)
        found["profileimageurl"], found["profileimageurlsmall"] = self._pictures(user, user_context)
        if visibility.may_see_all:
            found["lang"] = user["lang"] if ctx.site.has_language(user["lang"]) else ""
            found["theme"] = user["theme"] if ctx.site.has_theme(user["theme"]) else ""
        if self._custom and (fields := self._custom.shown(userid, all_of_them=self._accounts[userid].views_all)):
            found["customfields"] = fields
        described = (myself or not self._role_needed or user["assigned"]) and "description" not in visibility.hidden
        if user["description"] is not None and described and "description" in self._fields:
            found["description"], found["descriptionformat"] = format_text(
                user["description"], user["descriptionformat"], ctx.settings, ctx.site, user_context, component="user", filearea="profile"
            )
        if course is not None and "lastaccess" not in visibility.hidden:
            found["lastcourseaccess"] = user.get("lastcourseaccess", 0)
        if "email" not in found and "email" not in visibility.hidden and self._shows_email(user, course):
            found["email"] = user["email"]
        if interests := self._interests.get(userid):
            found["interests"] = ", ".join(interests)
        if myself and "preferences" in self._fields:
            stored = lib.preferences(ctx.db, ctx.userid)
            # As in the reference, the time of loading is returned among the preferences.
            found["preferences"] = [{"name": name, "value": value} for name, value in {**stored, "_lastloaded": ctx.now}.items()]
        if self._members:
            found |= self._membership(userid, visibility.hidden)
        return found if self._whole else {name: value for name, value in found.items() if name in self._fields}

    def _tags(self, users: Collection[User]) -> dict[int, list[str]]:
        """The names of each user's interests (tags), by user id."""
        found: dict[int, list[str]] = {}
        for row in _TAGS.rows(self._ctx.db, [user["id"] for user in users if user["tagged"]]):
            found.setdefault(row["itemid"], []).append(row["rawname"])
        return found

    def _sees_account(self, userid: int) -> bool:
        """Whether the caller may see a user's system profile."""
        return userid == self._ctx.userid or self._accounts[userid].may_see_profile

    def _visibility_in(self, place: Context, *, in_course: bool = False, myself: bool = False) -> _Visibility:
        """The visibility of users in a context (with ``myself``, of the caller), cached for contexts with the same permissions."""
        key = self._ctx.deciding_contexts(place), in_course, myself
        visibility = self._visibilities.get(key)
        if visibility is None:
            visibility = self._visibilities[key] = _visibility(self._ctx, place, in_course=in_course, myself=myself)
        return visibility

    def _pictures(self, user: User, user_context: Context) -> tuple[str, str]:
        """The URLs of a user's large and small picture."""
        if not user["picture"]:
            return self._no_picture
        return lib.picture_url(self._ctx.site, user, user_context.id, "f1"), lib.picture_url(self._ctx.site, user, user_context.id, "f2")

    def _membership(self, userid: int, hidden: Collection[str]) -> dict[str, Any]:
        """The roles, groups and courses of a user; empty groups and courses are left out."""
        found: dict[str, Any] = {}
        if "roles" in self._members:
            found["roles"] = self._members["roles"][userid]
        for name in ("groups", "enrolledcourses"):
            if self._members.get(name, {}).get(userid) and not (name == "enrolledcourses" and "mycourses" in hidden):
                found[name] = self._members[name][userid]
        return found

    def _shows_email(self, user: User, course: Context | None) -> bool:
        """Whether the caller may see a user's e-mail address, by the user's choice or by a capability in the course."""
        if user["maildisplay"] == _EVERYBODY or (user["maildisplay"] == _COURSE_MEMBERS and user["id"] in self._companions()):
            return True
        return course is not None and self._ctx.has("moodle/course:useremail", course)

    def _companions(self) -> set[int]:
        """The ids of the users who show their e-mail address to course members and share a course with the caller."""
        if self._known_companions is None:
            wary = [user["id"] for user in self._users if user["maildisplay"] == _COURSE_MEMBERS]
            asked = {"caller": self._ctx.userid, "members": wary, "now": self._ctx.now}
            self._known_companions = set(self._ctx.db.execute(_COMPANIONS, asked).scalars())
        return self._known_companions


def of_users_in_courses(ctx: CallContext, users: Collection[User]) -> list[dict[str, Any]]:
    """The details of users that the caller may see, in their system profile or in a course; users without any are left out."""
    details = Details(ctx, users)
    places = courses_to_see_in(ctx, [user["id"] for user in users if not details.is_shown(user)])
    found = []
    for user in users:
        # The last of the courses counts.
        place = places[user["id"]][-1:] if user["id"] in places else [None]
        if place and (entry := details.of(user, place[0])):
            found.append(entry)
    return found


def courses_to_see_in(ctx: CallContext, userids: Collection[int]) -> dict[int, list[Context]]:
    """The contexts of the courses in which the caller may see the profile of each user, by the id of the user.

    Where a course's groups keep people apart, that is for those who share a group.
    """
    found: dict[int, list[Context]] = {userid: [] for userid in userids}
    if not found:
        return found
    courses = enrolments.courses_of(ctx.db, ctx.site, found, now=ctx.now)
    known = {row["id"]: row for rows in courses.values() for row in rows}
    places = contexts.by_instances(ctx.db, Level.COURSE, known)
    places = {courseid: place for courseid, place in places.items() if _may_view_profiles_in(ctx, place)}
    apart = {courseid: place for courseid, place in places.items() if are_apart(ctx, mode_of(known[courseid]), place)}
    sharing = fellows(ctx.db, ctx, apart, found)
    for userid, rows in courses.items():
        shown = (row["id"] for row in rows if row["id"] in places and (row["id"] not in apart or userid in sharing[row["id"]]))
        found[userid] = [places[courseid] for courseid in shown]
    return found


def course_contacts(ctx: CallContext, userids: Collection[int]) -> set[int]:
    """The ids of the users who have, in any context, a role that the site counts as course contact."""
    if not userids:
        return set()
    roles = [int(role) for role in ctx.site.config.names("coursecontact") if role.isdecimal()]
    return set(ctx.db.execute(_CONTACTS, {"users": list(userids), "roles": roles}).scalars()) if roles else set()


def _visibility(ctx: CallContext, place: Context, *, in_course: bool, myself: bool) -> _Visibility:
    """What the caller may see of users in a context (with ``myself``, of themselves)."""
    views_all = ctx.has("moodle/user:viewalldetails", place)
    may_see_all, complete_names = myself or views_all, ctx.has("moodle/site:viewfullnames", place)
    identity, hidden = identity_fields(ctx, place), _hidden_fields(ctx, place, in_course=in_course)
    admin = ctx.userid in ctx.site.admins
    columns = ["id", "firstname", "lastname"]
    columns += [name for name in ("suspended", "firstaccess", "lastaccess") if name not in hidden]
    columns += ["email"] if myself or "email" in identity else []
    columns += ["username", "auth", "confirmed", "mailformat", "trackforums"] if may_see_all else []
    columns += ["department"] if may_see_all or "department" in identity else []
    nonempty = ["address", *(name for name in ("phone1", "phone2") if admin or name in identity)]
    nonempty += [name for name in ("idnumber", "institution") if may_see_all or name in identity]
    nonempty += [name for name in ("country", "city", "timezone") if name not in hidden]
    return _Visibility(
        ctx.has("moodle/user:viewdetails", place), may_see_all, views_all, complete_names, identity, hidden, columns, nonempty
    )


def identity_fields(ctx: CallContext, place: Context) -> list[str]:
    """The identity fields of the site, if the caller may see them in a context."""
    return list(ctx.site.config.names("showuseridentity")) if ctx.has("moodle/site:viewuseridentity", place) else []


def _hidden_fields(ctx: CallContext, place: Context, *, in_course: bool) -> set[str]:
    """The fields that the site hides from the caller."""
    capability = "moodle/course:viewhiddenuserfields" if in_course else "moodle/user:viewhiddendetails"
    return set() if ctx.has(capability, place) else set(ctx.site.config.names("hiddenuserfields"))


def _may_view_profiles_in(ctx: CallContext, course: Context) -> bool:
    """Whether the caller may see the profiles of participants in a course."""
    if not ctx.userid or ctx.userid == ctx.site.guest_id:
        return False
    return ctx.has("moodle/user:viewdetails", course) or ctx.has("moodle/user:viewalldetails", course)
