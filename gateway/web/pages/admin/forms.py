"""What the forms of administration share: one page has several, told apart by the field ``action``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Protocol

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import accounts as people
from gateway.access.accounts import Account
from gateway.admin import accounts
from gateway.errors import CodedError, ErrorKind, GatewayError
from gateway.php.values import to_int
from gateway.web.pages.page import Handler, Page
from gateway.web.pages.readers import ADMINISTERS
from gateway.web.pages.visit import Visit

__all__ = ["DAY", "Action", "Show", "administered", "changing", "days", "number", "one_of", "person", "require_may_administer"]

Action = Callable[[Visit], Awaitable[Response]]

DAY = 24 * 3600
"""Seconds of a day."""
# The longest time that a form may ask for.
_MOST_DAYS = 36_500


class Show(Protocol):
    """Shows a page, with what was wrong with a form."""

    async def __call__(self, visit: Visit, wrong: Sequence[str] = ()) -> Response:
        """The page."""


def administered(path: str, show: Show, actions: Mapping[str, Action] | None = None) -> Page:
    """A page of administration, with what its forms do."""

    async def shown(visit: Visit) -> Response:
        return await show(visit)

    return Page(path=path, show=shown, change=changing(show, actions) if actions else None, capability=ADMINISTERS)


def changing(show: Show, actions: Mapping[str, Action]) -> Handler:
    """What a page does with its forms; what is refused is said on the page that has the form."""

    async def change(visit: Visit) -> Response:
        action = actions.get(visit.text("action"))
        if action is None:
            return await show(visit, ["Nothing to do was named."])
        try:
            return await action(visit)
        except GatewayError as error:
            if error.kind in (ErrorKind.SERVER, ErrorKind.BUSY):
                raise
            return await show(visit, [error.public_message])

    return change


def number(visit: Visit, name: str, default: int = 0) -> int:
    """A field as a whole number."""
    return to_int(visit.text(name) or str(default))


def days(visit: Visit, name: str = "days") -> int | None:
    """A field with a number of days, as the moment when they are over; None if it is empty. Raises ``CodedError``."""
    text = visit.text(name).strip()
    if not text:
        return None
    if not text.isascii() or not text.isdecimal() or not 0 < int(text[:9]) <= _MOST_DAYS:
        raise CodedError("invalidparameter", message=f"A number of days is between 1 and {_MOST_DAYS:,}.")
    return visit.now + int(text) * DAY


def one_of(visit: Visit, name: str, several: Sequence[str]) -> str:
    """A field that has one of several values. Raises ``CodedError``."""
    text = visit.text(name)
    if text not in several:
        raise CodedError("invalidparameter", message=f"The field {name} must be one of: {', '.join(several)}.")
    return text


def person(db: Connection, visit: Visit, name: str = "user") -> Account:
    """The account whose user name or id a field has. Raises ``CodedError``."""
    found = accounts.find(db, visit.text(name).strip())
    account = people.by_id(db, found.id) if found is not None else None
    if account is None:
        raise CodedError("invaliduser", message="There is no such user.")
    return account


def require_may_administer(visit: Visit, userid: int) -> None:
    """Raise ``CodedError`` if an account is an administrator's, and who has signed in is none: nobody becomes one by that."""
    if userid in visit.site.admins and visit.me.id not in visit.site.admins:
        raise CodedError("nopermissions", message="Only administrators change what concerns administrators.")
