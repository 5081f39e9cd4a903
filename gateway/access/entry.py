"""Entering a context: the conditions under which a function works in it (``docs/contract/server.md 6.3, 6.4``).

The context must lie inside the one that the caller is restricted to; the account must be complete; and for a context in a
course or an activity, the caller must be allowed to enter that.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, String, bindparam, cast, func, literal, or_, select

from gateway.access import contexts
from gateway.access.accounts import PASSWORDS_HERE, Account
from gateway.access.activities import Row, access_to
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.access.enrolments import ENABLED, is_enrolled
from gateway.access.permissions import Assignment, Subject
from gateway.access.site import SITE_COURSE, SiteData
from gateway.errors import CodedError, LoginRequired, MissingRecord, RestrictedContext
from gateway.store.tables.courses import course, course_modules, modules
from gateway.store.tables.enrolments import enrol
from gateway.store.tables.users import user_info_data, user_preferences

__all__ = ["GUEST_PASSWORD", "enter", "require_inside"]

# The preference that keeps the password which a user has told to look into a course, by the id of the method after it.
GUEST_PASSWORD = "enrol_guest_ws_password_"  # noqa: S105 - the name of a preference


class _CourseTarget(msgspec.Struct, frozen=True):
    """The course that a context belongs to, and the activity if it belongs to one. The front page needs no enrolment."""

    courseid: int
    context: Context
    visible: bool
    activity: Row | None = None
    activity_context: Context | None = None


def enter(
    db: Connection, site: SiteData, account: Account | None, restriction: Context, context: Context, *, now: int
) -> Assignment | None:
    """Raise the error of the first rule that forbids ``account`` to enter ``context``.

    Returns a role assignment that the user has for the duration of the call besides those stored: the guest role,
    in a course that admits guests. None if none is needed.
    """
    require_inside(restriction, context)
    return _require_login(db, site, account, _target(db, context), now=now)


# Statements of every call that works in a course are made once: making one costs more than most of them take to run.
_VISIBLE = select(course.c.visible).where(course.c.id == bindparam("id"))
_ACTIVITY = (
    select(course_modules, modules.c.name.label("modname"))
    .select_from(course_modules.join(modules, modules.c.id == course_modules.c.module))
    .where(course_modules.c.id == bindparam("id"))
)
_known = user_preferences.c
_OPEN_TO_GUESTS = (
    select(enrol.c.id)
    .select_from(
        enrol.outerjoin(
            user_preferences,
            (_known.userid == bindparam("user"))
            & (_known.name == literal(GUEST_PASSWORD, String) + cast(enrol.c.id, String))
            & (_known.value == enrol.c.password),
        )
    )
    .where(
        enrol.c.courseid == bindparam("course"),
        enrol.c.enrol == "guest",
        enrol.c.status == ENABLED,
        or_(func.coalesce(enrol.c.password, "") == "", _known.id.is_not(None)),
    )
)


def require_inside(restriction: Context, context: Context) -> None:
    """Raise ``RestrictedContext`` unless ``context`` is ``restriction`` or lies below it."""
    if restriction.level == context.level:
        inside = restriction.id == context.id
    else:
        inside = restriction.level < context.level and restriction.id in context.ids
    if not inside:
        raise RestrictedContext(f"context {context.id} is outside of {restriction.id}")


def _target(db: Connection, context: Context) -> _CourseTarget | None:
    """The course and the activity of a context. Raises ``MissingRecord`` if they do not exist."""
    if context.level == Level.BLOCK:
        around = contexts.parent(db, context)
        return _target(db, around) if around else None
    if context.level == Level.COURSE:
        return _course(db, context.instance, context)
    if context.level != Level.MODULE:
        return None
    activity = db.execute(_ACTIVITY, {"id": context.instance}).mappings().first()
    if activity is None:
        raise MissingRecord("course_modules")
    target = _course(db, activity["course"], contexts.by_instance(db, Level.COURSE, activity["course"]))
    return msgspec.structs.replace(target, activity=activity, activity_context=context)


def _course(db: Connection, courseid: int, context: Context) -> _CourseTarget:
    """A course as a ``_CourseTarget``. Raises ``MissingRecord`` if it does not exist."""
    visible = db.execute(_VISIBLE, {"id": courseid}).scalar_one_or_none()
    if visible is None:
        raise MissingRecord("course", errorcode="invalidrecord")
    return _CourseTarget(courseid, context, bool(visible))


def _require_login(db: Connection, site: SiteData, account: Account | None, target: _CourseTarget | None, *, now: int) -> Assignment | None:
    """Apply the rules of ``docs/contract/server.md 6.4`` in order; returns the guest role for users who enter as guests."""
    if account is None:
        raise LoginRequired("nobody is logged in")
    if account.forced_password_change:
        # An account whose authentication plugin stores no password here cannot change it here.
        can_change = account.auth in PASSWORDS_HERE
        raise CodedError("forcepasswordchangenotice") if can_change else CodedError("nopasswordchangeforced", "auth")
    if not _is_set_up(db, site, account):
        raise CodedError("usernotfullysetup")
    activity = target.activity if target else None
    # The rules below do not apply to administrators; but nobody may use an activity that is being deleted.
    if account.id in site.admins and not (activity and activity["deletioninprogress"]):
        return None
    if site.config["sitepolicy"] and not account.policyagreed and account.auth != "webservice":
        raise CodedError("sitepolicynotagreed")
    if site.config.flag("maintenance_enabled") and not has(site, account.subject, SYSTEM, "moodle/site:maintenanceaccess"):
        raise LoginRequired("the site is closed for maintenance")
    if target is None:
        return None
    role = None if target.courseid == SITE_COURSE else _enter_course(db, site, account, target, now=now)
    if activity and target.activity_context:
        subject = account.subject.with_roles([role]) if role else account.subject
        _require_usable(db, site, subject, activity, target.activity_context, now=now)
    return role


def _enter_course(db: Connection, site: SiteData, account: Account, target: _CourseTarget, *, now: int) -> Assignment | None:
    """Apply the rules of courses; returns the guest role for users who enter as guests, else None."""
    if not target.visible and not has(site, account.subject, target.context, "moodle/course:viewhiddencourses"):
        raise LoginRequired("the course is hidden")
    if has(site, account.subject, target.context, "moodle/course:view") or is_enrolled(db, account.id, target.courseid, now=now):
        return None
    if not _admits_guests(db, site, account.id, target.courseid):
        raise LoginRequired("not enrolled in the course")
    return site.guest_role, target.context.id


def _admits_guests(db: Connection, site: SiteData, userid: int, courseid: int) -> bool:
    """Whether a user may enter a course without enrolment: it takes no password, or the user has told the one it has."""
    if "guest" not in site.config.names("enrol_plugins_enabled"):
        return False
    return db.execute(_OPEN_TO_GUESTS, {"course": courseid, "user": userid}).first() is not None


def _require_usable(db: Connection, site: SiteData, subject: Subject, activity: Row, context: Context, *, now: int) -> None:
    """Apply the rules of activities, including the view capability that some types have."""
    if activity["deletioninprogress"]:
        raise CodedError("activityisscheduledfordeletion")
    if not access_to(db, site, subject, [activity], {activity["id"]: context}, now=now)[activity["id"]].usable:
        hidden = not activity["visible"]
        raise LoginRequired("the activity is hidden" if hidden else "the activity is not available, or not for the caller to see")


def _is_set_up(db: Connection, site: SiteData, account: Account) -> bool:
    """Whether the profile has all required fields."""
    if not (account.firstname and account.lastname and account.email):
        return False
    if not site.required_fields or account.id == site.guest_id:
        return True
    filled = select(func.count()).where(
        user_info_data.c.userid == account.id, user_info_data.c.fieldid.in_(site.required_fields), user_info_data.c.data != ""
    )
    return db.execute(filled).scalar_one() == len(site.required_fields)
