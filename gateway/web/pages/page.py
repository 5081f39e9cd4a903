"""What a page is: its address, what shows it, what a form of it does, and who may open it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from gateway.web.pages.visit import Visit

__all__ = ["Handler", "Keeping", "Page", "Who"]

Handler = Callable[["Visit"], Awaitable[Response]]


class Who(Enum):
    """Who may open a page."""

    EVERYBODY = "everybody"  # whatever the site says: the pages by which people come in and go out
    VISITORS = "visitors"  # everybody, unless the site is closed: by ``forcelogin``, or for maintenance
    PEOPLE = "people"  # who has signed in with an account of their own, which guests have not


class Keeping(Enum):
    """Whether a browser may keep a page."""

    NO = "no"
    PRIVATE = "private"  # as the contract has it for the pages of the reference


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page at ``path``.

    ``show`` answers GET, ``change`` what a form sends by POST; the form must have the key of the session, unless the page checks a key
    ``of_its_own``. ``capability`` is what the caller must hold in the system context. People who have something to do before they go
    on, such as to change their password, are sent there, unless the page is there ``before_duties``.
    """

    path: str
    show: Handler | None = None
    change: Handler | None = None
    who: Who = Who.PEOPLE
    capability: str | None = None
    of_its_own: bool = False
    before_duties: bool = False
    keeping: Keeping = Keeping.NO
