"""The external functions about questions."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    COMPONENT,
    INT,
    RAW,
    READ,
    WRITE,
    CallContext,
    List,
    MissingRecord,
    Struct,
    Value,
    contexts,
    function,
    warnings,
)
from gateway.components.core_question import bank, flags

_ICON = Struct(
    {
        "key": Value(RAW, "name of the icon", null=False),
        "component": Value(COMPONENT, "component that has it", null=False),
        "alttext": Value(RAW, "what it shows", null=False),
    },
    "the icon of its type",
)


@function(
    "core_question_update_flag",
    WRITE,
    params={
        "qubaid": Value(INT, "id of the usage"),
        "questionid": Value(INT, "id of the question"),
        "qaid": Value(INT, "id of the attempt at the question"),
        "slot": Value(INT, "number of its slot"),
        "checksum": Value(ALPHANUM, "checksum that came with the question"),
        "newstate": Value(BOOL, "whether it is flagged"),
    },
    returns=Struct({"status": Value(BOOL, "true"), "warnings": warnings()}),
    capabilities=["moodle/question:flag"],
    services=["moodle_mobile_app"],
)
def update_flag(ctx: CallContext, qubaid: int, questionid: int, qaid: int, slot: int, checksum: str, newstate: bool) -> dict[str, Any]:
    """Flag a question of an attempt of the caller, or take the flag back."""
    flags.change(ctx, flags.Place(qubaid, questionid, qaid, slot), checksum, flagged=newstate)
    return {"status": True, "warnings": []}


@function(
    "core_question_get_random_question_summaries",
    READ,
    params={
        "categoryid": Value(INT, "id of a category of questions"),
        "includesubcategories": Value(BOOL, "whether the categories inside of it count"),
        "tagids": List(Value(INT, "id of a tag"), "the tags that a question must have"),
        "contextid": Value(INT, "id of the context in which the questions are shown"),
        "limit": Value(INT, "how many at most, 0 for all", default=0),
        "offset": Value(INT, "how many are left out before them", default=0),
    },
    returns=Struct(
        {
            "totalcount": Value(INT, "how many there are"),
            "questions": List(
                Struct(
                    {
                        "id": Value(INT, "id", null=False),
                        "category": Value(INT, "id of the category", null=False),
                        "parent": Value(INT, "id of the question it is a part of, 0 for none", null=False),
                        "name": Value(RAW, "name", null=False),
                        "qtype": Value(COMPONENT, "type", null=False),
                        "icon": _ICON,
                    }
                ),
                "the questions",
            ),
        }
    ),
    ajax=True,
)
def get_random_question_summaries(
    ctx: CallContext, categoryid: int, includesubcategories: bool, tagids: list[int], contextid: int, limit: int, offset: int
) -> dict[str, Any]:
    """Return the questions of a category that may be drawn."""
    place = contexts.by_id(ctx.db, contextid)
    if place is None:
        raise MissingRecord("context")
    ctx.validate(place)
    category = bank.category(ctx, categoryid)
    ctx.require("moodle/question:useall", category)
    filters = bank.Filters([categoryid], below=includesubcategories, tagids=tagids)
    total, rows = bank.page(ctx.db, filters, limit=limit, offset=offset)
    return {"totalcount": total, "questions": [bank.summary(row) for row in rows]}
