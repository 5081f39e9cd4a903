"""What the page shows on which teachers arrange the parts of a quiz that are marked by themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from gateway.api import CallContext, format_string
from gateway.api.php import phpjson
from gateway.components.mod_quiz import parts, slots
from gateway.components.mod_quiz.entering import EnteredQuiz
from gateway.components.mod_quiz.tables import quiz_slots

__all__ = ["data"]

_UNNAMED, _NO_MARKS = "Untitled section", "-"


def data(ctx: CallContext, quiz: EnteredQuiz) -> str:
    """The data of the page, as JSON."""
    rows = ctx.db.execute(select(quiz_slots).where(quiz_slots.c.quizid == quiz.id).order_by(quiz_slots.c.slot)).mappings().all()
    listed, places = parts.of_quiz(ctx.db, quiz.id), quiz.row["decimalpoints"]
    sections = slots.sections_of(ctx.db, quiz.id)
    known = {slot.row["id"]: slot for slot in slots.slots_of(ctx.db, quiz.id, quiz.context)}
    items = []
    for part in listed:
        inside = [row["maxmark"] for row in rows if row["quizgradeitemid"] == part["id"]]
        items.append(
            {
                "id": str(part["id"]),
                "sortorder": str(part["sortorder"]),
                "name": part["name"],
                "displayname": format_string(part["name"], ctx.settings),
                "isused": bool(inside),
                "summarks": f"{sum(inside):.{places}f}" if inside else _NO_MARKS,
            }
        )
    shown: list[dict[str, Any]] = []
    for section in sections:
        inside_section = [row for row in rows if slots.section_of(sections, row["slot"]) is section]
        told = []
        for row in inside_section:
            chosen = row["quizgradeitemid"]
            choices = [{"id": item["id"], "choice": item["displayname"], "isselected": item["id"] == str(chosen)} for item in items]
            told.append(
                {
                    "id": str(row["id"]),
                    "displaynumber": row["displaynumber"] or str(row["slot"]),
                    "displayname": format_string(known[row["id"]].name, ctx.settings),
                    "maxmark": f"{row['maxmark']:.{places}f}",
                    "choices": choices,
                }
            )
        shown.append({"displayname": format_string(section["heading"], ctx.settings) or _UNNAMED, "slots": told})
    found = {
        "quizid": str(quiz.id),
        "hasgradeitems": bool(items),
        "gradeitems": items,
        "hasslots": bool(rows),
        "sections": shown,
        "hasmultiplesections": len(sections) > 1,
        "nogradeitems": {"message": "Add grade items to mark parts of the quiz by themselves."},
        "noslots": {"message": "Add questions first."},
    }
    return phpjson.write(found).decode()
