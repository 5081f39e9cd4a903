"""The ways in which notifications reach people: in the app and on pages, pushed to devices, and by e-mail, which is not sent yet."""

from __future__ import annotations

from collections.abc import Mapping

from gateway.api import EMAIL, CallContext, CodingError, clean
from gateway.components.core_user import preferences
from gateway.components.core_user.lib import User
from gateway.components.message_airnotifier import lib as push

__all__ = ["is_ready", "reaches", "require", "store"]

_POPUP, _PUSH, _EMAIL = "popup", "airnotifier", "email"
_ADDRESS = "message_processor_email_email"


def require(name: str) -> None:
    """Raise ``CodingError`` for a way that there is not."""
    if name not in (_POPUP, _PUSH, _EMAIL):
        raise CodingError("no such message processor", message="Notifications are not sent in this way.")


def is_ready(ctx: CallContext, name: str) -> bool:
    """Whether notifications are sent in a way."""
    return name == _POPUP or (name == _PUSH and push.is_ready(ctx))


def reaches(ctx: CallContext, name: str, row: User) -> bool:
    """Whether a user can be reached in a way."""
    if name == _PUSH:
        return any(entry["configured"] for entry in push.configured(ctx, [row["id"]])[0])
    return name == _POPUP or bool(row["email"])


def store(ctx: CallContext, name: str, userid: int, fields: Mapping[str, str]) -> None:
    """Store what a user sets for a way: the address for notifications by e-mail, which is that of the account where it is empty."""
    if name == _EMAIL and "email_email" in fields:
        address = str(clean(fields["email_email"].strip(), EMAIL, ctx.site) or "")
        preferences.put(ctx.db, userid, _ADDRESS, address or None)
