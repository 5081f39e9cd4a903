"""The lists of activities of one type in courses."""

from __future__ import annotations

import pytest

from gateway.server.host import Gateway
from tests.unit.app_fixtures import set_config
from tests.unit.components.site import ALGEBRA, place, told

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
