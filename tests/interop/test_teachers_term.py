"""A teacher's term: a course is made, opened, worked in, graded with a rubric, released and read out, by two protocols alike.

Each protocol tells the story at a server of its own, which begins in the same recorded state; both end in the same state.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from gateway.compare.exchange import Asked, Server, ask, clients
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.wire.call import Token
from tests.oracle.serve import serving

REGISTRY = Registry(discover())
CLIENTS = clients(protocols())

OFFICE, TEACHER, STUDENT, OTHER = (
    Token(text)
    for text in (
        "7cb6a762267085bcddbd94acf028aed7",
        "890715ae2e4753d300db5c47f5ab30f3",
        "9eb643ac685bf489f15b2d077893a555",
        "865ae690adf4b75bc59fda9bbb7fe692",
    )
)
TEACHER_ID, STUDENT_ID, OTHER_ID = 4, 6, 7
ALGEBRA, SCIENCES, TEACHES, LEARNS = 2, 2, 3, 5
STEPS = {"Argument": (("missing", 0.0), ("sketched", 3.0), ("complete", 6.0)), "Language": (("poor", 0.0), ("clear", 4.0))}
# What differs between two runs of the same story: times, and what is made of them.
TIMES = ("time", "date", "lastmodified")


class Narrator:
    """Tells the story by one protocol."""

    def __init__(self, protocol: str, server: Server) -> None:
        self._protocol, self._server = protocol, server

    def tell(self, by: Token, function: str, **arguments: object) -> Any:
        """What a function returns."""
        made = self._ask(by, function, arguments)
        assert made.returned, (function, made.fault, made.trouble, made.left_out)
        return made.value

    def refuse(self, by: Token, function: str, **arguments: object) -> str:
        """The error code with which a function refuses."""
        made = self._ask(by, function, arguments)
        assert made.fault is not None, (function, made.value, made.trouble)
        return str(made.fault.errorcode)

    def _ask(self, by: Token, function: str, arguments: dict[str, object]) -> Any:
        asked = Asked(function=REGISTRY.resolve(function).info, arguments=arguments)
        return ask(self._protocol, CLIENTS[self._protocol], asked, [by], server=self._server.address, send=self._server.send)


def term(story: Narrator) -> dict[str, Any]:
    """The term, and what is read at its end."""
    wish = {"courseid": ALGEBRA, "fullname": "Algèbre II & Ω", "shortname": "ALG2", "categoryid": SCIENCES}
    courseid = story.tell(OFFICE, "core_course_duplicate_course", **wish)["id"]
    people = ((TEACHER_ID, TEACHES), (STUDENT_ID, LEARNS), (OTHER_ID, LEARNS))
    enrolments = [{"roleid": roleid, "userid": userid, "courseid": courseid} for userid, roleid in people]
    story.tell(OFFICE, "enrol_manual_enrol_users", enrolments=enrolments)
    group = story.tell(OFFICE, "core_group_get_course_groups", courseid=courseid)[0]["id"]
    members = [{"groupid": group, "userid": userid} for userid, _ in people]
    story.tell(OFFICE, "core_group_add_group_members", members=members)
    cmid, task = opened(story, courseid)
    levels = with_rubric(story, cmid)
    collected(story, task)
    graded(story, task, levels)
    return read(story, courseid, task)


def opened(story: Narrator, courseid: int) -> tuple[int, int]:
    """The task is hidden while it is prepared, moved to the top, and shown; returns its course module and its id."""
    (course,) = story.tell(TEACHER, "mod_assign_get_assignments", courseids=[courseid])["courses"]
    task = next(one for one in course["assignments"] if one["name"] == "Workflow")
    edit = {"courseid": courseid, "ids": [task["cmid"]]}
    story.tell(TEACHER, "core_courseformat_update_course", action="cm_hide", **edit)
    assert story.refuse(STUDENT, "mod_assign_get_submission_status", assignid=task["id"]) == "requireloginerror"
    sections = story.tell(TEACHER, "core_course_get_contents", courseid=courseid)
    story.tell(TEACHER, "core_courseformat_update_course", action="cm_move", **edit, targetsectionid=sections[0]["id"])
    story.tell(TEACHER, "core_courseformat_update_course", action="cm_show", **edit)
    return task["cmid"], task["id"]


def with_rubric(story: Narrator, cmid: int) -> dict[str, tuple[int, dict[str, int]]]:
    """The task is to be graded by a rubric; returns the ids of its criteria, and of their levels by what those stand for."""
    criteria = [
        {"sortorder": place, "description": name, "levels": [{"score": score, "definition": text} for text, score in levels]}
        for place, (name, levels) in enumerate(STEPS.items(), 1)
    ]
    definition = {"method": "rubric", "name": "Proofs", "status": 20, "rubric": {"rubric_criteria": criteria}}
    definition |= dict.fromkeys(("timecreated", "usercreated", "timemodified", "usermodified"), 0)
    contextid = story.tell(TEACHER, "core_course_get_contents", courseid=_course_of(story, cmid), options=[{"name": "cmid", "value": cmid}])
    place = next(module["contextid"] for section in contextid for module in section["modules"])
    area = {"cmid": cmid, "contextid": place, "component": "mod_assign", "areaname": "submissions", "activemethod": "rubric"}
    assert story.refuse(STUDENT, "core_grading_save_definitions", areas=[{**area, "definitions": [definition]}]) == "nopermissions"
    story.tell(TEACHER, "core_grading_save_definitions", areas=[{**area, "definitions": [definition]}])
    found = story.tell(TEACHER, "core_grading_get_definitions", cmids=[cmid], areaname="submissions", activeonly=True)
    (stored,) = found["areas"][0]["definitions"]
    return {
        criterion["description"]: (criterion["id"], {level["definition"]: level["id"] for level in criterion["levels"]})
        for criterion in stored["rubric"]["rubric_criteria"]
    }


def _course_of(story: Narrator, cmid: int) -> int:
    return int(story.tell(TEACHER, "core_course_get_course_module", cmid=cmid)["cm"]["course"])


def collected(story: Narrator, task: int) -> None:
    """Two students write, and one of them hands in."""
    for who, text in ((STUDENT, "<p>Søren: Ω ≠ ∅</p>"), (OTHER, "<p>Zoë</p>")):
        editor = {"onlinetext_editor": {"text": text, "format": 1, "itemid": 0}}
        assert story.tell(who, "mod_assign_save_submission", assignmentid=task, plugindata=editor) == []
    assert story.tell(STUDENT, "mod_assign_submit_for_grading", assignmentid=task, acceptsubmissionstatement=True) == []


def graded(story: Narrator, task: int, levels: Mapping[str, tuple[int, Mapping[str, int]]]) -> None:
    """The teacher grades by the rubric, and releases the grade later."""
    chosen = [("Argument", "complete"), ("Language", "poor")]
    fillings = [
        {"criterionid": levels[name][0], "fillings": [{"criterionid": levels[name][0], "levelid": levels[name][1][level], "remark": level}]}
        for name, level in chosen
    ]
    grade: dict[str, object] = {
        "assignmentid": task,
        "userid": STUDENT_ID,
        "grade": 0,
        "attemptnumber": -1,
        "addattempt": False,
        "applytoall": False,
    }
    grade |= {"plugindata": {"assignfeedbackcomments_editor": {"text": "<p>Almost</p>", "format": 1}}}
    for state in ("inmarking", "released"):
        filled = {"advancedgradingdata": {"rubric": {"criteria": fillings}}}
        story.tell(TEACHER, "mod_assign_save_grade", **grade, **filled, workflowstate=state)
        shown = story.tell(STUDENT, "mod_assign_get_submission_status", assignid=task)
        assert ("feedback" in shown) is (state == "released")


def read(story: Narrator, courseid: int, task: int) -> dict[str, Any]:
    """What is read at the end: the grades of all, the submission with its feedback, the form that was filled in, the course."""
    items = story.tell(TEACHER, "gradereport_user_get_grade_items", courseid=courseid)
    own = story.tell(STUDENT, "gradereport_user_get_grade_items", courseid=courseid, userid=STUDENT_ID)
    marks = [item for item in own["usergrades"][0]["gradeitems"] if item["itemmodule"] == "assign" and item["iteminstance"] == task]
    assert [(mark["graderaw"], mark["feedback"]) for mark in marks] == [(60.0, "<p>Almost</p>")]
    return {
        "grades": items,
        "submission": story.tell(STUDENT, "mod_assign_get_submission_status", assignid=task),
        "course": story.tell(STUDENT, "core_course_get_contents", courseid=courseid),
    }


def settled(value: Any, name: str = "") -> Any:
    """What is read, without what differs from run to run; XML-RPC has no null, and an empty text in its place."""
    if isinstance(value, Mapping):
        return {key: settled(member, key) for key, member in value.items()}
    if isinstance(value, list):
        return [settled(member) for member in value]
    if any(part in name for part in TIMES) and not isinstance(value, bool):
        return "a time"
    return "" if value is None else value


@pytest.fixture(scope="module")
def ends() -> dict[str, Any]:
    """What is read at the end of the term, by protocol."""
    found = {}
    for protocol in ("rest", "xmlrpc"):
        with serving("college") as served, Server(served.address) as server:
            read_ = term(Narrator(protocol, server))
            found[protocol] = settled(_without_address(read_, served.address))
    return found


def _without_address(value: Any, address: str) -> Any:
    if isinstance(value, Mapping):
        return {key: _without_address(member, address) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_address(member, address) for member in value]
    return value.replace(address, "") if isinstance(value, str) else value


def test_a_term_ends_in_the_same_state_by_each_protocol(ends: dict[str, Any]) -> None:
    assert ends["rest"] == ends["xmlrpc"]
    assert len(ends["rest"]["grades"]["usergrades"]) == 2
    assert ends["rest"]["submission"]["feedback"]["grade"]["grade"] == "60.00000"
