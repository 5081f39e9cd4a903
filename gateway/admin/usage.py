"""Who uses what: numbers of calls by protocol, function, program and token, and what nobody calls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

import msgspec
from sqlalchemy import Connection, Select, Table, delete, func, select

from gateway.store.tables.services import external_services, external_tokens
from gateway.store.tables.usage import usage_agent, usage_ending, usage_function, usage_token
from gateway.store.tables.users import user
from gateway.telemetry.endings import Called, Endings
from gateway.telemetry.usage import DAY

__all__ = ["UNUSED_DAYS", "CallingToken", "Day", "EndingUse", "Report", "Used", "UsedProtocol", "ending", "forget_old", "report"]

UNUSED_DAYS: Final = 90
"""A function that nobody has called for so many days counts as unused."""


class Day(msgspec.Struct, frozen=True):
    """The calls of a day, which begins at ``time`` in Unix seconds, UTC."""

    time: int
    calls: int


class Used(msgspec.Struct, frozen=True):
    """A function or a program in a protocol: its calls, those of them that ended in an error, and the time of the last."""

    name: str
    protocol: str
    calls: int
    failures: int
    lastcall: int


class UsedProtocol(msgspec.Struct, frozen=True):
    """A protocol: its calls, those of them that ended in an error, the time of the last, and its calls day by day."""

    name: str
    calls: int
    failures: int
    lastcall: int
    days: list[Day]


class CallingToken(msgspec.Struct, frozen=True):
    """A token that was used in a protocol by a program: its owner and its service, its calls of all time, the first and the last."""

    tokenid: int
    name: str | None
    username: str
    service: str
    protocol: str
    agent: str
    calls: int
    failures: int
    firstcall: int
    lastcall: int


class EndingUse(msgspec.Struct, frozen=True):
    """A token with which something is called that will not be there for ever: whose it is, what it calls, the last time, the dates."""

    tokenid: int
    name: str | None
    username: str
    email: str
    service: str
    protocol: str
    function: str
    calls: int
    lastcall: int
    deprecated: int
    sunset: int


class Report(msgspec.Struct, frozen=True):
    """What was called within ``days`` days, most often called first; tokens by their last call.

    ``unused`` are functions of services that nobody has called for ``UNUSED_DAYS`` days, in order of their names.
    """

    days: int
    protocols: list[UsedProtocol]
    functions: list[Used]
    programs: list[Used]
    tokens: list[CallingToken]
    unused: list[str]


def report(db: Connection, offered: Iterable[str], *, now: int, days: int, protocol: str = "", most: int) -> Report:
    """What was called within ``days`` days, today among them, in any protocol or in one; ``offered`` are the functions of services.

    Of functions, programs and tokens there are at most ``most``. Takes five statements.
    """
    today = now // DAY
    first = today - days + 1
    return Report(
        days=days,
        protocols=_protocols(db, first, today, protocol),
        functions=_most_used(db, usage_function, "function", first, protocol, most),
        programs=_most_used(db, usage_agent, "agent", first, protocol, most),
        tokens=_tokens(db, first * DAY, protocol, most),
        unused=sorted(set(offered) - _called(db, today - UNUSED_DAYS + 1)),
    )


def _protocols(db: Connection, first: int, today: int, protocol: str) -> list[UsedProtocol]:
    """The protocols that were used since the day ``first``."""
    cols = usage_agent.c
    calls, failures, last = func.sum(cols.calls).label("calls"), func.sum(cols.failures).label("failures"), func.max(cols.lastcall)
    query = select(cols.protocol, cols.day, calls, failures, last.label("lastcall"))
    query = query.where(cols.day >= first).group_by(cols.protocol, cols.day)
    if protocol:
        query = query.where(cols.protocol == protocol)
    found: dict[str, list[Any]] = {}
    for row in db.execute(query):
        found.setdefault(row.protocol, []).append(row)
    used = [
        UsedProtocol(
            name,
            sum(int(row.calls) for row in rows),
            sum(int(row.failures) for row in rows),
            max(row.lastcall for row in rows),
            _every_day({row.day: int(row.calls) for row in rows}, first, today),
        )
        for name, rows in found.items()
    ]
    return sorted(used, key=lambda entry: (-entry.calls, entry.name))


# So many rows are read to find those of what still ends.
_MOST_READ: Final = 20_000
# After every date.
_NEVER: Final = 2**62


def _every_day(calls: dict[int, int], first: int, today: int) -> list[Day]:
    """Days in order, those without a call among them."""
    return [Day(day * DAY, calls.get(day, 0)) for day in range(first, today + 1)]


def _most_used(db: Connection, table: Table, name: str, first: int, protocol: str, most: int) -> list[Used]:
    """Functions or programs by protocol, most often called first."""
    cols = table.c
    calls = func.sum(cols.calls)
    query = (
        select(cols[name], cols.protocol, calls, func.sum(cols.failures), func.max(cols.lastcall))
        .where(cols.day >= first)
        .group_by(cols[name], cols.protocol)
        .order_by(calls.desc(), cols[name], cols.protocol)
        .limit(most)
    )
    if protocol:
        query = query.where(cols.protocol == protocol)
    return [Used(row[0], row[1], int(row[2]), int(row[3]), row[4]) for row in db.execute(query)]


def _tokens(db: Connection, since: int, protocol: str, most: int) -> list[CallingToken]:
    """Tokens that were used since a moment, the last used first."""
    cols, token = usage_token.c, external_tokens.c
    query: Select[Any] = (
        select(
            cols.tokenid,
            token.name,
            user.c.username,
            external_services.c.name,
            cols.protocol,
            cols.agent,
            cols.calls,
            cols.failures,
            cols.firstcall,
            cols.lastcall,
        )
        .join(external_tokens, token.id == cols.tokenid)
        .join(user, user.c.id == token.userid)
        .join(external_services, external_services.c.id == token.externalserviceid)
        .where(cols.lastcall >= since)
        .order_by(cols.lastcall.desc(), cols.id.desc())
        .limit(most)
    )
    if protocol:
        query = query.where(cols.protocol == protocol)
    return [CallingToken(*row) for row in db.execute(query)]


def ending(
    db: Connection, endings: Endings, component_of: Callable[[str], str], *, since: int, protocol: str = "", most: int
) -> list[EndingUse]:
    """The tokens whose owners have to be told that something ends: by what ends first, then by their last call, since a moment."""
    cols, token = usage_ending.c, external_tokens.c
    query: Select[Any] = (
        select(
            cols.tokenid,
            token.name,
            user.c.username,
            user.c.email,
            external_services.c.name,
            cols.protocol,
            cols.function,
            cols.calls,
            cols.lastcall,
            external_services.c.shortname,
        )
        .join(external_tokens, token.id == cols.tokenid)
        .join(user, user.c.id == token.userid)
        .join(external_services, external_services.c.id == token.externalserviceid)
        .where(cols.lastcall >= since)
        .order_by(cols.lastcall.desc(), cols.id.desc())
        .limit(_MOST_READ)
    )
    if protocol:
        query = query.where(cols.protocol == protocol)
    found: list[EndingUse] = []
    for row in db.execute(query):
        dates = endings.of(Called(row.protocol, row.function, component_of(row.function), row.shortname or ""))
        if dates is not None:  # what was said to end, and no longer is, stays in the table for a while
            found.append(EndingUse(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], dates.deprecated, dates.sunset))
    return sorted(found, key=lambda use: use.sunset or _NEVER)[:most]


def _called(db: Connection, first: int) -> set[str]:
    """The functions that were called since the day ``first``."""
    cols = usage_function.c
    return set(db.execute(select(cols.function).where(cols.day >= first).distinct()).scalars())


def forget_old(db: Connection, *, now: int, days: int) -> int:
    """Delete what is older than so many days (0: nothing), and what tokens that are gone have called; returns the number of rows."""
    count = 0
    for by_token in (usage_token, usage_ending):
        count += db.execute(delete(by_token).where(by_token.c.tokenid.not_in(select(external_tokens.c.id)))).rowcount
        if days:
            count += db.execute(delete(by_token).where(by_token.c.lastcall < now - days * DAY)).rowcount
    if days:
        for table in (usage_function, usage_agent):
            count += db.execute(delete(table).where(table.c.day <= now // DAY - days)).rowcount
    return count
