"""Going on in a browser, for the caller of a function."""

from __future__ import annotations

from gateway.api import CallContext, CodedError
from gateway.api.admin import autologin

__all__ = ["new_key", "note_request", "require_possible"]


def require_possible(ctx: CallContext) -> None:
    """Raise the ``CodedError`` of the first thing for which the caller cannot go on in a browser."""
    autologin.require_possible(ctx.db, ctx.site, ctx.userid)


def note_request(ctx: CallContext) -> None:
    """Note that the caller asks for a key. Raises ``CodedError`` for one too many."""
    autologin.note_request(ctx.db, ctx.site, ctx.userid, now=ctx.now)


def new_key(ctx: CallContext, privatetoken: str) -> str:
    """A key for the caller. Raises ``CodedError`` unless the private token is that of the token in use."""
    if ctx.token is None:
        raise CodedError("invalidprivatetoken", "tool_mobile")
    address = ctx.actor.address or ""
    return autologin.new_key(ctx.db, ctx.vault, ctx.userid, ctx.token.id, privatetoken, address=address, now=ctx.now)
