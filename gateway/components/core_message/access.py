"""Permissions to read and manage the messages and contacts of a user."""

from __future__ import annotations

from gateway.api import SYSTEM, CallContext, CodedError, UncodedRefusal
from gateway.components.core_user import lib as users

__all__ = [
    "enter",
    "contacts_owner",
    "messages_owner",
    "reads_all",
    "notifications_owner",
    "requests_owner",
    "require_correspondent",
    "require_contacts_owner",
    "require_members_owner",
    "require_messages_owner",
]

_READS_ALL = "moodle/site:readallmessages"
_MANAGES_ALL = "moodle/site:manageallmessaging"


def enter(ctx: CallContext) -> None:
    """Enter the site. Raises ``disabled`` if messaging is off."""
    if not ctx.site.config.flag("messaging"):
        raise CodedError("disabled", "message")
    ctx.validate(SYSTEM)


def messages_owner(ctx: CallContext, userid: int) -> int:
    """The id of the user whose messages are read (the caller's for 0). Raises ``accessdenied`` if the caller may not read them."""
    found = _person(ctx, userid)
    _require_reader(ctx, found)
    return found


def reads_all(ctx: CallContext) -> bool:
    """Whether the caller may read the messages of all users."""
    return ctx.has(_READS_ALL, SYSTEM)


def require_messages_owner(ctx: CallContext, userid: int) -> None:
    """Enter the site. Raises ``UncodedRefusal`` if the caller may not read the user's messages."""
    enter(ctx)
    if userid != ctx.userid and not ctx.has(_READS_ALL, SYSTEM):
        raise UncodedRefusal("actionnotpermitted", "You may not see the messages of others.")


def contacts_owner(ctx: CallContext, userid: int) -> int:
    """The id of the user whose contacts are managed (the caller's for 0). Raises ``MissingCapability`` if the caller may not."""
    found = _person(ctx, userid)
    require_contacts_owner(ctx, found)
    return found


def requests_owner(ctx: CallContext, userid: int) -> int:
    """The id of the user whose contact requests are read (the caller's for 0), who need not exist.

    Raises ``MissingCapability`` if the caller may not.
    """
    owner = userid or ctx.userid
    require_contacts_owner(ctx, owner)
    return owner


def notifications_owner(ctx: CallContext, userid: int) -> int:
    """The id of the user whose notifications are read (the caller's for 0). Raises the errors of ``messages_owner``.

    Callers who may not read them do not learn whether there is such a user.
    """
    enter(ctx)
    _require_reader(ctx, userid or ctx.userid)
    return _person(ctx, userid)


def require_contacts_owner(ctx: CallContext, userid: int) -> None:
    """Enter the site. Raises ``MissingCapability`` if the caller may not manage the user's contacts."""
    enter(ctx)
    if userid != ctx.userid:
        ctx.require(_MANAGES_ALL, SYSTEM)


def require_members_owner(ctx: CallContext, userid: int) -> None:
    """Enter the site. Raises ``MissingCapability`` if the caller may not see who is in the user's conversations."""
    enter(ctx)
    if userid != ctx.userid:
        ctx.require(_READS_ALL, SYSTEM)


def require_correspondent(ctx: CallContext, receiver: int, sender: int, *, named: bool = True) -> None:
    """Raise ``accessdenied`` unless the caller is the receiver or the sender, or may read all messages.

    With ``named``, the receiver or the sender must be given.
    """
    enter(ctx)
    if named and not receiver and not sender:
        raise CodedError("invaliduserid", message="Name the receiver or the sender.")
    for userid in (receiver, sender):
        if userid > 0:
            users.existing(ctx.db, userid)
    _require_reader(ctx, receiver, sender)


def _require_reader(ctx: CallContext, *owners: int) -> None:
    """Raise ``accessdenied`` unless the caller is one of the owners of messages, or may read all messages."""
    if ctx.userid not in owners and not ctx.has(_READS_ALL, SYSTEM):
        raise CodedError("accessdenied", "admin", message="You may not see the messages of others.")


def _person(ctx: CallContext, userid: int) -> int:
    """The id of the user (the caller's for 0). Raises ``CodedError`` if messaging is off or the account is not active."""
    enter(ctx)
    if userid:
        users.active(ctx.db, ctx.site, userid)
    return userid or ctx.userid
