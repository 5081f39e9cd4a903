"""Information about enrolment methods by which users can enrol themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from gateway.api import CallContext, Context, format_string
from gateway.api.access import ENABLED, roles
from gateway.api.tables import user_enrolments
from gateway.components.core_cohort.tables import cohort, cohort_members
from gateway.components.core_enrol.lib import Method

__all__ = ["NOT_POSSIBLE", "info", "info_self", "obstacle"]

# The titles of methods without a name of their own.
_TITLES = {"guest": "Guest access", "self": "Self enrolment"}

NOT_POSSIBLE = "Enrolment is disabled or inactive"
"""The status when no details are given. The words are the contract's: clients compare them."""


def info(ctx: CallContext, method: Method, place: Context) -> dict[str, Any] | None:
    """An enrolment method in the form of the result, or None if users cannot enrol themselves by it. ``place`` is the course's context."""
    match method["enrol"]:
        case "self":
            return info_self(ctx, method, place)
        case "guest":
            on = method["status"] == ENABLED
            return _method_result(ctx, method, "guest", status=on, more=on)
        case _:
            return None


def info_self(ctx: CallContext, method: Method, place: Context) -> dict[str, Any]:
    """A self-enrolment method in the form of the result."""
    reason = obstacle(ctx, method, place)
    return _method_result(ctx, method, "self", status=reason or True, more=reason is None and bool(method["password"]))


def _method_result(ctx: CallContext, method: Method, kind: str, *, status: object, more: bool) -> dict[str, Any]:
    """The keys that all methods have; with ``more``, the name of the function that returns details."""
    if method["name"]:
        name = format_string(method["name"], ctx.settings)
    else:
        role = ctx.site.roles.get(method["roleid"])
        name = _TITLES[kind] + (f" ({roles.title(role)})" if role else "")
    found = {"id": method["id"], "courseid": method["courseid"], "type": kind, "name": name, "status": status}
    return {**found, **({"wsfunction": f"enrol_{kind}_get_instance_info"} if more else {})}


def obstacle(ctx: CallContext, method: Method, place: Context) -> str | None:
    """The reason why the caller cannot enrol through a self-enrolment method, or None."""
    cols = user_enrolments.c
    if ctx.userid in (0, ctx.site.guest_id):
        return "Log in to enrol: guests cannot"
    if ctx.db.execute(select(cols.id).where(cols.enrolid == method["id"], cols.userid == ctx.userid)).first() is not None:
        return NOT_POSSIBLE
    return _closed(ctx, method) or (None if ctx.has("enrol/self:enrolself", place) else NOT_POSSIBLE)


def _closed(ctx: CallContext, method: Method) -> str | None:
    """The reason why a self-enrolment method accepts no user like the caller now, or None."""
    # Custom columns of self-enrolment: whether new enrolments are allowed, the maximum number, the required cohort.
    takes_new, most, cohortid = (method[f"customint{number}"] or 0 for number in (6, 3, 5))
    if method["status"] != ENABLED or not takes_new:
        return NOT_POSSIBLE
    if method["enrolstartdate"] > ctx.now:
        return "Enrolment has not begun yet"
    if 0 < method["enrolenddate"] < ctx.now:
        return "Enrolment has ended"
    if most > 0 and _enrolled(ctx.db, method["id"]) >= most:
        return "The course is full"
    if cohortid and not _is_in_cohort(ctx.db, cohortid, ctx.userid):
        title = ctx.db.execute(select(cohort.c.name).where(cohort.c.id == cohortid)).scalar_one_or_none()
        return f"Only members of the cohort {format_string(title, ctx.settings)} can enrol" if title else NOT_POSSIBLE
    return None


def _enrolled(db: Connection, enrolid: int) -> int:
    """The number of users enrolled through a method."""
    return int(db.execute(select(func.count()).where(user_enrolments.c.enrolid == enrolid)).scalar_one())


def _is_in_cohort(db: Connection, cohortid: int, userid: int) -> bool:
    """Whether a user is a member of a cohort."""
    cols = cohort_members.c
    return db.execute(select(cols.id).where(cols.cohortid == cohortid, cols.userid == userid)).first() is not None
