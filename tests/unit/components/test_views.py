"""Looking at activities: every function that notes it does the same."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.components.core_completion.tables import (
    course_completion_crit_compl,
    course_completion_criteria,
    course_completions,
    course_modules_completion,
    course_modules_viewed,
)
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.mod_book.tables import book_chapters
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from gateway.store.tables.enrolments import enrol
from gateway.store.tables.site import logstore_standard_log
from tests.unit.app_fixtures import statement
from tests.unit.components.site import ALGEBRA, STUDENT, add, permit, place, refused, told

HERE = 900
# The types of activities, the parameter that takes the id of one, and what else is asked for.
VIEWS: list[tuple[str, str, dict[str, Any]]] = [
    ("book", "bookid", {}), ("chat", "chatid", {}), ("choice", "choiceid", {}), ("data", "databaseid", {}), ("feedback", "feedbackid", {}),
    ("folder", "folderid", {}), ("forum", "forumid", {}), ("glossary", "id", {"mode": "letter"}), ("h5pactivity", "h5pactivityid", {}),
    ("imscp", "imscpid", {}), ("lti", "ltiid", {}), ("page", "pageid", {}), ("resource", "resourceid", {}), ("scorm", "scormid", {}),
    ("survey", "surveyid", {}), ("url", "urlid", {}), ("wiki", "wikiid", {}), ("workshop", "workshopid", {}),
]  # fmt: skip
# Where the first look completes nothing: a book is seen with its last chapter, a feedback when it is opened for answering.
LATER = {"book", "feedback"}
DONE = {"status": True, "warnings": []}


@pytest.fixture(autouse=True)
def tracked(gateway: Gateway) -> None:
    """A course whose completion is tracked."""
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=1))


def state(gateway: Gateway, cmid: int = HERE) -> Any:
    own = course_modules_completion.c
    return statement(gateway, select(own.completionstate).where(own.coursemoduleid == cmid, own.userid == STUDENT))


async def test_looking_is_logged_and_completes(gateway: Gateway) -> None:
    log, seen = logstore_standard_log.c, course_modules_viewed.c
    for cmid, (kind, parameter, more) in enumerate(VIEWS, HERE):
        place(gateway, cmid, kind, cm={"completion": 2, "completionview": 1})
        function = "mod_data_view_database" if kind == "data" else f"mod_{kind}_view_{kind}"
        for _ in range(2):
            assert (await told(gateway, function, "student", **{parameter: cmid, **more}))["status"] is True
        event = f"\\mod_{kind}\\event\\course_module_viewed"
        events = select(func.count()).where(log.eventname == event, log.objectid == cmid, log.userid == STUDENT)
        assert statement(gateway, events) == 2, kind
        assert state(gateway, cmid) == (None if kind in LATER else 1), kind
        assert statement(gateway, select(func.count()).where(seen.coursemoduleid == cmid)) == (0 if kind in LATER else 1)
        missing = "invalidcoursemodule" if kind == "choice" else "invalidrecord"
        assert await refused(gateway, function, "student", **{parameter: 9999, **more}) == missing, kind


async def test_a_capability_may_be_needed(gateway: Gateway) -> None:
    contextid = place(gateway, HERE, "survey", cm={"completion": 2, "completionview": 1})
    permit(gateway, "mod/survey:participate", -1000, roleid=5, contextid=contextid)
    assert await refused(gateway, "mod_survey_view_survey", surveyid=HERE) == "nopermissions"
    assert state(gateway) is None


async def test_a_book_is_seen_with_its_last_chapter(gateway: Gateway) -> None:
    place(gateway, HERE, "book", cm={"completion": 2, "completionview": 1})
    assert (await told(gateway, "mod_book_view_book", bookid=HERE))["warnings"][0]["warningcode"] == "1"
    for number, hidden in ((1, 0), (2, 0), (3, 1)):
        add(gateway, book_chapters, id=number, bookid=HERE, pagenum=number, title=str(number), hidden=hidden)
    assert await told(gateway, "mod_book_view_book", bookid=HERE) == DONE
    assert state(gateway) is None
    assert await refused(gateway, "mod_book_view_book", bookid=HERE, chapterid=3) == "errorchapter"
    assert await refused(gateway, "mod_book_view_book", bookid=HERE, chapterid=9) == "errorchapter"
    assert await told(gateway, "mod_book_view_book", bookid=HERE, chapterid=2) == DONE
    assert state(gateway) == 1


async def test_a_feedback_is_seen_when_it_is_answered(gateway: Gateway) -> None:
    place(gateway, HERE, "feedback", cm={"completion": 2, "completionview": 1}, timeclose=9_000_000_000)
    assert await told(gateway, "mod_feedback_view_feedback", feedbackid=HERE, moduleviewed=True) == DONE
    assert state(gateway) == 1
    place(gateway, HERE + 1, "feedback", timeclose=5)
    assert await refused(gateway, "mod_feedback_view_feedback", feedbackid=HERE + 1, moduleviewed=True) == "feedback_is_not_open"


@pytest.mark.parametrize(
    ("gradepass", "grade", "hidden", "expected"),
    [(0, None, 0, None), (0, 40, 0, 1), (50, 40, 0, 3), (50, 60, 0, 2), (50, 60, 1, 1)],
)
async def test_a_grade_may_be_needed_too(gateway: Gateway, gradepass: int, grade: int | None, hidden: int, expected: int | None) -> None:
    place(gateway, HERE, "page", cm={"completion": 2, "completionview": 1, "completiongradeitemnumber": 0})
    item = {"courseid": ALGEBRA, "itemtype": "mod", "itemmodule": "page", "iteminstance": HERE, "itemnumber": 0}
    add(gateway, grade_items, id=HERE, gradepass=gradepass, hidden=hidden, **item)
    if grade is not None:
        add(gateway, grade_grades, itemid=HERE, userid=STUDENT, finalgrade=grade)
    await told(gateway, "mod_page_view_page", pageid=HERE)
    assert state(gateway) == expected


async def test_what_somebody_else_has_said_stays(gateway: Gateway) -> None:
    place(gateway, HERE, "page", cm={"completion": 2, "completionview": 1, "completiongradeitemnumber": 0})
    add(gateway, course_modules_completion, coursemoduleid=HERE, userid=STUDENT, completionstate=1, overrideby=3, timemodified=5)
    await told(gateway, "mod_page_view_page", pageid=HERE)
    assert state(gateway) == 1


async def test_an_activity_may_complete_the_course(gateway: Gateway) -> None:
    place(gateway, HERE, "page", cm={"completion": 2, "completionview": 1})
    add(gateway, course_completion_criteria, course=ALGEBRA, criteriatype=4, moduleinstance=HERE)
    add(gateway, course_completion_criteria, course=ALGEBRA, criteriatype=1)
    completed = select(course_completions.c.timecompleted).where(
        course_completions.c.userid == STUDENT, course_completions.c.course == ALGEBRA
    )
    await told(gateway, "mod_page_view_page", pageid=HERE)
    met = select(func.count()).where(course_completion_crit_compl.c.userid == STUDENT)
    assert (statement(gateway, met), statement(gateway, completed)) == (1, None)
    say = "core_completion_mark_course_self_completed"
    assert await told(gateway, say, courseid=ALGEBRA) == DONE
    assert statement(gateway, met) == 2
    assert statement(gateway, completed) > 0
    assert await refused(gateway, say, courseid=ALGEBRA) == "useralreadymarkedcomplete"


async def test_saying_that_one_has_completed_a_course(gateway: Gateway) -> None:
    say = "core_completion_mark_course_self_completed"
    assert await refused(gateway, say, courseid=ALGEBRA) == "noselfcompletioncriteria"
    assert await refused(gateway, say, courseid=999) == "invalidrecord"
    assert await refused(gateway, say, by="teacher", courseid=ALGEBRA) == "nottracked"
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(enablecompletion=0))
    assert await refused(gateway, say, courseid=ALGEBRA) == "completionnotenabled"


async def test_looking_at_pages_and_blogs_is_logged(gateway: Gateway) -> None:
    assert await told(gateway, "core_my_view_page", page="dashboard") == DONE
    assert await refused(gateway, "core_my_view_page", page="elsewhere") == "invalidparameter"
    assert await told(gateway, "core_blog_view_entries", filters=[{"name": "userid", "value": str(STUDENT)}]) == DONE
    assert await refused(gateway, "core_blog_view_entries", filters=[{"name": "bogus", "value": "1"}]) == "errorinvalidparam"
    log = logstore_standard_log.c.eventname
    for event in ("dashboard", "blog_entries"):
        assert statement(gateway, select(func.count()).where(log == f"\\core\\event\\{event}_viewed")) == 1
    assert (await told(gateway, "core_blog_get_access_information"))["canview"] is True


async def test_whether_guests_may_look_into_a_course(gateway: Gateway) -> None:
    name = "enrol_guest_get_instance_info"
    add(gateway, enrol, id=90, enrol="guest", status=1, courseid=ALGEBRA, password="key")
    info = (await told(gateway, name, instanceid=90))["instanceinfo"]
    assert (info["courseid"], info["status"], info["passwordrequired"]) == (ALGEBRA, False, True)
    assert await refused(gateway, name, instanceid=999) == "invalidrecord"
