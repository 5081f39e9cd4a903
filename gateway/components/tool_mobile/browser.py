"""Automatic log-in to a browser: the functions of ``autologin`` for the caller."""

from __future__ import annotations

from gateway.api import CallContext, CodedError
from gateway.api.admin import autologin

__all__ = ["new_key", "note_request", "require_possible"]


def require_possible(ctx: CallContext) -> None:
    """Raise the ``CodedError`` of the first rule that forbids the caller an automatic log-in."""
    autologin.require_possible(ctx.db, ctx.site, ctx.userid)


def note_request(ctx: CallContext) -> None:
    """Record that the caller asks for an automatic log-in key. Raises ``CodedError`` for requests that come too soon."""
    autologin.note_request(ctx.db, ctx.site, ctx.userid, now=ctx.now)


def new_key(ctx: CallContext, privatetoken: str) -> str:
    """A new automatic log-in key. Raises ``CodedError`` if the private token is not that of the token in use."""
    if ctx.token is None:
        raise CodedError("invalidprivatetoken", "tool_mobile")
    address = ctx.actor.address or ""
    return autologin.new_key(ctx.db, ctx.vault, ctx.userid, ctx.token.id, privatetoken, address=address, now=ctx.now)
