"""The audit: events of calls, refusals, log-ins, tokens, services and accounts.

Each event is a row of ``logstore_standard_log`` under the reference's names (``docs/contract/server.md 8``), so
that tools for such a log can read this one; events that the reference does not have are named ``triglot``. Facts for
which a row has no column (reason, protocol, address, id of the request) are in ``other``. Events hold no secrets:
tokens are named by their ids.

An event of a change is written in the transaction of that change. Events of calls are collected and stored together,
because storing a row would take longer than most calls. All events but plain calls of functions, which the call log
has, are also written to the structured log.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable, Mapping
from enum import IntEnum, StrEnum
from functools import partial
from itertools import islice
from typing import Any

import msgspec
import structlog
from sqlalchemy import Connection

from gateway import clock
from gateway.store.effects import after_commit
from gateway.store.rows import insert_many
from gateway.store.store import Store
from gateway.store.tables.site import logstore_standard_log
from gateway.telemetry.log import printable
from gateway.telemetry.repeats import Repeats

__all__ = [
    "COMMAND",
    "CONFIG_CHANGED",
    "Action",
    "Actor",
    "Audit",
    "CALL_FAILED",
    "CALL_REFUSED",
    "DRAFT_FILE_ADDED",
    "Event",
    "FUNCTION_CALLED",
    "KEY_RESET",
    "LOGIN_FAILED",
    "LoginFailure",
    "Origin",
    "PASSWORD_UPDATED",
    "PROFILE_VIEWED",
    "ROLE_ASSIGNED",
    "ROLE_CHANGED",
    "ROLE_CREATED",
    "ROLE_UNASSIGNED",
    "SERVICE_CREATED",
    "SERVICE_DELETED",
    "SERVICE_FUNCTIONS_ADDED",
    "SERVICE_FUNCTIONS_REMOVED",
    "SERVICE_UPDATED",
    "SERVICE_USER_ADDED",
    "SERVICE_USER_REMOVED",
    "TAG_UPDATED",
    "TOKEN_CREATED",
    "TOKEN_REVOKED",
    "TOKEN_SENT",
    "USER_CREATED",
    "USER_DELETED",
    "USER_LIST_VIEWED",
    "USER_LOGGED_IN",
    "USER_LOGGED_OUT",
    "USER_LOGIN_FAILED",
    "USER_UPDATED",
    "write",
]

# The greatest number of events stored together, the number of waiting events at which they are stored at once, and the
# greatest length of a text from outside.
_BATCH, _MANY, _LONGEST = 2000, 1000, 200


class Origin(StrEnum):
    """The source of an event, by the reference's names."""

    WEB_SERVICE = "ws"
    WEB = "web"
    COMMAND = "cli"


class LoginFailure(IntEnum):
    """Why a user name and a password were not accepted, with the contract's numbers (``docs/contract/server.md 0.1``)."""

    UNKNOWN = 1
    UNFIT = 2
    WRONG_PASSWORD = 3
    LOCKED_OUT = 4


class Action(msgspec.Struct, frozen=True):
    """A kind of event: its component, the target, the action on the target, and whether it is create, read, update or delete."""

    component: str
    target: str
    action: str
    crud: str
    table: str | None = None

    @property
    def name(self) -> str:
        """The name of the event in the log."""
        return f"\\{self.component}\\event\\{self.target}_{self.action}"


FUNCTION_CALLED = Action("core", "webservice_function", "called", "r")
LOGIN_FAILED = Action("core", "webservice_login", "failed", "r")
USER_LOGIN_FAILED = Action("core", "user_login", "failed", "r")
USER_LOGGED_IN = Action("core", "user", "loggedin", "r", "user")
USER_LOGGED_OUT = Action("core", "user", "loggedout", "r", "user")
TOKEN_CREATED = Action("core", "webservice_token", "created", "c", "external_tokens")
TOKEN_SENT = Action("core", "webservice_token", "sent", "r", "external_tokens")
SERVICE_CREATED = Action("core", "webservice_service", "created", "c", "external_services")
SERVICE_UPDATED = Action("core", "webservice_service", "updated", "u", "external_services")
SERVICE_DELETED = Action("core", "webservice_service", "deleted", "d", "external_services")
SERVICE_USER_ADDED = Action("core", "webservice_service_user", "added", "c", "external_services")
SERVICE_USER_REMOVED = Action("core", "webservice_service_user", "removed", "d", "external_services")
USER_CREATED = Action("core", "user", "created", "c", "user")
USER_UPDATED = Action("core", "user", "updated", "u", "user")
USER_DELETED = Action("core", "user", "deleted", "d", "user")
PASSWORD_UPDATED = Action("core", "user_password", "updated", "u", "user")
PROFILE_VIEWED = Action("core", "user_profile", "viewed", "r", "user")
DRAFT_FILE_ADDED = Action("core", "draft_file", "added", "c", "files")
ROLE_ASSIGNED = Action("core", "role", "assigned", "c", "role")
ROLE_UNASSIGNED = Action("core", "role", "unassigned", "d", "role")
USER_LIST_VIEWED = Action("core", "user_list", "viewed", "r", "course")
TAG_UPDATED = Action("core", "tag", "updated", "u", "tag")
# Not of the reference.
CONFIG_CHANGED = Action("triglot", "config", "changed", "u", "config")
SERVICE_FUNCTIONS_ADDED = Action("triglot", "service_functions", "added", "u", "external_services")
SERVICE_FUNCTIONS_REMOVED = Action("triglot", "service_functions", "removed", "u", "external_services")
ROLE_CREATED = Action("triglot", "role", "created", "c", "role")
ROLE_CHANGED = Action("triglot", "role", "changed", "u", "role")
KEY_RESET = Action("triglot", "user_key", "reset", "d", "user_private_key")
TOKEN_REVOKED = Action("triglot", "token", "revoked", "d", "external_tokens")
CALL_REFUSED = Action("triglot", "call", "refused", "r")
CALL_FAILED = Action("triglot", "call", "failed", "r")

# What strangers can cause as often as they like.
_REPEATED = frozenset((CALL_REFUSED, LOGIN_FAILED, USER_LOGIN_FAILED))


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """The user who causes an event, by id (0 for a visitor), and the origin, address, protocol and id of the request."""

    origin: Origin
    userid: int = 0
    address: str | None = None
    protocol: str = ""
    request_id: str = ""


# The actor of commands and of scheduled tasks.
COMMAND = Actor(origin=Origin.COMMAND)


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One event: its kind, its actor, the row (``objectid``) and the user (``relateduserid``) it is about, and further facts."""

    action: Action
    actor: Actor
    objectid: int | None = None
    relateduserid: int | None = None
    other: Mapping[str, object] = msgspec.field(default_factory=dict)
    time: int = msgspec.field(default_factory=lambda: clock.seconds())

    def details(self) -> dict[str, object]:
        """The facts for which a row has no column, and those of the actor; texts from outside are shortened and made printable."""
        actor = self.actor
        details = {name: _plain(value) if type(value) is str else value for name, value in self.other.items()}
        if actor.address is not None:
            details["address"] = _plain(actor.address)
        if actor.protocol:
            details["protocol"] = actor.protocol
        if actor.request_id:
            details["requestid"] = actor.request_id
        return details

    def row(self) -> tuple[object, ...]:
        """The values of this event for the columns ``_EVENT_COLUMNS``."""
        details = self.details()
        return self.objectid, self.actor.userid, self.relateduserid, details, self.time, details.get("address")


# The columns in which events of the same kind differ.
_EVENT_COLUMNS = ("objectid", "userid", "relateduserid", "other", "timecreated", "ip")


def write(db: Connection, event: Event) -> None:
    """Store an event in the running transaction; the event is logged when the transaction has been committed."""
    _store(db, [event])
    after_commit(db, partial(_log, event))


def _store(db: Connection, events: Iterable[Event]) -> None:
    """Store events, with one statement for each kind and origin."""
    kinds: dict[tuple[Action, Origin], list[Event]] = {}
    for event in events:
        kinds.setdefault((event.action, event.actor.origin), []).append(event)
    for (action, origin), same in kinds.items():
        insert_many(db, logstore_standard_log, _common(action, origin), _EVENT_COLUMNS, [event.row() for event in same])


# The system context, by the numbers of the contract: events of web services happen there.
_SYSTEM_CONTEXT = {"contextid": 1, "contextlevel": 10, "contextinstanceid": 0}


def _common(action: Action, origin: Origin) -> dict[str, object]:
    """The values of the columns that are equal for all events of a kind and origin; all are in the system context."""
    return {
        "eventname": action.name,
        "component": action.component,
        "action": action.action,
        "target": action.target,
        "objecttable": action.table,
        "crud": action.crud,
        "edulevel": 0,
        **_SYSTEM_CONTEXT,
        "courseid": 0,
        "anonymous": 0,
        "origin": origin.value,
    }


def _plain(text: str) -> str:
    """A text from outside, shortened and printable, for a log."""
    return printable(text[:_LONGEST])


class Audit:
    """Collects events that belong to no transaction, and stores them together."""

    def __init__(self, store: Store, *, calls: bool, queue: int) -> None:
        """With ``calls``, an event is stored for each call of a function; at most ``queue`` events wait to be stored."""
        self.calls = calls
        self.due = asyncio.Event()
        """Set when enough events wait to be stored at once."""
        self._store = store
        self._most = queue
        self._waiting: deque[Event] = deque()
        self._dropped = 0
        self.lost = 0
        """How many events were dropped since the process began, because too many waited."""
        self._repeats: Repeats[Event] = Repeats()
        self._flushing = asyncio.Lock()

    @property
    def waiting(self) -> int:
        """How many events wait to be stored."""
        return len(self._waiting)

    def note(self, event: Event) -> None:
        """Log an event now, and collect it to be stored; refusals that an address repeats are summed up once a minute."""
        if event.action in _REPEATED:
            other = event.other
            kind = (event.action, event.actor.address, other.get("reason"), other.get("errorcode"))
            if not self._repeats.is_told(kind, event):
                return
        _log(event)
        self._collect(event)

    def stored_call(self, db: Connection, actor: Actor, function: str) -> None:
        """Store the event of a call of a function that was admitted in the transaction in which the function has written."""
        _store(db, [Event(action=FUNCTION_CALLED, actor=actor, other={"function": function})])

    def sum_up(self, *, all_: bool = False) -> None:
        """Log and collect one event for refusals that were repeated, as far as their minute is over, or for all."""
        for event, count in self._repeats.ended(all_=all_):
            summed = msgspec.structs.replace(event, other={**event.other, "repeated": count})
            _log(summed)
            self._collect(summed)

    def called(self, actor: Actor, function: str) -> None:
        """Collect the event of a call of a function that was admitted."""
        self._collect(Event(action=FUNCTION_CALLED, actor=actor, other={"function": function}))

    def _collect(self, event: Event) -> None:
        waiting = len(self._waiting)
        if waiting >= self._most:
            self._dropped += 1
            self.lost += 1
            return
        self._waiting.append(event)
        if waiting == _MANY:
            self.due.set()

    async def flush(self) -> None:
        """Store the events collected up to now. Events that cannot be stored wait for the next time, as far as there is room.

        Events that come meanwhile wait, too: while calls come, the next few would otherwise be stored by themselves, which
        takes as long as storing hundreds.
        """
        self.sum_up()
        if self._dropped:
            structlog.get_logger("gateway").warning("audit events dropped: more came than were stored", dropped=self._dropped)
            self._dropped = 0
        async with self._flushing:
            left = len(self._waiting)
            while left > 0:
                storing = asyncio.create_task(self._store_some(min(left, _BATCH)))
                left -= _BATCH
                try:
                    await asyncio.shield(storing)
                except asyncio.CancelledError:
                    await storing  # the thread cannot be stopped, and what it stores must not be stored again
                    raise
            if len(self._waiting) > _MANY:
                self.due.set()

    async def _store_some(self, count: int) -> None:
        """Store the oldest events, in a thread, so that the event loop is free meanwhile."""
        batch = list(islice(self._waiting, count))
        await asyncio.to_thread(self._store.run_here, lambda work: _store(work.db, batch), write=True)
        for _event in batch:
            self._waiting.popleft()


def _log(event: Event) -> None:
    """Write an event to the structured log."""
    fields: dict[str, Any] = {"userid": event.actor.userid, "origin": event.actor.origin.value, **event.details()}
    if event.objectid is not None:
        fields["objectid"] = event.objectid
    if event.relateduserid is not None:
        fields["relateduserid"] = event.relateduserid
    structlog.get_logger("gateway.audit").info(f"{event.action.target} {event.action.action}", **fields)
