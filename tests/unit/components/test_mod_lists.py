"""The lists of activities of one type in courses."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.components.mod_glossary.tables import glossary_formats
from gateway.components.mod_lesson.tables import lesson_grades, lesson_timer
from gateway.components.mod_survey.tables import survey_answers
from gateway.server.host import Gateway
from tests.unit.app_fixtures import counted, set_config
from tests.unit.components.site import ALGEBRA, LATER, STUDENT, add, add_file, place, told

HIDDEN = 4
LISTS = {
    "mod_chat_get_chats_by_courses": "chats",
    "mod_data_get_databases_by_courses": "databases",
    "mod_feedback_get_feedbacks_by_courses": "feedbacks",
    "mod_glossary_get_glossaries_by_courses": "glossaries",
    "mod_h5pactivity_get_h5pactivities_by_courses": "h5pactivities",
    "mod_imscp_get_imscps_by_courses": "imscps",
    "mod_lesson_get_lessons_by_courses": "lessons",
    "mod_lti_get_ltis_by_courses": "ltis",
    "mod_scorm_get_scorms_by_courses": "scorms",
    "mod_survey_get_surveys_by_courses": "surveys",
    "mod_wiki_get_wikis_by_courses": "wikis",
    "mod_workshop_get_workshops_by_courses": "workshops",
}


@pytest.mark.parametrize("function", LISTS)
async def test_a_course_that_cannot_be_entered_is_warned_of(gateway: Gateway, function: str) -> None:
    answer = await told(gateway, function, courseids=[ALGEBRA, HIDDEN])
    assert answer[LISTS[function]] == []
    assert [(warning["item"], warning["itemid"], warning["warningcode"]) for warning in answer["warnings"]] == [("course", HIDDEN, "1")]
    assert (await told(gateway, function))["warnings"] == []


async def test_settings_of_the_site_come_with_the_lists(gateway: Gateway) -> None:
    set_config(gateway, scorm__scormstandard="1", mod_h5pactivity__savestatefreq="30")
    scorms = await told(gateway, "mod_scorm_get_scorms_by_courses")
    assert scorms["options"] == [{"name": "scormstandard", "value": "1"}]
    activities = await told(gateway, "mod_h5pactivity_get_h5pactivities_by_courses")
    assert activities["h5pglobalsettings"] == {"enablesavestate": True, "savestatefreq": 30}


async def test_a_choice_is_told_with_as_much_as_one_may_know(gateway: Gateway) -> None:
    place(gateway, 900, "choice", timeopen=5, showresults=2)
    function = "mod_choice_get_choices_by_courses"
    (kept,) = (await told(gateway, function, by="teacher", courseids=[ALGEBRA]))["choices"]
    (seen,) = (await told(gateway, function, courseids=[ALGEBRA]))["choices"]
    assert (seen["coursemodule"], seen["timeopen"], seen["showresults"]) == (900, 5, 2)
    assert kept.keys() - seen.keys() == {"section", "visible", "groupmode", "groupingid", "timemodified", "completionsubmit"}


@pytest.mark.parametrize("function", LISTS)
async def test_activities_in_courses_are_listed_at_the_same_price(gateway: Gateway, function: str) -> None:
    kind, key = function.split("_")[1], LISTS[function]
    contextid = place(gateway, 900, kind)
    add_file(gateway, contextid, f"mod_{kind}", "im age.png", "image/png", filearea="intro")

    async def listed(by: str) -> tuple[list[Any], int]:
        with counted(gateway.store) as made:
            found = (await told(gateway, function, by=by, courseids=[ALGEBRA]))[key]
        return found, len(made)

    await listed("teacher")
    ((kept,), price) = await listed("teacher")
    assert (kept["id"], kept["course"], kept["coursemodule"]) == (900, ALGEBRA, 900)
    assert [file["fileurl"].rpartition("/")[2] for file in kept["introfiles"]] == ["im%20age.png"]
    place(gateway, 901, kind)
    place(gateway, 902, kind, cm={"visible": 0})
    more, same = await listed("teacher")
    assert [one["id"] for one in more] == [900, 901, 902]
    assert same <= price
    (seen, hidden), _ = await listed("student")
    assert (seen["id"], hidden["id"]) == (900, 901)
    assert seen.keys() <= kept.keys()


async def test_what_only_managers_of_activities_know(gateway: Gateway) -> None:
    place(gateway, 900, "lti", password="secret", toolurl="https://tool.example")
    place(gateway, 901, "imscp", structure="parts")
    place(gateway, 902, "chat", keepdays=3)
    function = "mod_lti_get_ltis_by_courses"
    (kept,), (seen,) = [(await told(gateway, function, by=by, courseids=[ALGEBRA]))["ltis"] for by in ("teacher", "student")]
    assert (kept["password"], kept["toolurl"]) == ("secret", "https://tool.example")
    assert not seen.keys() & {"password", "toolurl", "resourcekey", "section"}
    assert "structure" not in (await told(gateway, "mod_imscp_get_imscps_by_courses", courseids=[ALGEBRA]))["imscps"][0]
    (chat,) = (await told(gateway, "mod_chat_get_chats_by_courses", courseids=[ALGEBRA]))["chats"]
    assert (chat["keepdays"], chat["chatmethod"]) == (3, "ajax")


async def test_the_ways_to_browse_a_glossary_are_those_of_its_format(gateway: Gateway) -> None:
    place(gateway, 900, "glossary", displayformat="dictionary")
    place(gateway, 901, "glossary", displayformat="continuous")
    add(gateway, glossary_formats, name="continuous", showtabs="standard,author")
    found = (await told(gateway, "mod_glossary_get_glossaries_by_courses", courseids=[ALGEBRA]))["glossaries"]
    assert [glossary["browsemodes"] for glossary in found] == [["letter"], ["letter", "author"]]
    assert found[0]["canaddentry"] == 1


async def test_a_package_outside_its_opening_hours_shows_little(gateway: Gateway) -> None:
    contextid = place(gateway, 900, "scorm", scormtype="local", reference="p.zip", timeclose=5)
    add_file(gateway, contextid, "mod_scorm", "p.zip", "application/zip", filearea="package")
    place(gateway, 901, "scorm", scormtype="external")
    function = "mod_scorm_get_scorms_by_courses"
    closed, external = (await told(gateway, function, courseids=[ALGEBRA]))["scorms"]
    assert "packageurl" not in closed
    assert "launch" not in closed
    assert (external["packagesize"], "packageurl" in external) == (0, False)
    kept, _ = (await told(gateway, function, by="teacher", courseids=[ALGEBRA]))["scorms"]
    assert (kept["packagesize"], kept["packageurl"].rpartition("/mod_scorm/")[2]) == (5, "package/0/p.zip")


async def test_a_survey_tells_who_has_answered_it(gateway: Gateway) -> None:
    place(gateway, 900, "survey")
    add(gateway, survey_answers, survey=900, userid=STUDENT)
    done = [
        (await told(gateway, "mod_survey_get_surveys_by_courses", by=by, courseids=[ALGEBRA]))["surveys"][0]["surveydone"]
        for by in ("student", "student2")
    ]
    assert done == [1, 0]


async def test_what_keeps_participants_from_a_lesson(gateway: Gateway) -> None:
    conditions = 'O:8:"stdClass":3:{s:9:"timespent";i:2;s:9:"completed";i:1;s:15:"gradebetterthan";s:2:"50";}'
    place(gateway, 900, "lesson", grade=7)
    place(gateway, 901, "lesson", usepassword=1, password="open")
    place(gateway, 902, "lesson", available=LATER)
    place(gateway, 903, "lesson", deadline=5)
    place(gateway, 904, "lesson", dependency=900, conditions=conditions)
    place(gateway, 905, "lesson", dependency=77)

    async def started(by: str) -> list[int]:
        found = (await told(gateway, "mod_lesson_get_lessons_by_courses", by=by, courseids=[ALGEBRA]))["lessons"]
        return [lesson["id"] for lesson in found if "intro" in lesson]

    assert await started("student") == [900, 905]
    add(gateway, lesson_grades, lessonid=900, userid=STUDENT, grade=40)
    add(gateway, lesson_timer, lessonid=900, userid=STUDENT, starttime=1000, lessontime=1100)
    assert await started("student") == [900, 905]
    add(gateway, lesson_grades, lessonid=900, userid=STUDENT, grade=50)
    assert await started("student") == [900, 905]
    add(gateway, lesson_timer, lessonid=900, userid=STUDENT, starttime=1000, lessontime=1121)
    assert await started("student") == [900, 904, 905]
    assert await started("teacher") == [900, 901, 902, 903, 904, 905]
    (first, *_) = (await told(gateway, "mod_lesson_get_lessons_by_courses", courseids=[ALGEBRA]))["lessons"]
    assert ("password" in first, first["grade"]) == (False, 7)


async def test_a_feedback_tells_editors_what_follows_an_answer(gateway: Gateway) -> None:
    place(gateway, 900, "feedback", page_after_submit="Thanks", page_after_submitformat=0, timeclose=9)
    function = "mod_feedback_get_feedbacks_by_courses"
    (kept,), (seen,) = [(await told(gateway, function, by=by, courseids=[ALGEBRA]))["feedbacks"] for by in ("teacher", "student")]
    assert (kept["page_after_submit"], kept["page_after_submitformat"], kept["timeclose"]) == ("Thanks", 1, 9)
    assert (seen["page_after_submitformat"], "page_after_submit" in seen) == (0, False)
