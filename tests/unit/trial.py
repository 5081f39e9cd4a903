"""A component that tries the pipeline: functions of every kind of run, that write, fail, or return what they may not."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from gateway.api import BOOL, INT, RAW, READ, WRITE, CallContext, CodedError, Component, Struct, Value, function
from gateway.files.areas import StoredFile, may_read
from gateway.store.tables.groups import groups

__all__ = ["component", "group_names"]

_RAN: Mapping[str, Any] = {"returns": Value(RAW)}
_ADD: Mapping[str, Any] = {"params": {"name": Value(RAW, "name of the group")}, "returns": Value(INT)}


def _add(db: Connection, name: str) -> None:
    db.execute(insert(groups).values(courseid=2, name=name, descriptionformat=1, timecreated=0, timemodified=0))


def group_names(db: Connection) -> set[str]:
    """What the functions of this component have written."""
    return set(db.execute(select(groups.c.name)).scalars())


@function("local_trial_plain", READ, params={}, **_RAN)
def plain(ctx: CallContext) -> str:
    """Answer without a database."""
    return "plain"


@function("local_trial_async", READ, params={}, **_RAN)
async def coroutine(ctx: CallContext) -> str:
    """Answer from a coroutine that reads."""
    return f"{len(await ctx.store.read(group_names))} groups"


@function("local_trial_async_db", READ, params={}, **_RAN)
async def coroutine_with_db(ctx: CallContext) -> str:
    """Ask for the connection that a coroutine does not have."""
    return str(ctx.db)


@function("local_trial_blocking", READ, params={}, blocking=True, **_RAN)
def blocking(ctx: CallContext) -> str:
    """Answer from a thread that reads."""
    return f"{len(ctx.store.run_here(lambda transaction: group_names(transaction.db), write=False))} groups"


@function("local_trial_blocking_db", READ, params={}, blocking=True, **_RAN)
def blocking_with_db(ctx: CallContext) -> str:
    """Ask for the connection that a thread does not have."""
    return str(ctx.db)


@function("local_trial_caller", READ, params={}, returns=Struct({name: Value(INT) for name in ("user", "token", "service", "restriction")}))
def caller(ctx: CallContext) -> dict[str, int]:
    """Tell who calls, and by what right."""
    return {
        "user": ctx.userid,
        "token": ctx.token.id if ctx.token else 0,
        "service": ctx.service.id if ctx.service else 0,
        "restriction": ctx.restriction.id,
    }


@function("local_trial_who", READ, params={}, returns=Value(INT), ajax=True, loginrequired=False)
def who(ctx: CallContext) -> int:
    """Tell pages who calls, and that nobody does."""
    return ctx.userid


@function("local_trial_maximum", READ, params={}, returns=Value(INT))
def maximum(ctx: CallContext) -> int:
    """Tell a setting of the site as this call has it."""
    return ctx.site.config.number("maxbytes")


@function("local_trial_add", WRITE, **_ADD)
def add(ctx: CallContext, name: str) -> int:
    """Write."""
    _add(ctx.db, name)
    return 1


@function("local_trial_add_refused", WRITE, **_ADD)
def add_refused(ctx: CallContext, name: str) -> int:
    """Write, and then refuse."""
    _add(ctx.db, name)
    raise CodedError("nopermissions")


@function("local_trial_add_broken", WRITE, **_ADD)
def add_broken(ctx: CallContext, name: str) -> int:
    """Write, and then break with a text that nobody may see."""
    _add(ctx.db, name)
    raise RuntimeError("SELECT secret FROM vault")


@function("local_trial_add_invalid", WRITE, **_ADD)
def add_invalid(ctx: CallContext, name: str) -> str:
    """Write, and then return what the description forbids."""
    _add(ctx.db, name)
    return "no number"


@function("local_trial_read_that_writes", READ, **_ADD)
def read_that_writes(ctx: CallContext, name: str) -> int:
    """Write, though only reading was declared."""
    _add(ctx.db, name)
    return 1


@function(
    "local_trial_may_read_file",
    READ,
    params={"contextid": Value(INT), "component": Value(RAW), "filearea": Value(RAW), "itemid": Value(INT)},
    returns=Value(BOOL),
)
def may_read_file(ctx: CallContext, **where: Any) -> bool:
    """Tell whether the caller may read a file."""
    return may_read(ctx, StoredFile(filepath="/", filename="a.txt", **where))


@function("local_trial_coded", READ, params={"code": Value(RAW)}, returns=None)
def coded(ctx: CallContext, code: str) -> None:
    """Refuse with a code."""
    raise CodedError(code, "local_trial")


ERRORS = {"trialcode": "A text of the component's own.", "invalidlogin": "Of the trial."}

component = Component("local_trial", sys.modules[__name__], errors=ERRORS)
