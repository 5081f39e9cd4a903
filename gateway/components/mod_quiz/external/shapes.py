"""What functions say of attempts at quizzes, and the parameters that they share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api import ALPHA, ALPHANUMEXT, BOOL, FLOAT, INT, NOTAGS, RAW, Description, List, Struct, Value, files, warnings

__all__ = ["ATTEMPT", "ATTEMPT_ID", "QUESTIONS", "SAID", "SEEN", "answers"]

ATTEMPT_ID = Value(INT, "id of the attempt")
_PAIR = {"name": Value(ALPHANUMEXT, "name"), "value": Value(RAW, "value")}
SAID = List(Struct(_PAIR), "answers to what is asked before an attempt, such as quizpassword", default=[])
SEEN = Struct({"status": Value(BOOL, "true"), "warnings": warnings()})

ATTEMPT: Mapping[str, Description] = {
    "id": Value(INT, "id", optional=True),
    "quiz": Value(INT, "id of the quiz", optional=True),
    "userid": Value(INT, "id of whose it is", optional=True),
    "attempt": Value(INT, "number among theirs", optional=True),
    "uniqueid": Value(INT, "id among all that asks questions", optional=True),
    "layout": Value(RAW, "the numbers of the questions, 0 ends a page", optional=True),
    "currentpage": Value(INT, "number of the page that was seen last", optional=True),
    "preview": Value(INT, "whether somebody tries the quiz out", optional=True),
    "state": Value(ALPHA, "inprogress, overdue, finished or abandoned", optional=True),
    "timestart": Value(INT, "when it began", optional=True),
    "timefinish": Value(INT, "when it ended, 0 for not yet", optional=True),
    "timemodified": Value(INT, "when it was changed", optional=True),
    "timemodifiedoffline": Value(INT, "when it was changed without a connection", optional=True),
    "timecheckstate": Value(INT, "when its state is looked at next, null for never", optional=True),
    "sumgrades": Value(FLOAT, "sum of its marks, null where that is not to be seen", optional=True),
    "gradeitemmarks": List(
        Struct(
            {
                "name": Value(RAW, "name"),
                "grade": Value(FLOAT, "mark"),
                "maxgrade": Value(FLOAT, "highest mark"),
            }
        ),
        "marks of the parts of the quiz",
        optional=True,
    ),
    "gradednotificationsenttime": Value(INT, "when its owner was told that it is graded", optional=True),
}

QUESTIONS = List(
    Struct(
        {
            "slot": Value(INT, "number of the slot"),
            "type": Value(ALPHANUMEXT, "type of question"),
            "page": Value(INT, "number of the page, from 0"),
            "questionnumber": Value(RAW, "what the question is called"),
            "number": Value(INT, "the same, if it is a number", optional=True),
            "html": Value(RAW, "the question with its controls, as HTML"),
            "responsefileareas": List(
                Struct({"area": Value(NOTAGS, "area of files"), "files": files("files", optional=True)}),
                "the files of the answer",
                optional=True,
            ),
            "sequencecheck": Value(INT, "number of the steps that count, which an answer must name", optional=True),
            "lastactiontime": Value(INT, "when the last step was made", optional=True),
            "hasautosavedstep": Value(BOOL, "whether the last step is only for the time being", optional=True),
            "flagged": Value(BOOL, "whether it is flagged"),
            "state": Value(ALPHA, "state after the last step, where it is shown what is right", optional=True),
            "stateclass": Value(NOTAGS, "the state as far as it is shown", optional=True),
            "status": Value(RAW, "the same in words", optional=True),
            "blockedbyprevious": Value(BOOL, "whether the question before it must be finished first", optional=True),
            "mark": Value(RAW, "mark, as text", optional=True),
            "maxmark": Value(FLOAT, "highest mark", optional=True),
            "settings": Value(RAW, "what a client needs to show it by itself, as JSON", optional=True),
        }
    ),
    "the questions",
)


def answers(said: list[dict[str, Any]]) -> dict[str, str]:
    """Answers to what is asked before an attempt, by name."""
    return {entry["name"]: entry["value"] or "" for entry in said}
