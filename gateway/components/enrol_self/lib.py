"""Self enrolment: what a method of it needs, and enrolling the caller through it."""

from __future__ import annotations

import hmac
from typing import Any

from sqlalchemy import Connection, select

from gateway.api import CallContext, Context, SiteData
from gateway.api.tables import enrol as enrol_table
from gateway.api.tables import groups
from gateway.components.core_enrol import lib as enrolling
from gateway.components.core_enrol import methods
from gateway.components.core_enrol.lib import EnrolmentPeriod, Method
from gateway.components.core_group.lib import add_member

__all__ = ["by_id", "enrol", "info", "of_course", "wrong_key"]

# The column in which a method says that the keys of groups let people in as well, and put them into these groups.
_GROUP_KEYS = "customint1"

_WRONG = "This enrolment key is wrong."


def by_id(db: Connection, methodid: int) -> Method | None:
    """The method of enrolment with that id, of any kind, or None."""
    return db.execute(select(enrol_table).where(enrol_table.c.id == methodid)).mappings().first()


def of_course(db: Connection, site: SiteData, courseid: int, methodid: int) -> list[Method]:
    """The methods of self enrolment that are on in a course, or the one of them that has the id ``methodid``."""
    own = (method for method in enrolling.methods(db, site, courseid) if method["enrol"] == "self")
    return [method for method in own if methodid in (0, method["id"])]


def info(ctx: CallContext, method: Method, place: Context) -> dict[str, Any]:
    """What a method tells, with what its key is called where it has one; a method of another kind is told of as one of this."""
    return {**methods.info_self(ctx, method, place), **({"enrolpassword": "Enrolment key"} if method["password"] else {})}


def wrong_key(ctx: CallContext, method: Method, key: str) -> tuple[str, str | None]:
    """What is wrong with an enrolment key, with the contract's code for it; None for nothing."""
    if not method["password"] or _same(key, method["password"]):
        return "", None
    if method[_GROUP_KEYS]:
        return ("", None) if _group_of_key(ctx.db, method, key) else ("2", _WRONG)
    if ctx.site.config.flag("enrol_self/showhint"):
        return "3", f"{_WRONG} It begins with {method['password'][0]}."
    return "4", _WRONG


def enrol(ctx: CallContext, method: Method, place: Context, key: str) -> None:
    """Enrol the caller for as long as the method says, with its role, and into the group whose key was given."""
    end = ctx.now + method["enrolperiod"] if method["enrolperiod"] else 0
    enrolling.enrol_user(ctx.db, method, ctx.userid, EnrolmentPeriod(ctx.now, end), now=ctx.now, modifier=ctx.userid)
    if method["roleid"]:
        enrolling.give_role(ctx.db, place, ctx.userid, method["roleid"], now=ctx.now, modifier=ctx.userid)
    if method["password"] and method[_GROUP_KEYS] and (groupid := _group_of_key(ctx.db, method, key)):
        add_member(ctx.db, groupid, ctx.userid, now=ctx.now)


def _group_of_key(db: Connection, method: Method, key: str) -> int | None:
    """The first group of the course that has that key, or None."""
    query = select(groups.c.id, groups.c.enrolmentkey).where(groups.c.courseid == method["courseid"], groups.c.enrolmentkey != "")
    return next((row.id for row in db.execute(query.order_by(groups.c.id)) if _same(key, row.enrolmentkey)), None)


def _same(given: str, key: str) -> bool:
    """Whether a key is the right one; how long that takes tells nothing of it."""
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), key.encode("utf-8", "surrogatepass"))
