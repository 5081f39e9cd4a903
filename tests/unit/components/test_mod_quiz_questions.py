"""What belongs to the questions of an attempt: files of answers, flags, and how many statements it takes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from gateway.components.core_question.tables import qtype_essay_options, question_attempts, question_references
from gateway.components.mod_quiz.tables import quiz_slots
from gateway.server.host import Gateway
from gateway.store.tables.access import context
from gateway.store.tables.files import files
from gateway.wire.call import Result, Token
from tests.unit.app_fixtures import call, client, counted, errorcode, statement, value
from tests.unit.college import PEOPLE, college, store_file, token
from tests.unit.components.quizzes import ADAPTIVE, DEFERRED, MATCHING, begun, by_slot, change, form, said

__all__ = ["college"]

DRAFT = 77


@pytest.fixture
async def drafts(college: Gateway) -> Gateway:
    """The essay takes pictures in its text and two files; the student has a draft area with three."""
    options = {"responseformat": "editorfilepicker", "attachments": 2, "attachmentsrequired": 1}
    statement(college, update(qtype_essay_options).values(**options))
    change(college, DEFERRED, attempts=0)
    place = select(context.c.id).where(context.c.contextlevel == 30, context.c.instanceid == PEOPLE["student2"])
    contextid = statement(college, place)
    for name in ("a.txt", "b.txt", "c.txt"):
        await store_file(college, name.encode(), (contextid, "user", "draft"), DRAFT, name)
    return college


async def test_files_are_handed_in_with_an_essay(drafts: Gateway) -> None:
    attempt = await begun(drafts, DEFERRED)
    (essay,) = [one for one in (await said(drafts, "get_attempt_data", attemptid=attempt["id"], page=2))["questions"] if one["slot"] == 6]
    assert re.search(r'name="q8:6_attachments" value="\d+"', essay["html"])
    assert re.search(r'name="q8:6_answer:itemid" value="\d+"', essay["html"])
    text = '<p>See <img src="{}/draftfile.php/{}/user/draft/77/a.txt" alt=""></p>'
    contextid = statement(drafts, select(files.c.contextid).where(files.c.itemid == DRAFT, files.c.filename == "a.txt"))
    fields = {"answer": text.format(drafts.site.wwwroot, contextid), "answerformat": "1", "answer:itemid": "77", "attachments": "77"}
    await said(drafts, "process_attempt", attemptid=attempt["id"], data=form(attempt, {6: fields}))
    # The same again is no further step.
    await said(drafts, "process_attempt", attemptid=attempt["id"], data=form(attempt, {6: fields}, 2))
    found = by_slot(await said(drafts, "get_attempt_summary", attemptid=attempt["id"]))[6]
    assert (found["stateclass"], found["sequencecheck"]) == ("answersaved", 2)
    areas = {area["area"]: [file["filename"] for file in area["files"]] for area in found["responsefileareas"]}
    assert areas == {"attachments": ["a.txt", "b.txt"], "answer": ["a.txt", "b.txt", "c.txt"]}
    await said(drafts, "process_attempt", attemptid=attempt["id"], finishattempt=True)
    review = by_slot(await said(drafts, "get_attempt_review", attemptid=attempt["id"]))[6]
    address = review["responsefileareas"][0]["files"][0]["fileurl"]
    shown = re.findall(r'src="([^"]+)"', review["html"])
    assert len(shown) == 1
    async with client(drafts) as web:
        for url in (address, *shown):
            path = url.removeprefix(drafts.site.wwwroot)
            answers = {who: await web.get(path, params={"token": token(who)}) for who in ("student2", "teacher", "student")}
            assert [answers[who].content == b"a.txt" for who in answers] == [True, True, False]


async def test_an_essay_without_its_files_is_not_complete(drafts: Gateway) -> None:
    attempt = await begun(drafts, DEFERRED)
    data = form(attempt, {6: {"answer": "<p>x</p>", "answerformat": "1"}})
    await said(drafts, "process_attempt", attemptid=attempt["id"], data=data)
    found = by_slot(await said(drafts, "get_attempt_summary", attemptid=attempt["id"]))[6]
    assert (found["stateclass"], found["responsefileareas"]) == ("notyetanswered", [])


async def test_a_question_is_flagged(college: Gateway) -> None:
    attempt = await begun(college, MATCHING)
    (question,) = (await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))["questions"]
    (sent,) = re.findall(r'value="(qubaid=[^"]+)" class="questionflagpostdata"', question["html"])
    pairs = (part.split("=") for part in sent.replace("&amp;", "&").split("&"))
    arguments: dict[str | int, object] = {"questionid" if name == "qid" else name: text for name, text in pairs}
    arguments["newstate"] = 1

    async def flag(who: str, **changed: object) -> Any:
        return await call(college, "core_question_update_flag", arguments | dict(changed.items()), by=Token(token(who)))

    flagged = select(question_attempts.c.flagged).where(question_attempts.c.questionusageid == attempt["uniqueid"])
    assert errorcode(await flag("student")) == "errorsavingflags"
    assert errorcode(await flag("student2", checksum="x")) == "errorsavingflags"
    assert statement(college, flagged) == 0
    assert value(await flag("student2")) == {"status": True, "warnings": []}
    (question,) = (await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))["questions"]
    assert (question["flagged"], "checked" in question["html"]) == (True, True)
    data = [{"name": f"q{attempt['uniqueid']}:1_:flagged", "value": "0"}]
    await said(college, "save_attempt", attemptid=attempt["id"], data=data)
    assert statement(college, flagged) == 0


async def test_the_number_of_statements_does_not_grow_with_the_questions(college: Gateway) -> None:
    async def took(function: str, **arguments: object) -> int:
        with counted(college.store) as seen:
            outcome = await call(college, f"mod_quiz_{function}", dict(arguments.items()), by=Token(token("student2")))
        assert isinstance(outcome, Result), outcome
        return len(seen)

    async def attempted(slots: int) -> list[int]:
        with counted(college.store) as seen:
            attempt = await begun(college, ADAPTIVE)
        data = form(attempt, {slot: {"answer": "frog"} for slot in range(1, slots + 1)})
        return [
            len(seen),
            await took("get_attempt_data", attemptid=attempt["id"], page=0),
            await took("save_attempt", attemptid=attempt["id"], data=data[:2]),
            await took("get_attempt_summary", attemptid=attempt["id"]),
            await took("process_attempt", attemptid=attempt["id"], finishattempt=True),
            await took("get_attempt_review", attemptid=attempt["id"]),
        ]

    await attempted(2)  # fills what is remembered between calls
    few = await attempted(2)
    for slot in range(3, 23):
        row = {"slot": slot, "quizid": ADAPTIVE, "page": 1, "requireprevious": 0, "maxmark": 1.0}
        statement(college, insert(quiz_slots).values(id=100 + slot, **row))
        place = {"usingcontextid": 110, "component": "mod_quiz", "questionarea": "slot"}
        statement(college, insert(question_references).values(itemid=100 + slot, questionbankentryid=4, **place))
    many = await attempted(22)
    assert statement(college, select(func.count()).where(quiz_slots.c.quizid == ADAPTIVE)) == 22
    # What follows in the gradebook depends on the grade, and not on the twenty questions more.
    assert all(abs(before - after) < 10 for before, after in zip(few, many, strict=True)), (few, many)
