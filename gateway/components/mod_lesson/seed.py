"""Lessons of a seed, with their pages and the answers that lead from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from gateway.api.php import serialized
from gateway.api.seeding import HTML, Activity, ActivitySeed, Event, Given, Told, without_nothing
from gateway.components.mod_lesson.tables import lesson, lesson_answers, lesson_grades, lesson_pages

__all__ = ["activity"]

_TYPES: Final = {"content": 20, "truefalse": 2, "multichoice": 3, "shortanswer": 1, "numerical": 8, "essay": 10}
_JUMPS: Final = {"this": 0, "next": -1, "previous": -40, "end": -9}


def _parts(activity: Activity) -> None:
    given = [(page, page["title"].text()) for page in activity.given["pages"].each()]
    first = activity.rows.following.get(lesson_pages.name, 1)
    ids = {title: first + number for number, (_, title) in enumerate(given)}
    for number, (page, title) in enumerate(given):
        pageid = activity.add(
            lesson_pages,
            lessonid=activity.id,
            prevpageid=first + number - 1 if number else 0,
            nextpageid=first + number + 1 if number + 1 < len(given) else 0,
            qtype=page["type"].choice(_TYPES, _TYPES["content"]),
            layout=1,
            display=1,
            timecreated=activity.now,
            title=title,
            contents=page["content"].text(),
            contentsformat=HTML,
        )
        for answer in page["answers"].each():
            _answer(activity, answer, pageid, ids)
        page.close()
    for userid, grade in activity.given["grades"].by_person():
        value = (grade["grade"] if grade.is_mapping else grade).decimal()
        activity.add(lesson_grades, lessonid=activity.id, userid=userid, grade=value, completed=activity.now)


def _answer(activity: Activity, given: Given, pageid: int, ids: Mapping[str, int]) -> None:
    """Make an answer to a page, or a button of it."""
    score = given["score"].number()
    activity.add(
        lesson_answers,
        lessonid=activity.id,
        pageid=pageid,
        jumpto=given["jump"].choice({**ids, **_JUMPS}, _JUMPS["next"]),
        score=score,
        timecreated=activity.now,
        answer=given["text"].text(),
        answerformat=HTML,
        response=given["response"].text(),
        responseformat=HTML,
    )
    given.close()


def _told(told: Told) -> dict[str, Any]:
    rows = {row["id"]: row for row in told.rows(lesson_pages, lessonid=told.row["id"])}
    types = {number: name for name, number in _TYPES.items()}
    jumps: dict[int, str] = {number: name for name, number in _JUMPS.items()} | {row["id"]: row["title"] for row in rows.values()}
    pages: list[dict[str, Any]] = []
    following = next((row["id"] for row in rows.values() if not row["prevpageid"]), 0)
    while following in rows and len(pages) < len(rows):
        row = rows[following]
        answers = [
            without_nothing(
                {
                    "text": answer["answer"],
                    "response": answer["response"],
                    "jump": jumps.get(answer["jumpto"], "next"),
                    "score": answer["score"] or None,
                }
            )
            for answer in told.rows(lesson_answers, pageid=following)
        ]
        pages.append(
            without_nothing(
                {"title": row["title"], "content": row["contents"], "type": types.get(row["qtype"], "content"), "answers": answers}
            )
        )
        following = row["nextpageid"]
    return without_nothing({"pages": pages})


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row["grade"]) if not row.get("practice") else 0.0)]


activity = ActivitySeed(
    table=lesson,
    usual={
        "conditions": serialized.dumps({"timespent": 0, "completed": 0, "gradebetterthan": 0}),
        "password": "",
        "grade": 100,
        "custom": 1,
        "maxanswers": 5,
        "maxattempts": 1,
        "feedback": 1,
        "maxpages": 1,
        "mediafile": "",
        "mediaheight": 100,
        "mediawidth": 650,
        "width": 640,
        "height": 480,
        "bgcolor": "#FFFFFF",
    },
    named={"opens": "available", "closes": "deadline"},
    events=(Event("open", "available", "opens", action=False), Event("close", "deadline", "closes")),
    grades=_grades,
    parts=_parts,
    told=_told,
    secret=("password",),
)
