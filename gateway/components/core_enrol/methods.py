"""What methods of enrolment tell of themselves: those by which people get into a course on their own."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from gateway.api import CallContext, Context, format_string
from gateway.api.access import ENABLED, roles
from gateway.api.tables import user_enrolments
from gateway.components.core_cohort.tables import cohort, cohort_members
from gateway.components.core_enrol.lib import Method

__all__ = ["NOT_POSSIBLE", "info", "info_self", "obstacle"]

# What people read where a method was given no name of its own.
_TITLES = {"guest": "Guest access", "self": "Self enrolment"}

NOT_POSSIBLE = "Enrolment is disabled or inactive"
"""What is in the way where there is no more to say: the contract's words, which clients compare."""


def info(ctx: CallContext, method: Method, place: Context) -> dict[str, Any] | None:
    """What a method tells; None for one by which nobody gets in alone. ``place`` is the context of its course."""
    match method["enrol"]:
        case "self":
            return info_self(ctx, method, place)
        case "guest":
            on = method["status"] == ENABLED
            return _method_result(ctx, method, "guest", status=on, more=on)
        case _:
            return None


def info_self(ctx: CallContext, method: Method, place: Context) -> dict[str, Any]:
    """What a method of the kind ``self`` tells."""
    reason = obstacle(ctx, method, place)
    return _method_result(ctx, method, "self", status=reason or True, more=reason is None and bool(method["password"]))


def _method_result(ctx: CallContext, method: Method, kind: str, *, status: object, more: bool) -> dict[str, Any]:
    """What methods have in common; ``more`` where another function tells more."""
    if method["name"]:
        name = format_string(method["name"], ctx.settings)
    else:
        role = ctx.site.roles.get(method["roleid"])
        name = _TITLES[kind] + (f" ({roles.title(role)})" if role else "")
    found = {"id": method["id"], "courseid": method["courseid"], "type": kind, "name": name, "status": status}
    return {**found, **({"wsfunction": f"enrol_{kind}_get_instance_info"} if more else {})}


def obstacle(ctx: CallContext, method: Method, place: Context) -> str | None:
    """What keeps the caller from enrolling through a method of the kind ``self``; None for nothing."""
    cols = user_enrolments.c
    if ctx.userid in (0, ctx.site.guest_id):
        return "Log in to enrol: guests cannot"
    if ctx.db.execute(select(cols.id).where(cols.enrolid == method["id"], cols.userid == ctx.userid)).first() is not None:
        return NOT_POSSIBLE
    return _closed(ctx, method) or (None if ctx.has("enrol/self:enrolself", place) else NOT_POSSIBLE)


def _closed(ctx: CallContext, method: Method) -> str | None:
    """Why nobody of the caller's kind can enrol through a method now; None where one can."""
    # The columns that a method calls its own: whether it takes new people, how many at most, of which cohort.
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
    """How many people are enrolled through a method."""
    return int(db.execute(select(func.count()).where(user_enrolments.c.enrolid == enrolid)).scalar_one())


def _is_in_cohort(db: Connection, cohortid: int, userid: int) -> bool:
    """Whether somebody is in a cohort."""
    cols = cohort_members.c
    return db.execute(select(cols.id).where(cols.cohortid == cohortid, cols.userid == userid)).first() is not None
