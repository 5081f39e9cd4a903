"""Whose messages the caller may look at and keep."""

from __future__ import annotations

from gateway.api import SYSTEM, CallContext, CodedError, UncodedRefusal
from gateway.components.core_user import lib as users

__all__ = ["enter", "keeper", "reader", "reads_all", "require_correspondent", "require_keeper", "require_owner"]

_READS_ALL = "moodle/site:readallmessages"
_KEEPS_ALL = "moodle/site:manageallmessaging"


def enter(ctx: CallContext) -> None:
    """Enter the site. Raises ``disabled`` where it has no messages."""
    if not ctx.site.config.flag("messaging"):
        raise CodedError("disabled", "message")
    ctx.validate(SYSTEM)


def reader(ctx: CallContext, userid: int) -> int:
    """Whose messages are counted, the caller's for 0. Raises ``accessdenied`` where they are not the caller's to see."""
    found = _person(ctx, userid)
    if found != ctx.userid and not ctx.has(_READS_ALL, SYSTEM):
        raise CodedError("accessdenied", "admin", message="You may not see the messages of others.")
    return found


def reads_all(ctx: CallContext) -> bool:
    """Whether the caller reads the messages of everybody."""
    return ctx.has(_READS_ALL, SYSTEM)


def require_owner(ctx: CallContext, userid: int) -> None:
    """Enter the site. Raises ``UncodedRefusal`` where somebody's messages are not the caller's to see."""
    enter(ctx)
    if userid != ctx.userid and not ctx.has(_READS_ALL, SYSTEM):
        raise UncodedRefusal("actionnotpermitted", "You may not see the messages of others.")


def keeper(ctx: CallContext, userid: int) -> int:
    """Whose contacts are kept, the caller's for 0. Raises ``MissingCapability`` where they are not the caller's to keep."""
    found = _person(ctx, userid)
    require_keeper(ctx, found)
    return found


def require_keeper(ctx: CallContext, userid: int) -> None:
    """Enter the site. Raises ``MissingCapability`` where somebody's contacts are not the caller's to keep."""
    enter(ctx)
    if userid != ctx.userid:
        ctx.require(_KEEPS_ALL, SYSTEM)


def require_correspondent(ctx: CallContext, receiver: int, sender: int, *, named: bool = True) -> None:
    """Raise ``accessdenied`` unless the caller is the receiver or the sender, or reads everything.

    One of the two must be ``named``, unless it is said that they need not.
    """
    enter(ctx)
    if named and not receiver and not sender:
        raise CodedError("invaliduserid", message="Name the receiver or the sender.")
    for userid in (receiver, sender):
        if userid > 0:
            users.existing(ctx.db, userid)
    if ctx.userid not in (receiver, sender) and not ctx.has(_READS_ALL, SYSTEM):
        raise CodedError("accessdenied", "admin", message="You may not see the messages of others.")


def _person(ctx: CallContext, userid: int) -> int:
    """The account that is asked about. Raises ``CodedError`` where messages are off or the account is not fit for use."""
    enter(ctx)
    if userid:
        users.active(ctx.db, ctx.site, userid)
    return userid or ctx.userid
