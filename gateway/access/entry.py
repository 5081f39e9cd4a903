"""Entering a context: what must hold before a function works in it (``docs/contract/server.md 6.3, 6.4``).

The context must lie inside the one the caller is restricted to; the account must be fit for use; and
where the context belongs to a course, or to an activity of one, the caller must be allowed into that.
"""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, bindparam, func, select

from gateway.access import contexts
from gateway.access.accounts import Account
from gateway.access.activities import Row, access_to
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Context, Level
from gateway.access.enrolments import ENABLED, is_enrolled
from gateway.access.permissions import Assignment, Subject
from gateway.access.site import SITE_COURSE, SiteData
from gateway.errors import CodedError, LoginRequired, MissingRecord, RestrictedContext
from gateway.store.tables.courses import course, course_modules, modules
from gateway.store.tables.enrolments import enrol
from gateway.store.tables.users import user_info_data

__all__ = ["enter", "require_inside"]


class _Place(msgspec.Struct, frozen=True):
    """The course a context belongs to, and the activity: None outside of all. The site itself is no course to enter."""

    courseid: int
    context: Context
    visible: bool
    activity: Row | None = None
    activity_context: Context | None = None


def enter(
    db: Connection, site: SiteData, account: Account | None, restriction: Context, context: Context, *, now: int
) -> Assignment | None:
    """Raise the error of the first rule that keeps ``account`` out of ``context``.

    What is returned is a role that counts for whoever has entered as long as the call lasts, beside those
    that were assigned: that of a guest, in a course which admits guests. None where there is no need of one.
    """
    require_inside(restriction, context)
    return _require_login(db, site, account, _place(db, context), now=now)


# Statements of every call that works in a course are made once: making one costs more than most of them take to run.
_VISIBLE = select(course.c.visible).where(course.c.id == bindparam("id"))
_ACTIVITY = (
    select(course_modules, modules.c.name.label("modname"))
    .select_from(course_modules.join(modules, modules.c.id == course_modules.c.module))
    .where(course_modules.c.id == bindparam("id"))
)
_OPEN_TO_GUESTS = select(enrol.c.id).where(
    enrol.c.courseid == bindparam("course"), enrol.c.enrol == "guest", enrol.c.status == ENABLED, func.coalesce(enrol.c.password, "") == ""
)


def require_inside(restriction: Context, context: Context) -> None:
    """Raise ``RestrictedContext`` unless ``context`` is ``restriction`` or lies under it."""
    if restriction.level == context.level:
        inside = restriction.id == context.id
    else:
        inside = restriction.level < context.level and restriction.id in context.ids
    if not inside:
        raise RestrictedContext(f"context {context.id} is outside of {restriction.id}")


def _place(db: Connection, context: Context) -> _Place | None:
    """Where in the courses a context is. Raises ``MissingRecord`` for a course or an activity that is not there."""
    if context.level == Level.BLOCK:
        around = contexts.parent(db, context)
        return _place(db, around) if around else None
    if context.level == Level.COURSE:
        return _course(db, context.instance, context)
    if context.level != Level.MODULE:
        return None
    activity = db.execute(_ACTIVITY, {"id": context.instance}).mappings().first()
    if activity is None:
        raise MissingRecord("course_modules")
    place = _course(db, activity["course"], contexts.by_instance(db, Level.COURSE, activity["course"]))
    return msgspec.structs.replace(place, activity=activity, activity_context=context)


def _course(db: Connection, courseid: int, context: Context) -> _Place:
    """A course as a place. Raises ``MissingRecord`` where it is gone."""
    visible = db.execute(_VISIBLE, {"id": courseid}).scalar_one_or_none()
    if visible is None:
        raise MissingRecord("course", errorcode="invalidrecord")
    return _Place(courseid, context, bool(visible))


def _require_login(db: Connection, site: SiteData, account: Account | None, place: _Place | None, *, now: int) -> Assignment | None:
    """The rules of ``docs/contract/server.md 6.4`` in their order."""
    if account is None:
        raise LoginRequired("nobody is logged in")
    if account.forced_password_change:
        # An account whose method keeps no password here cannot change it here either.
        can_change = account.auth in ("manual", "email")
        raise CodedError("forcepasswordchangenotice") if can_change else CodedError("nopasswordchangeforced", "auth")
    if not _is_set_up(db, site, account):
        raise CodedError("usernotfullysetup")
    activity = place.activity if place else None
    # Administrators need obey nothing that follows, but an activity that is being deleted is nobody's to use.
    if account.id in site.admins and not (activity and activity["deletioninprogress"]):
        return None
    if site.config["sitepolicy"] and not account.policyagreed and account.auth != "webservice":
        raise CodedError("sitepolicynotagreed")
    if site.config.flag("maintenance_enabled") and not has(site, account.subject, SYSTEM, "moodle/site:maintenanceaccess"):
        raise LoginRequired("the site is closed for maintenance")
    if place is None:
        return None
    role = None if place.courseid == SITE_COURSE else _enter_course(db, site, account, place, now=now)
    if activity and place.activity_context:
        subject = account.subject.with_roles([role]) if role else account.subject
        _require_usable(db, site, subject, activity, place.activity_context, now=now)
    return role


def _enter_course(db: Connection, site: SiteData, account: Account, place: _Place, *, now: int) -> Assignment | None:
    """The rules of courses; the role of a guest where somebody may enter as one."""
    if not place.visible and not has(site, account.subject, place.context, "moodle/course:viewhiddencourses"):
        raise LoginRequired("the course is hidden")
    if has(site, account.subject, place.context, "moodle/course:view") or is_enrolled(db, account.id, place.courseid, now=now):
        return None
    if not _admits_guests(db, site, place.courseid):
        raise LoginRequired("not enrolled in the course")
    return site.guest_role, place.context.id


def _admits_guests(db: Connection, site: SiteData, courseid: int) -> bool:
    """Whether people may enter a course without being enrolled, and without a password."""
    if "guest" not in site.config.names("enrol_plugins_enabled"):
        return False
    return db.execute(_OPEN_TO_GUESTS, {"course": courseid}).first() is not None


def _require_usable(db: Connection, site: SiteData, subject: Subject, activity: Row, context: Context, *, now: int) -> None:
    """The rules of activities."""
    if activity["deletioninprogress"]:
        raise CodedError("activityisscheduledfordeletion")
    if not access_to(db, site, subject, [activity], {activity["id"]: context}, now=now)[activity["id"]].usable:
        hidden = not activity["visible"]
        raise LoginRequired("the activity is hidden" if hidden else "the activity is not available, or not for the caller to see")


def _is_set_up(db: Connection, site: SiteData, account: Account) -> bool:
    """Whether the profile has what every profile must have."""
    if not (account.firstname and account.lastname and account.email):
        return False
    if not site.required_fields or account.id == site.guest_id:
        return True
    filled = select(func.count()).where(
        user_info_data.c.userid == account.id, user_info_data.c.fieldid.in_(site.required_fields), user_info_data.c.data != ""
    )
    return db.execute(filled).scalar_one() == len(site.required_fields)
