"""Whose messages the caller may look at."""

from __future__ import annotations

from gateway.api import SYSTEM, CallContext, CodedError, Level, MissingCapability, contexts
from gateway.components.core_user import lib as users

__all__ = ["keeper", "owner", "reader", "require_correspondent"]

_READS_ALL = "moodle/site:readallmessages"


def reader(ctx: CallContext, userid: int) -> int:
    """Whose messages are counted, the caller's for 0. Raises ``accessdenied`` where they are not the caller's to see."""
    found = _person(ctx, userid)
    if found != ctx.userid and not ctx.has(_READS_ALL, SYSTEM):
        raise CodedError("accessdenied", "admin", message="You may not see the messages of others.")
    return found


def owner(ctx: CallContext, userid: int) -> int:
    """The same. Raises ``nopermissions``."""
    found = _person(ctx, userid)
    if found != ctx.userid and not ctx.has(_READS_ALL, SYSTEM):
        raise CodedError("nopermissions", message="You may not see the messages of others.")
    return found


def keeper(ctx: CallContext, userid: int) -> int:
    """Whose contacts are kept, the caller's for 0. Raises ``MissingCapability`` where they are not the caller's to keep."""
    found = _person(ctx, userid)
    if found != ctx.userid:
        own = contexts.by_instance(ctx.db, Level.USER, found)
        if not (ctx.has(_READS_ALL, SYSTEM) or ctx.has("moodle/user:manageothermessages", own)):
            raise MissingCapability("moodle/user:viewdetails")
    return found


def require_correspondent(ctx: CallContext, receiver: int, sender: int) -> None:
    """Raise ``accessdenied`` unless the caller is the receiver or the sender, or reads everything."""
    ctx.validate(SYSTEM)
    if not ctx.site.config.flag("messaging"):
        raise _switched_off()
    if not receiver and not sender:
        raise CodedError("invaliduserid", message="Name the receiver or the sender.")
    for userid in (receiver, sender):
        if userid > 0:
            users.existing(ctx.db, userid)
    if ctx.userid not in (receiver, sender) and not ctx.has(_READS_ALL, SYSTEM):
        raise CodedError("accessdenied", "admin", message="You may not see the messages of others.")


def _person(ctx: CallContext, userid: int) -> int:
    """The account that is asked about. Raises ``CodedError`` where messages are off or the account is not fit for use."""
    if not ctx.site.config.flag("messaging"):
        raise _switched_off()
    ctx.validate(SYSTEM)
    if userid:
        users.active(ctx.db, ctx.site, userid)
    return userid or ctx.userid


def _switched_off() -> CodedError:
    """What is raised where the site has no messages."""
    return CodedError("disabled", "message", message="Messages are switched off on this site.")
