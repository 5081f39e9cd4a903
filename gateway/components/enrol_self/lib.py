"""Self enrolment: the methods of a course, their enrolment keys, and enrolling the caller."""

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

__all__ = ["by_id", "enrol", "info_result", "of_course", "wrong_key"]

# The column of a method that says whether enrolment keys of groups are accepted, too; they add the user to the group.
_GROUP_KEYS = "customint1"

_WRONG = "This enrolment key is wrong."


def by_id(db: Connection, methodid: int) -> Method | None:
    """The enrolment method with this id, of any plugin, or None."""
    return db.execute(select(enrol_table).where(enrol_table.c.id == methodid)).mappings().first()


def of_course(db: Connection, site: SiteData, courseid: int, methodid: int) -> list[Method]:
    """The enabled self enrolment methods of a course; only the one with the id ``methodid``, unless that is 0."""
    self_methods = (method for method in enrolling.methods(db, site, courseid) if method["enrol"] == "self")
    return [method for method in self_methods if methodid in (0, method["id"])]


def info_result(ctx: CallContext, method: Method, context: Context) -> dict[str, Any]:
    """The result of ``get_instance_info``; methods of other plugins are described like those of this one, as in the reference."""
    return {**methods.info_self(ctx, method, context), **({"enrolpassword": "Enrolment key"} if method["password"] else {})}


def wrong_key(ctx: CallContext, method: Method, key: str) -> tuple[str, str | None]:
    """The warning code and the message for a wrong enrolment key; the message is None for a right key."""
    if not method["password"] or _equals(key, method["password"]):
        return "", None
    if method[_GROUP_KEYS]:
        return ("", None) if _group_of_key(ctx.db, method, key) else ("2", _WRONG)
    if ctx.site.config.flag("enrol_self/showhint"):
        return "3", f"{_WRONG} It begins with {method['password'][0]}."
    return "4", _WRONG


def enrol(ctx: CallContext, method: Method, context: Context, key: str) -> None:
    """Enrol the caller for the period of the method, with its role, and in the group whose enrolment key was given."""
    end = ctx.now + method["enrolperiod"] if method["enrolperiod"] else 0
    enrolling.enrol_user(ctx.db, method, ctx.userid, EnrolmentPeriod(ctx.now, end), now=ctx.now, modifier=ctx.userid)
    if method["roleid"]:
        enrolling.give_role(ctx.db, context, ctx.userid, method["roleid"], now=ctx.now, modifier=ctx.userid)
    if method["password"] and method[_GROUP_KEYS] and (groupid := _group_of_key(ctx.db, method, key)):
        add_member(ctx.db, groupid, ctx.userid, now=ctx.now)


def _group_of_key(db: Connection, method: Method, key: str) -> int | None:
    """The first group of the course with this enrolment key, or None."""
    query = select(groups.c.id, groups.c.enrolmentkey).where(groups.c.courseid == method["courseid"], groups.c.enrolmentkey != "")
    return next((row.id for row in db.execute(query.order_by(groups.c.id)) if _equals(key, row.enrolmentkey)), None)


def _equals(sent: str, key: str) -> bool:
    """Whether a key is right, compared in constant time."""
    return hmac.compare_digest(sent.encode("utf-8", "surrogatepass"), key.encode("utf-8", "surrogatepass"))
