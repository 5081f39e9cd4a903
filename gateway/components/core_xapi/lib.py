"""Keeping and finding the states in which people have left contents.

A state belongs to its user, to an activity (named by the address of its context), and perhaps to a registration.
"""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from gateway.api import CallContext, CodedError, Ids, Level, contexts
from gateway.api.tables import course_modules, modules
from gateway.components.core_user import lib as users
from gateway.components.core_xapi.tables import xapi_states

__all__ = ["Place", "XapiError", "forget", "forget_contexts", "forget_users", "keep", "names", "place", "state"]

# The components whose activities keep states, each with the type of activity and the capability that opens it.
_KEEPERS = {"mod_h5pactivity": ("h5pactivity", "mod/h5pactivity:view")}
_LARGEST = 1_000_000


class XapiError(CodedError):
    """Something that was sent is not as xAPI has it, or about somebody or something else."""

    wire_class = "core_xapi\\xapi_exception"


class Place(NamedTuple):
    """Where states are kept: of which component, for which activity (by its context), and of which registration."""

    component: str
    itemid: int
    registration: str | None

    def own(self, userid: int) -> tuple[ColumnElement[bool], ...]:
        """The conditions that a state is one of a user that is kept here."""
        cols = xapi_states.c
        same = cols.registration.is_(None) if self.registration is None else cols.registration == self.registration
        return (cols.component == self.component, cols.itemid == self.itemid, cols.userid == userid, same)


def place(ctx: CallContext, component: str, activity: str, agent: str, registration: str | None) -> Place:
    """Where the states of the caller are kept. Raises ``XapiError``, or the error of a caller who may not enter the activity."""
    if component not in _KEEPERS:
        raise XapiError("invalidcomponent", "core_xapi")
    if not _is_caller(ctx, agent):
        raise XapiError("invalidagent", "core_xapi")
    number = activity.removeprefix(f"{ctx.site.wwwroot}/xapi/activity/")
    context = contexts.by_ids(ctx.db, [int(number)]).get(int(number)) if number.isdecimal() and len(number) < 19 else None
    kind, capability = _KEEPERS[component]
    if context is None or context.level != Level.MODULE or not _is_kind(ctx.db, context.instance, kind):
        raise XapiError("invalidactivity", "core_xapi")
    ctx.require(capability, ctx.validate(context))
    return Place(component, context.id, registration)


def _is_kind(db: Connection, cmid: int, kind: str) -> bool:
    """Whether an activity is of a type."""
    query = select(course_modules.c.id).join(modules, modules.c.id == course_modules.c.module)
    return db.execute(query.where(course_modules.c.id == cmid, modules.c.name == kind)).first() is not None


def _is_caller(ctx: CallContext, agent: str) -> bool:
    """Whether an agent of xAPI, in JSON, is the caller: by account on this site, or by e-mail address."""
    try:
        told = json.loads(agent)
    except ValueError:
        return False
    if not isinstance(told, dict) or told.get("objectType", "Agent") != "Agent":
        return False
    account, mbox = told.get("account"), told.get("mbox")
    if isinstance(account, dict):
        return account.get("homePage") == ctx.site.wwwroot and str(account.get("name")) == str(ctx.userid)
    return isinstance(mbox, str) and mbox.casefold() == f"mailto:{users.existing(ctx.db, ctx.userid)['email']}".casefold()


def state(ctx: CallContext, where: Place, stateid: str) -> str:
    """The state of the caller in JSON; ``null`` where none is kept."""
    query = select(xapi_states.c.statedata).where(*where.own(ctx.userid), xapi_states.c.stateid == stateid)
    return ctx.db.execute(query.order_by(xapi_states.c.id.desc())).scalar() or "null"


def names(ctx: CallContext, where: Place, since: str | None) -> list[str]:
    """The ids of the states of the caller, in their order; of those alone that have changed since a moment, if given."""
    cols = xapi_states.c
    query = select(cols.stateid).where(*where.own(ctx.userid)).order_by(cols.id)
    if since:
        try:
            moment = int(datetime.fromisoformat(since).timestamp())
        except (ValueError, OverflowError):
            raise XapiError("invalidtimestamp", "core_xapi") from None
        query = query.where(cols.timemodified > moment)
    return list(ctx.db.execute(query).scalars())


def keep(ctx: CallContext, where: Place, stateid: str, data: str) -> None:
    """Keep a state of the caller in the place of the one before. Raises ``XapiError`` for what is no JSON, or too much."""
    try:
        json.loads(data)
    except (ValueError, RecursionError):
        raise XapiError("invalidstatedata", "core_xapi") from None
    if len(data) > _LARGEST:
        raise XapiError("invalidstatedata", "core_xapi")
    cols = xapi_states.c
    own = (*where.own(ctx.userid), cols.stateid == stateid)
    values = {"statedata": data, "timemodified": ctx.now}
    if not ctx.db.execute(update(xapi_states).where(*own).values(values)).rowcount:
        row = {**where._asdict(), "userid": ctx.userid, "stateid": stateid, "timecreated": ctx.now, **values}
        ctx.db.execute(insert(xapi_states).values(**row))


def forget(ctx: CallContext, where: Place, stateid: str | None = None) -> None:
    """Delete a state of the caller, or (None) all that are kept there."""
    which = () if stateid is None else (xapi_states.c.stateid == stateid,)
    ctx.db.execute(delete(xapi_states).where(*where.own(ctx.userid), *which))


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the states of users."""
    db.execute(delete(xapi_states).where(xapi_states.c.userid.in_(userids)))


def forget_contexts(db: Connection, contextids: Ids) -> None:
    """Delete the states of the activities of contexts."""
    db.execute(delete(xapi_states).where(xapi_states.c.itemid.in_(contextids)))
