"""The screens of the mobile app, one after the other: what each asks for, in its order, and the fields that it reads.

The school is the third recorded one. The start of the app is in ``test_app_sequence``.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import httpx2
import pytest

from gateway.server.host import Gateway
from tests.unit.app_fixtures import client, registry, set_config
from tests.unit.college import PEOPLE, college, token

__all__ = ["college", "registry"]

COURSE, STUDENT, TEACHER = 2, PEOPLE["student"], PEOPLE["teacher"]
SETTINGS = {"moodlewssettingfilter": "true", "moodlewssettingfileurl": "true", "moodlewssettinglang": "en"}
IN_COURSE = {"courseids[0]": COURSE}
AGENT = '{{"account": {{"homePage": "{site}", "name": "6"}}}}'
OWN, OF_STUDENT = {"userid": STUDENT}, {"userid": STUDENT, "courseid": COURSE}


class Step(NamedTuple):
    """A call: the function, its arguments as the app writes them, and the fields of the answer, or of the first entry of a list."""

    function: str
    arguments: dict[str, Any]
    fields: str
    inside: str = ""


STUDENT_SCREENS: dict[str, list[Step]] = {
    "dashboard": [
        Step("core_block_get_dashboard_blocks", {"returncontents": 1, "mypage": "__default", **OWN}, "blocks"),
        Step("core_calendar_get_action_events_by_timesort", {"timesortfrom": 1, "limitnum": 20}, "events firstid lastid"),
        Step("block_recentlyaccesseditems_get_recent_items", {}, "id courseid cmid name modname viewurl icon"),
        Step("block_starredcourses_get_starred_courses", {}, ""),
        Step("core_my_view_page", {"page": "dashboard"}, "status"),
    ],
    "course": [
        Step("core_course_get_contents", {"courseid": COURSE}, "id name visible summary section modules"),
        Step("core_course_view_course", {"courseid": COURSE}, "status"),
        Step("core_block_get_course_blocks", {"courseid": COURSE, "returncontents": 1}, "blocks"),
        Step(
            "core_completion_get_activities_completion_status", OF_STUDENT, "cmid modname instance state timecompleted tracking", "statuses"
        ),
        Step("core_course_get_course_module", {"cmid": 11}, "id course name modname instance section", "cm"),
    ],
    "page": [
        Step("mod_page_get_pages_by_courses", IN_COURSE, "id coursemodule course name intro content contentfiles", "pages"),
        Step("mod_page_view_page", {"pageid": 1}, "status"),
    ],
    "folder": [
        Step("mod_folder_get_folders_by_courses", IN_COURSE, "id coursemodule name intro", "folders"),
        Step("mod_folder_view_folder", {"folderid": 1}, "status"),
    ],
    "book": [
        Step("mod_book_get_books_by_courses", IN_COURSE, "id coursemodule name intro numbering", "books"),
        Step("mod_book_view_book", {"bookid": 1, "chapterid": 0}, "status"),
    ],
    "forum": [
        Step("mod_forum_get_forums_by_courses", IN_COURSE, "id cmid type name intro numdiscussions cancreatediscussions"),
        Step("mod_forum_get_forum_access_information", {"forumid": 11}, "canviewdiscussion canstartdiscussion warnings"),
        Step("mod_forum_get_forum_discussions", {"forumid": 11, "page": 0, "perpage": 10}, "discussions"),
        Step("mod_forum_view_forum", {"forumid": 11}, "status"),
    ],
    "assignment": [
        Step("mod_assign_get_assignments", IN_COURSE, "id fullname assignments", "courses"),
        Step("mod_assign_get_submission_status", {"assignid": 1}, "lastattempt warnings"),
        Step("mod_assign_view_assign", {"assignid": 1}, "status"),
        Step("mod_assign_view_submission_status", {"assignid": 1}, "status"),
    ],
    "quiz": [
        Step("mod_quiz_get_quizzes_by_courses", IN_COURSE, "id coursemodule name intro", "quizzes"),
        Step("mod_quiz_get_quiz_access_information", {"quizid": 1}, "canattempt accessrules preventaccessreasons"),
        Step("mod_quiz_get_quiz_required_qtypes", {"quizid": 1}, "questiontypes"),
        Step("mod_quiz_get_user_attempts", {"quizid": 1, "status": "all", "includepreviews": 1}, "attempts"),
        Step("mod_quiz_get_combined_review_options", {"quizid": 1, **OWN}, "someoptions alloptions"),
        Step("mod_quiz_get_user_best_grade", {"quizid": 1, **OWN}, "hasgrade"),
    ],
    "choice": [
        Step("mod_choice_get_choices_by_courses", IN_COURSE, "id coursemodule name intro", "choices"),
        Step("mod_choice_get_choice_options", {"choiceid": 1}, "id text maxanswers displaylayout checked disabled", "options"),
        Step("mod_choice_view_choice", {"choiceid": 1}, "status"),
    ],
    "interactive content, resumed": [
        Step(
            "core_xapi_get_states",
            {
                "component": "mod_h5pactivity",
                "activityId": "{site}/xapi/activity/88",
                "agent": '{{"account":{{"homePage":"{site}","name":"6"}}}}',
            },
            "",
        )
    ],
    "participants": [
        Step("core_enrol_get_enrolled_users", {"courseid": COURSE}, "id fullname profileimageurl"),
        Step("core_user_get_course_user_profiles", {"userlist[0][userid]": TEACHER, "userlist[0][courseid]": COURSE}, "id fullname roles"),
    ],
    "grades": [
        Step("gradereport_overview_get_course_grades", OWN, "courseid grade rawgrade", "grades"),
        Step("gradereport_overview_view_grade_report", {"courseid": 1, **OWN}, "status"),
        Step("gradereport_user_get_grades_table", OF_STUDENT, "courseid userid maxdepth tabledata", "tables"),
        Step("gradereport_user_view_grade_report", OF_STUDENT, "status"),
    ],
    "calendar": [
        Step("core_calendar_get_calendar_monthly_view", {"year": 2026, "month": 11, "courseid": 0}, "weeks daynames date"),
        Step("core_calendar_get_calendar_day_view", {"year": 2026, "month": 11, "day": 29, "courseid": 0}, "events date"),
        Step("core_calendar_get_calendar_upcoming_view", {"courseid": 0}, "events"),
    ],
    "messages": [
        Step("core_message_get_conversations", {**OWN, "limitfrom": 0, "limitnum": 10}, "id type members messages", "conversations"),
        Step("core_message_get_user_notification_preferences", OWN, "processors components", "preferences"),
        Step("message_popup_get_popup_notifications", {"useridto": STUDENT}, "notifications unreadcount"),
    ],
    "badges": [
        Step("core_badges_get_user_badges", OWN, "id name badgeurl issuername dateissued uniquehash", "badges"),
        Step(
            "core_badges_get_user_badge_by_hash",
            {"hash": "16838932f93184bd78d797c5509768ed0981ad89"},
            "id name description badgeurl issuername issuercontact dateissued recipientfullname",
            "badge",
        ),
        Step("core_badges_get_badge", {"id": 1}, "type name description image issuer", "badge"),
    ],
    "blog": [
        Step("core_blog_get_access_information", {}, "canview cancreate canmanageentries"),
        Step("core_blog_view_entries", {}, "status"),
        Step("core_blog_get_entries", {"page": 0, "perpage": 10}, "id subject summary userid created publishstate canedit tags", "entries"),
        Step("core_blog_prepare_entry_for_edition", {"entryid": 5}, "inlineattachmentsid attachmentsid areas"),
    ],
    "tags": [
        Step("core_tag_get_tag_collections", {}, "id name isdefault", "collections"),
        Step("core_tag_get_tag_cloud", {}, "name count", "tags"),
        Step("core_tag_get_tag_areas", {}, "id component itemtype", "areas"),
        Step("core_tag_get_tagindex_per_area", {"tagindex[tag]": "Maths", "tagindex[tc]": 1}, "tagid ta component itemtype title content"),
    ],
    "learning plans": [
        Step("tool_lp_data_for_plans_page", OWN, "id name statusname duedate status", "plans"),
        Step("tool_lp_data_for_plan_page", {"planid": 1}, "plan competencies competencycount proficientcompetencypercentageformatted"),
        Step("tool_lp_data_for_user_competency_summary_in_plan", {"competencyid": 1, "planid": 1}, "usercompetencysummary plan"),
        Step("core_competency_user_competency_viewed_in_plan", {"competencyid": 1, "planid": 1, **OWN}, ""),
    ],
    "competencies of a course": [
        Step("tool_lp_data_for_course_competencies_page", {"courseid": COURSE}, "competencies statistics settings cangradecompetencies"),
        Step("tool_lp_data_for_user_competency_summary_in_course", {"competencyid": 1, **OF_STUDENT}, "usercompetencysummary course plans"),
        Step("core_competency_user_competency_viewed_in_course", {"competencyid": 1, **OF_STUDENT}, ""),
        Step("tool_lp_data_for_user_competency_summary", {"competencyid": 1, **OWN}, "competency user usercompetency evidence"),
        Step("core_competency_competency_viewed", {"id": 1}, ""),
    ],
    "personal data": [
        Step("tool_dataprivacy_get_access_information", {}, "cancontactdpo cancreatedatadownloadrequest cancreatedatadeletionrequest"),
        Step("tool_dataprivacy_create_data_request", {"type": 1}, "datarequestid warnings"),
        Step("tool_dataprivacy_get_data_requests", OWN, "id typename statuslabel timecreated messagehtml", "requests"),
    ],
    "policies": [Step("tool_policy_get_user_acceptances", {}, "policies warnings")],
    "private files": [
        Step("core_user_get_private_files_info", {}, "filecount foldercount filesize filesizewithoutreferences"),
        Step(
            "core_files_get_files",
            {"contextid": 14, "component": "user", "filearea": "private", "itemid": 0, "filepath": "", "filename": ""},
            "parents files",
        ),
    ],
    "search": [Step("core_search_get_search_areas_list", {}, "areas")],
}
TEACHER_SCREENS: dict[str, list[Step]] = {
    "assignment": [
        Step("mod_assign_list_participants", {"assignid": 1, "groupid": 0, "filter": ""}, "id fullname submitted"),
        Step("mod_assign_get_submissions", {"assignmentids[0]": 1}, "assignmentid submissions", "assignments"),
        Step("mod_assign_view_grading_table", {"assignid": 1}, "status"),
    ],
    "participants": [Step("core_enrol_get_enrolled_users", {"courseid": COURSE}, "id fullname email roles")],
    "competencies of a student": [
        Step(
            "core_competency_grade_competency_in_course",
            {"competencyid": 1, "grade": 2, **OF_STUDENT},
            "id grade gradename description actionuser",
        ),
        Step("tool_lp_data_for_user_competency_summary_in_course", {"competencyid": 1, **OF_STUDENT}, "usercompetencysummary"),
    ],
}


@pytest.mark.parametrize(("name", "screens"), [("student", STUDENT_SCREENS), ("teacher", TEACHER_SCREENS)])
async def test_every_screen_finds_what_it_reads(college: Gateway, name: str, screens: dict[str, list[Step]]) -> None:
    set_config(college, enableglobalsearch="1")
    async with client(college) as web:
        offered = {function["name"] for function in (await asked(web, name, "core_webservice_get_site_info", {}))["functions"]}
        wrong = []
        for screen, steps in screens.items():
            for step in steps:
                assert step.function in offered
                assert "moodle_mobile_app" in college.registry.resolve(step.function).info.services
                site = college.base_address
                arguments = {key: value.format(site=site) if isinstance(value, str) else value for key, value in step.arguments.items()}
                answer = await asked(web, name, step.function, arguments)
                if isinstance(answer, dict) and "exception" in answer:
                    wrong.append((screen, step.function, answer["errorcode"]))
                    continue
                part = answer[step.inside] if step.inside else answer
                if isinstance(part, list) and step.fields:
                    assert part, (screen, step.function)
                    part = part[0]
                if missing := set(step.fields.split()) - set(part if isinstance(part, dict) else ()):
                    wrong.append((screen, step.function, sorted(missing)))
        assert wrong == []


async def asked(web: httpx2.AsyncClient, name: str, function: str, arguments: dict[str, Any]) -> Any:
    """The answer to a call in the form in which the app makes it."""
    fields = {"wstoken": token(name), "wsfunction": function, **SETTINGS, **{key: str(value) for key, value in arguments.items()}}
    answer = await web.post(f"/webservice/rest/server.php?moodlewsrestformat=json&wsfunction={function}", data=fields)
    return answer.json()
