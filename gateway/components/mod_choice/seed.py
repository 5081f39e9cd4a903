"""Choices of a seed, with their options and what people have chosen."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import Activity, ActivitySeed, Event, Told, without_nothing
from gateway.components.mod_choice.tables import choice, choice_answers, choice_options

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    options: dict[str, int] = {}
    for given in activity.given["options"].each():
        text, limit = (given["text"].text(), given["limit"].number()) if given.is_mapping else (given.text(), 0)
        if given.is_mapping:
            given.close()
        if limit:
            activity.row["limitanswers"] = 1
        options[text] = activity.add(choice_options, choiceid=activity.id, text=text, maxanswers=limit, timemodified=activity.now)
    for userid, given in activity.given["answers"].by_person():
        for answer in given.each():
            optionid = answer.one_of("option", options)
            activity.add(choice_answers, choiceid=activity.id, userid=userid, optionid=optionid, timemodified=activity.now)


def _told(told: Told) -> dict[str, Any]:
    options = told.rows(choice_options, choiceid=told.row["id"])
    texts = {row["id"]: row["text"] for row in options}
    answers: dict[str, list[str]] = {}
    for row in told.rows(choice_answers, choiceid=told.row["id"]):
        if (name := told.person(row["userid"])) and row["optionid"] in texts:
            answers.setdefault(name, []).append(texts[row["optionid"]])
    listed = [{"text": row["text"], "limit": row["maxanswers"]} if row["maxanswers"] else row["text"] for row in options]
    return without_nothing({"options": listed, "answers": answers})


activity = ActivitySeed(
    table=choice,
    named={"opens": "timeopen", "closes": "timeclose", "several": "allowmultiple", "changeable": "allowupdate"},
    events=(Event("open", "timeopen", "opens", action=False), Event("close", "timeclose", "closes")),
    parts=_parts,
    told=_told,
)
