"""Quizzes of the third recorded school, as their tests use them: calls of people, and the values of forms."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from gateway.components.mod_quiz.tables import quiz, quiz_attempts
from gateway.server.host import Gateway
from gateway.wire.call import Token
from tests.unit.app_fixtures import call, errorcode, statement, value
from tests.unit.college import token

DEFERRED, SECRET, CLOSED, ADAPTIVE, EMPTY, MATCHING = 1, 2, 3, 4, 5, 6
"""The quizzes: one of all types of questions, one with a password and a time limit, one that is closed, …"""


def _keyed(arguments: dict[str, Any]) -> dict[str | int, object]:
    keyed: dict[str | int, object] = {}
    for name, argument in arguments.items():
        keyed[name] = argument
    return keyed


async def said(college: Gateway, function: str, who: str = "student2", **arguments: Any) -> Any:
    """What a function of mod_quiz returns."""
    return value(await call(college, f"mod_quiz_{function}", _keyed(arguments), by=Token(token(who))))


async def refused(college: Gateway, function: str, who: str = "student2", **arguments: Any) -> str:
    """The error code with which a function of mod_quiz refuses."""
    return errorcode(await call(college, f"mod_quiz_{function}", _keyed(arguments), by=Token(token(who))))


async def begun(college: Gateway, quizid: int, who: str = "student2", **arguments: Any) -> dict[str, Any]:
    """The attempt that somebody begins."""
    found: dict[str, Any] = (await said(college, "start_attempt", who, quizid=quizid, **arguments))["attempt"]
    return found


def form(attempt: Mapping[str, Any], answers: Mapping[int, Mapping[str, str]], sequence: int = 1) -> list[dict[str, str]]:
    """The values of a form with answers by slot, each after a number of steps."""
    found = []
    for slot, fields in answers.items():
        prefix = f"q{attempt['uniqueid']}:{slot}_"
        found += [{"name": prefix + name, "value": text} for name, text in {":sequencecheck": str(sequence), **fields}.items()]
    return found


def change(college: Gateway, quizid: int, **values: Any) -> None:
    """Set values of a quiz."""
    statement(college, update(quiz).where(quiz.c.id == quizid).values(**values))


def set_attempt(college: Gateway, attempt: Mapping[str, Any], **values: Any) -> None:
    """Set values of an attempt, such as when it began."""
    statement(college, update(quiz_attempts).where(quiz_attempts.c.id == attempt["id"]).values(**values))


def state_of(college: Gateway, attempt: Mapping[str, Any]) -> Any:
    """The stored state of an attempt."""
    return statement(college, select(quiz_attempts.c.state).where(quiz_attempts.c.id == attempt["id"]))


def by_slot(answer: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    """The questions of an answer by slot."""
    return {question["slot"]: question for question in answer["questions"]}


def order(question: Mapping[str, Any]) -> list[str]:
    """The texts of the choices of a question in their order."""
    return re.findall(r'data-region="answer-label">.*?<div class="flex-fill">(?:<p>)?([^<]*)', question["html"])
