"""What clients are told who confirm an account, or ask for a new password or another mail."""

from __future__ import annotations

from typing import Any

from gateway.api import CallContext, CodedError, warning
from gateway.api.admin import confirmation, resets

__all__ = ["confirm", "request_reset", "resend"]


def confirm(ctx: CallContext, username: str, secret: str) -> dict[str, Any]:
    """Whether an account was confirmed. Raises ``CodedError`` where there is no signing up, and for a wrong secret."""
    if not confirmation.is_possible(ctx.site):
        raise CodedError("confirmationnotenabled")
    done = confirmation.confirm(ctx.db, ctx.vault, ctx.site, username, secret, now=ctx.now, by=ctx.actor)
    if done is confirmation.Confirmed.NOT:
        raise CodedError("invalidconfirmdata")
    if done is confirmation.Confirmed.BEFORE:
        said = warning("user", 0, "alreadyconfirmed", "The account was confirmed before.")
        return {"success": False, "warnings": [said]}
    return {"success": True, "warnings": []}


def request_reset(ctx: CallContext, username: str, email: str) -> dict[str, Any]:
    """What was done for who has forgotten a password. Raises ``cannotmailconfirm`` where passwords are set elsewhere."""
    if ctx.site.config["forgottenpasswordurl"]:
        raise CodedError("cannotmailconfirm")
    if wrong := resets.wrong(ctx.db, ctx.vault, ctx.site, username, email, now=ctx.now):
        said = [warning(name, 0, "fielderror", text) for name, text in wrong.items()]
        return {"status": "dataerror", "notice": "", "warnings": said}
    answer = resets.request(ctx.db, ctx.vault, ctx.site, username, email, now=ctx.now)
    return {"status": str(answer), "notice": resets.TEXTS[answer], "warnings": []}


async def resend(ctx: CallContext, username: str, password: str, redirect: str) -> None:
    """Mail the link once more to who knows the password. Raises ``CodedError``."""
    account = await confirmation.who_has_password(
        ctx.store, ctx.rates, ctx.passwords, ctx.site, username.strip(), password, now=ctx.now, by=ctx.actor
    )
    if account.confirmed:
        raise CodedError("alreadyconfirmed")
    if not await ctx.write(_send, account.id, redirect):
        raise CodedError("cannotmailconfirm")


def _send(ctx: CallContext, userid: int, redirect: str) -> bool:
    return confirmation.send(ctx.db, ctx.vault, ctx.site, userid, redirect=redirect, now=ctx.now)
