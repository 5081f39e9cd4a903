"""Flags that people set on questions of their attempts, to come back to them."""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from sqlalchemy import select, update

from gateway.api import CallContext, CodedError, contexts
from gateway.components.core_question.tables import question_attempt_steps, question_attempts, question_usages

__all__ = ["Place", "change", "checksum"]


class Place(NamedTuple):
    """An attempt at a question: the ids of the usage, the question and the attempt, and the slot."""

    usageid: int
    questionid: int
    attemptid: int
    slot: int


def checksum(userid: int, place: Place) -> str:
    """The checksum that clients send back with a flag: they have seen the question. Whose attempt it is, is looked up all the same."""
    return hashlib.md5("_".join(map(str, (userid, *place))).encode(), usedforsecurity=False).hexdigest()


def change(ctx: CallContext, place: Place, said: str, *, flagged: bool) -> None:
    """Set a flag or take it back. Raises ``errorsavingflags`` for a wrong checksum or a question that the caller was not asked."""
    asked, steps = question_attempts.c, question_attempt_steps.c
    mine = (
        select(question_usages.c.contextid)
        .select_from(
            question_attempts.join(question_usages, question_usages.c.id == asked.questionusageid).join(
                question_attempt_steps, steps.questionattemptid == asked.id
            )
        )
        .where(asked.id == place.attemptid, asked.questionusageid == place.usageid, asked.questionid == place.questionid)
        .where(asked.slot == place.slot, steps.sequencenumber == 0, steps.userid == ctx.userid)
    )
    context = contexts.by_id(ctx.db, ctx.db.execute(mine).scalar() or 0)
    if said != checksum(ctx.userid, place) or context is None:
        raise CodedError("errorsavingflags", "question")
    ctx.validate(context)
    ctx.require("moodle/question:flag", context)
    ctx.db.execute(update(question_attempts).where(asked.id == place.attemptid).values(flagged=int(flagged), timemodified=ctx.now))
