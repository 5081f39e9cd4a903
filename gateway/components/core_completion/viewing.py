"""Looking at activities: what all functions do that note it.

Most types of activities have one such function, which ``view_function`` declares; the others call ``enter`` and ``note``.
"""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import RowMapping

from gateway.api import BOOL, INT, WRITE, CallContext, Context, Function, Level, MissingRecord, Struct, Value, contexts, function, warnings
from gateway.components.block_recentlyaccesseditems import lib as recent
from gateway.components.core_completion import states
from gateway.components.core_course import course_modules, events
from gateway.components.core_course.events import Happening

__all__ = ["DONE", "Viewed", "enter", "enter_module", "note", "status", "view_function"]

DONE: dict[str, Any] = {"status": True, "warnings": []}
"""The result of functions that note that something is looked at."""


class Viewed(msgspec.Struct, frozen=True):
    """An activity that the caller has entered: its row, its row of ``course_modules`` with ``modname``, and its context."""

    row: RowMapping
    module: RowMapping
    context: Context


def status() -> Struct:
    """The description of the result of functions that note that something is looked at."""
    return Struct({"status": Value(BOOL, "whether that was done"), "warnings": warnings()})


def enter(ctx: CallContext, modname: str, instance: int, capability: str = "") -> Viewed:
    """An activity, which the caller enters. Raises ``MissingRecord`` if there is none, ``MissingCapability`` without ``capability``."""
    found = course_modules.by_instances(ctx.db, [(modname, instance)]).get((modname, instance))
    row = course_modules.details(ctx, [(modname, instance)]).get((modname, instance))
    if found is None or row is None:
        raise MissingRecord(modname)
    place = ctx.validate(contexts.by_instance(ctx.db, Level.MODULE, found["id"]))
    if capability:
        ctx.require(capability, place)
    return Viewed(row, found, place)


def enter_module(ctx: CallContext, modname: str, cmid: int, capability: str = "") -> Viewed:
    """An activity, given the id of its course module, which the caller enters. Raises what ``enter`` raises."""
    module = course_modules.by_id(ctx.db, cmid)
    if module["modname"] != modname:
        raise MissingRecord("course_modules")
    return enter(ctx, modname, module["instance"], capability)


def note(ctx: CallContext, seen: Viewed, *, completes: bool = True) -> None:
    """Log that the caller looks at an activity, which may complete it, and count it among those opened lately."""
    what = Happening(f"mod_{seen.module['modname']}", "course_module", seen.module["modname"])
    events.note(ctx, what, seen.context, courseid=seen.module["course"], objectid=seen.row["id"])
    recent.note(ctx, seen.module)
    if completes:
        states.viewed(ctx, seen.module)


def view_function(modname: str, what: str, capability: str = "", *, parameter: str = "", name: str = "") -> Function:
    """The function ``mod_NAME_view_NAME`` of a type of activity: it notes that the caller looks at one.

    ``what`` is what an activity is called, ``capability`` what the caller needs; ``parameter`` takes the id of the activity. It and
    the function are named after the type unless given.
    """
    takes = parameter or f"{modname}id"

    def view(ctx: CallContext, **given: int) -> dict[str, Any]:
        note(ctx, enter(ctx, modname, given[takes], capability))
        return DONE

    return function(
        name or f"mod_{modname}_view_{modname}",
        WRITE,
        params={takes: Value(INT, "id of the activity")},
        returns=status(),
        text=f"Note that the caller looks at {what}, which may complete it.",
        capabilities=[capability] if capability else [],
        services=["moodle_mobile_app"],
    )(view)
