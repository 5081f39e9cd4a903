"""Agreeing to the policy of artificial intelligence, and asking for something that no provider makes."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import CallContext, CodedError, Context, Ids, InvalidParameter, contexts
from gateway.api.rows import insert_missing
from gateway.components.core_ai.tables import ai_policy_register

__all__ = ["agree", "entered", "forget_users", "has_agreed", "refusal"]


def entered(ctx: CallContext, contextid: int) -> Context:
    """The context in which artificial intelligence is used. Raises ``InvalidParameter`` if there is none."""
    place = contexts.by_ids(ctx.db, [contextid]).get(contextid)
    if place is None:
        raise InvalidParameter("There is no such context.", path="contextid")
    return ctx.validate(place)


def has_agreed(ctx: CallContext, userid: int) -> bool:
    """Whether a user has agreed to the policy."""
    return ctx.db.execute(select(ai_policy_register.c.id).where(ai_policy_register.c.userid == userid)).first() is not None


def agree(ctx: CallContext, place: Context) -> None:
    """Store that the caller agrees to the policy; who has agreed before has agreed then."""
    insert_missing(ctx.db, ai_policy_register, {"userid": ctx.userid}, {"contextid": place.id, "timeaccepted": ctx.now})


def refusal(ctx: CallContext, place: Context, capability: str) -> CodedError:
    """The error of who wants something made: no site has a provider. Raises ``MissingCapability`` for who may not want that."""
    ctx.require(capability, place)
    return CodedError("noproviderfound", "ai")


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete that users have agreed to the policy."""
    db.execute(delete(ai_policy_register).where(ai_policy_register.c.userid.in_(userids)))
