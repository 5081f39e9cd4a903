"""Changing quizzes as teachers do: overrides, grade items, slots, versions of questions, and questions that are drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import func, insert, select, update

from gateway.components.core_question.tables import (
    question,
    question_bank_entries,
    question_categories,
    question_references,
    question_set_references,
    question_versions,
)
from gateway.components.mod_quiz.tables import quiz, quiz_attempts, quiz_grade_items, quiz_overrides, quiz_sections, quiz_slots
from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.access import role_capabilities
from gateway.store.tables.courses import course_modules
from gateway.wire.call import Token
from tests.unit.app_fixtures import call, errorcode, statement, value
from tests.unit.college import PEOPLE, college, token
from tests.unit.components.quizzes import ADAPTIVE, DEFERRED, EMPTY, MATCHING, begun, by_slot, form, refused, said

__all__ = ["college"]

STUDENT, STUDENT2, OUTSIDER = PEOPLE["student"], PEOPLE["student2"], PEOPLE["outsider"]
GROUP, GROUP_ELSEWHERE, BANK = 1, 9999, 2


async def save(college: Gateway, quizid: int = ADAPTIVE, **override: Any) -> Any:
    return (await said(college, "save_overrides", "teacher", data={"quizid": quizid, "overrides": [override]}))["ids"]


async def test_an_override_is_given_changed_and_taken_back(college: Gateway) -> None:
    (made,) = await save(college, userid=STUDENT, timeclose=1900000000, attempts=0, password="")
    (found,) = (await said(college, "get_overrides", "teacher", quizid=ADAPTIVE))["overrides"]
    expected = {"id": made, "quiz": ADAPTIVE, "userid": STUDENT, "groupid": None, "timeopen": None, "timeclose": 1900000000}
    # The quiz itself allows any number of attempts.
    assert found == {**expected, "timelimit": None, "attempts": None, "password": None}
    assert await save(college, id=made, userid=STUDENT, timelimit=60) == [made]
    assert statement(college, select(quiz_overrides.c.timelimit).where(quiz_overrides.c.id == made)) == 60
    attempt = await begun(college, ADAPTIVE, "student")
    assert attempt["timecheckstate"] == attempt["timestart"] + 60
    gone = await said(college, "delete_overrides", "teacher", data={"quizid": ADAPTIVE, "ids": [made]})
    assert (gone["ids"], (await said(college, "get_overrides", "teacher", quizid=ADAPTIVE))["overrides"]) == ([made], [])


@pytest.mark.parametrize(
    "override",
    [
        {"userid": STUDENT},
        {"timelimit": 60},
        {"userid": STUDENT, "groupid": GROUP, "timelimit": 60},
        {"userid": STUDENT, "timelimit": -1},
        {"userid": STUDENT, "attempts": 11},
        {"userid": STUDENT, "timeopen": 1900000000, "timeclose": 1700000000},
        {"groupid": GROUP_ELSEWHERE, "timelimit": 60},
        {"id": 99, "userid": STUDENT, "timelimit": 60},
    ],
)
async def test_overrides_that_make_no_sense(college: Gateway, override: dict[str, Any]) -> None:
    data = {"quizid": ADAPTIVE, "overrides": [{"userid": STUDENT2, "timelimit": 30}, override]}
    assert await refused(college, "save_overrides", "teacher", data=data) == "invalidparameter"
    # None is stored where one is wrong.
    assert statement(college, select(func.count()).where(quiz_overrides.c.quiz == ADAPTIVE)) == 0


async def test_one_override_for_each(college: Gateway) -> None:
    twice = {"quizid": ADAPTIVE, "overrides": [{"userid": STUDENT, "timelimit": 60}, {"userid": STUDENT, "timelimit": 70}]}
    assert await refused(college, "save_overrides", "teacher", data=twice) == "invalidparameter"
    wrong = {"quizid": ADAPTIVE, "ids": [1]}
    assert await refused(college, "delete_overrides", "teacher", data=wrong) == "invalidparameter"
    assert await refused(college, "delete_overrides", "student", data=wrong) == "nopermissions"


async def test_parts_of_a_quiz_are_marked_by_themselves(college: Gateway) -> None:
    await said(college, "create_grade_item_per_section", "teacher", quizid=DEFERRED)
    page = json.loads(await said(college, "get_edit_grading_page_data", "teacher", quizid=DEFERRED))
    assert [(item["name"], item["summarks"]) for item in page["gradeitems"]] == [("Partie 1", "6.00"), ("Partie 2", "3.00")]
    assert [len(section["slots"]) for section in page["sections"]] == [4, 3]
    attempts = (await said(college, "get_user_attempts", "student", quizid=DEFERRED))["attempts"]
    assert [(part["name"], part["grade"], part["maxgrade"]) for part in attempts[0]["gradeitemmarks"]] == [
        ("Partie 1", 6.0, 6.0),
        ("Partie 2", 1.8, 3.0),
    ]


async def test_grade_items_are_added_renamed_and_deleted(college: Gateway) -> None:
    await said(college, "create_grade_items", "teacher", quizid=ADAPTIVE, quizgradeitems=[{"name": "A"}, {"name": "B"}])

    def items() -> list[tuple[int, str, int]]:
        cols = quiz_grade_items.c
        query = select(cols.id, cols.name, cols.sortorder).where(cols.quizid == ADAPTIVE).order_by(cols.sortorder)
        return college.store.run_here(lambda work: [tuple(row) for row in work.db.execute(query)], write=False)

    (first, _, _), (second, _, _) = items()
    await said(college, "update_grade_items", "teacher", quizid=ADAPTIVE, quizgradeitems=[{"id": first, "name": "C"}, {"id": second}])
    assert [name for _, name, _ in items()] == ["C", "B"]
    slotid = statement(college, select(quiz_slots.c.id).where(quiz_slots.c.quizid == ADAPTIVE, quiz_slots.c.slot == 1))
    await said(college, "update_slots", "teacher", quizid=ADAPTIVE, slots=[{"id": slotid, "quizgradeitemid": second}])
    used = [{"id": second}]
    assert await refused(college, "delete_grade_items", "teacher", quizid=ADAPTIVE, quizgradeitems=used) == "invalidparameter"
    await said(college, "delete_grade_items", "teacher", quizid=ADAPTIVE, quizgradeitems=[{"id": first}])
    assert [(name, place) for _, name, place in items()] == [("B", 1)]
    assert await refused(college, "delete_grade_items", "teacher", quizid=DEFERRED, quizgradeitems=used) == "invalidparameter"
    assert await refused(college, "create_grade_items", "student", quizid=ADAPTIVE, quizgradeitems=[{"name": "A"}]) == "nopermissions"


async def test_other_marks_lead_to_other_grades(college: Gateway) -> None:
    attempt = await begun(college, ADAPTIVE)
    answers = form(attempt, {1: {"answer": "frog"}, 2: {"answer": "x"}})
    await said(college, "process_attempt", attemptid=attempt["id"], data=answers, finishattempt=True)
    slotid = statement(college, select(quiz_slots.c.id).where(quiz_slots.c.quizid == ADAPTIVE, quiz_slots.c.slot == 1))
    change = [{"id": slotid, "maxmark": 3, "displaynumber": "1a"}]
    await said(college, "update_slots", "teacher", quizid=ADAPTIVE, slots=change)
    assert statement(college, select(quiz.c.sumgrades).where(quiz.c.id == ADAPTIVE)) == 4.0
    review = await said(college, "get_attempt_review", attemptid=attempt["id"])
    assert (review["grade"], by_slot(review)[1]["mark"], by_slot(review)[1]["questionnumber"]) == (75.0, "3.00", "1a")
    assert (await said(college, "get_user_best_grade", quizid=ADAPTIVE))["grade"] == 75.0
    assert await refused(college, "update_slots", "teacher", quizid=DEFERRED, slots=change) == "invalidparameter"
    wrong = [{"id": slotid, "maxmark": -1}]
    assert await refused(college, "update_slots", "teacher", quizid=ADAPTIVE, slots=wrong) == "invalidparameter"


async def test_a_slot_asks_a_version(college: Gateway) -> None:
    copy = {"questiontext": "Other text", "questiontextformat": 1, "qtype": "shortanswer", "length": 1, "name": "Other"}
    statement(college, insert(question).values(id=50, **copy))
    statement(college, insert(question_versions).values(questionbankentryid=4, version=2, questionid=50, status="ready"))
    slotid = statement(college, select(quiz_slots.c.id).where(quiz_slots.c.quizid == ADAPTIVE, quiz_slots.c.slot == 1))
    assert await refused(college, "set_question_version", "teacher", slotid=slotid, newversion=3) == "invalidparameter"
    assert await refused(college, "set_question_version", "student", slotid=slotid, newversion=1) == "nopermissions"
    assert (await said(college, "set_question_version", "teacher", slotid=slotid, newversion=1))["result"] is True
    version = select(question_references.c.version).where(question_references.c.itemid == slotid)
    assert statement(college, version) == 1
    await said(college, "set_question_version", "teacher", slotid=slotid, newversion=0)
    attempt = await begun(college, ADAPTIVE)
    found = by_slot(await said(college, "get_attempt_data", attemptid=attempt["id"], page=0))[1]
    assert "Other text" in found["html"]


async def test_questions_are_drawn(college: Gateway) -> None:
    cmid = 48  # of the empty quiz
    condition = json.dumps({"filter": {"category": {"jointype": 1, "values": [BANK], "filteroptions": {}}}})
    arguments = {"cmid": cmid, "addonpage": 0, "randomcount": 2, "filtercondition": condition}
    assert await refused(college, "add_random_questions", "student", **arguments) == "nopermissions"
    for wrong in ({"randomcount": 0}, {"filtercondition": "x"}, {"filtercondition": "{}"}):
        assert await refused(college, "add_random_questions", "teacher", **arguments | wrong) == "invalidparameter"
    await said(college, "add_random_questions", "teacher", **arguments)
    types = (await said(college, "get_quiz_required_qtypes", quizid=EMPTY))["questiontypes"]
    assert types == ["description", "essay", "match", "multichoice", "numerical", "shortanswer", "truefalse"]
    attempt = await begun(college, EMPTY)
    found = await said(college, "get_attempt_data", attemptid=attempt["id"], page=0)
    assert (attempt["layout"], len({question["html"] for question in found["questions"]})) == ("1,2,0", 2)
    await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True)
    slotid = statement(college, select(func.max(quiz_slots.c.id)).where(quiz_slots.c.quizid == EMPTY))
    statement(college, insert(question_categories).values(id=70, name="Empty", contextid=60, parent=BANK, sortorder=2))
    nothing = json.dumps({"category": {"values": [70]}})
    await said(college, "update_filter_condition", "teacher", cmid=cmid, slotid=slotid, filtercondition=nothing)
    assert await refused(college, "start_attempt", quizid=EMPTY) == "notenoughrandomquestions"
    # Nothing is left of the attempt that could not be begun.
    assert statement(college, select(func.count()).where(quiz_attempts.c.quiz == EMPTY)) == 1


async def test_questions_are_drawn_from_a_new_category(college: Gateway) -> None:
    arguments = {"cmid": 48, "addonpage": 1, "randomcount": 1, "newcategory": "New", "parentcategory": f"{BANK},60"}
    await said(college, "add_random_questions", "teacher", **arguments)
    parent = select(question_categories.c.parent).where(question_categories.c.name == "New")
    assert statement(college, parent) == BANK
    condition = select(question_set_references.c.filtercondition)
    assert json.loads(statement(college, condition))["filter"]["category"]["values"] != [BANK]
    wrong = arguments | {"parentcategory": "9999,60"}
    assert await refused(college, "add_random_questions", "teacher", **wrong) == "invalidparameter"


async def test_slots_move_for_those_that_are_put_in(college: Gateway) -> None:
    condition = json.dumps({"category": {"values": [BANK]}})
    await said(college, "add_random_questions", "teacher", cmid=44, addonpage=2, randomcount=1, filtercondition=condition)
    cols = quiz_slots.c
    drawn = select(cols.slot).where(cols.quizid == DEFERRED, cols.id.in_(select(question_set_references.c.itemid)))
    assert statement(college, drawn) == 5
    second = select(quiz_sections.c.firstslot).where(quiz_sections.c.quizid == DEFERRED, quiz_sections.c.heading == "Partie 2")
    assert statement(college, second) == 6


async def test_a_draft_is_not_asked(college: Gateway) -> None:
    statement(college, update(question_versions).where(question_versions.c.questionid == 6).values(status="draft"))
    assert await refused(college, "start_attempt", quizid=MATCHING) == "questiondraftonly"
    statement(college, question_bank_entries.delete())
    statement(college, question_versions.delete())
    assert await refused(college, "start_attempt", quizid=MATCHING) == "noquestionsfound"


async def test_where_groups_are_apart_teachers_see_the_attempts_and_overrides_of_theirs(college: Gateway) -> None:
    module = course_modules.c.instance == ADAPTIVE, course_modules.c.idnumber == "cm-quiz4"
    statement(college, update(course_modules).where(*module).values(groupmode=1))
    await save(college, userid=STUDENT2, timelimit=60)
    attempt = await begun(college, ADAPTIVE)
    await said(college, "process_attempt", attemptid=attempt["id"], finishattempt=True)
    assert (await said(college, "get_attempt_review", "teacher", attemptid=attempt["id"]))["attempt"]["id"] == attempt["id"]
    statement(college, insert(role_capabilities).values(contextid=60, roleid=3, capability="moodle/site:accessallgroups", permission=-1))
    college.store.run_here(lambda work: note(work.db, ChangeKind.SITE), write=True)
    assert await refused(college, "get_attempt_review", "teacher", attemptid=attempt["id"]) == "noreviewattempt"
    assert (await said(college, "get_overrides", "teacher", quizid=ADAPTIVE))["overrides"] == []
    assert len((await said(college, "get_overrides", "admin", quizid=ADAPTIVE))["overrides"]) == 1


async def test_questions_of_a_category_are_told(college: Gateway) -> None:
    async def summaries(who: str = "teacher", **arguments: Any) -> Any:
        asked: dict[str | int, object] = {"categoryid": BANK, "includesubcategories": 0, "tagids": [], "contextid": 60}
        return await call(college, "core_question_get_random_question_summaries", asked | dict(arguments.items()), by=Token(token(who)))

    found = value(await summaries(limit=2, offset=1))
    assert (found["totalcount"], [one["qtype"] for one in found["questions"]]) == (8, ["multichoice", "truefalse"])
    assert found["questions"][0]["icon"]["component"] == "qtype_multichoice"
    assert value(await summaries(categoryid=1, includesubcategories=1))["totalcount"] == 8
    assert value(await summaries(categoryid=1))["totalcount"] == 0
    assert value(await summaries(tagids=[9999]))["totalcount"] == 0
    assert errorcode(await summaries("student")) == "nopermissions"
    assert errorcode(await summaries(categoryid=999)) == "invalidrecord"
