"""What the functions of a site say is what its seed says, for every kind of thing that seeds have."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from gateway.double.seeds.activities import kinds_of
from gateway.double.seeds.seed import read_text
from gateway.registry.registry import Registry
from tests.unit.double.seeds.site import Seeded, seeded

NOW = 1_767_261_600


@pytest.fixture(scope="module")
async def school(registry: Registry, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Seeded]:
    """The small school."""
    async with seeded(read_text("base: school\ntokens: {kofi: kofi}\n"), registry, tmp_path_factory.mktemp("school")) as site:
        yield site


async def instances(school: Seeded, function: str, key: str, course: str = "PHYS") -> dict[str, Any]:
    """The activities of a type in a course, by name."""
    answer = await school.call("admin", function, **{"courseids[0]": school.course(course)})
    return {each["name"]: each for each in answer[key]}


async def test_the_school_has_an_activity_of_every_type(school: Seeded, registry: Registry) -> None:
    made = {name.partition(" ")[0] for course in school.site.courses.values() for name in course.named}
    assert made == set(kinds_of(registry).activities)
    assert len(made) == 23


async def test_people_log_in_with_their_passwords(school: Seeded) -> None:
    form = {"username": "sam", "password": "secret", "service": "moodle_mobile_app"}
    answer = (await school.client.post("/login/token.php", data=form)).json()
    assert answer["token"] == school.tokens["app"]
    refused = (await school.client.post("/login/token.php", data={**form, "username": "gone"})).json()
    assert "token" not in refused


async def test_people_are_who_the_seed_says(school: Seeded) -> None:
    wanted = {"field": "username", "values[0]": "zoe", "values[1]": "max"}
    zoe, max_ = sorted(await school.call("admin", "core_user_get_users_by_field", **wanted), key=lambda row: -row["id"])
    assert (zoe["fullname"], zoe["email"], zoe["idnumber"], zoe["city"], zoe["country"]) == (
        "Zoë Łukasiewicz", "zoe@school.example", "S-002", "Kraków", "PL",
    )  # fmt: skip
    assert max_["fullname"] == "Max Manager"
    assert (await school.call("manager", "core_course_get_courses"))[1]["shortname"] == "ALG1"
    assert (await school.call("student", "core_course_get_courses"))["errorcode"] == "nopermissions"


async def test_courses_lie_in_their_categories(school: Seeded) -> None:
    categories = {row["name"]: row for row in await school.call("admin", "core_course_get_categories")}
    assert list(categories) == ["Science", "Mathematics", "Languages"]
    assert categories["Mathematics"]["parent"] == categories["Science"]["id"]
    assert [categories[name]["coursecount"] for name in categories] == [1, 1, 1]
    courses = (await school.call("admin", "core_course_get_courses_by_field"))["courses"]
    found = {row["shortname"]: row for row in courses}
    assert (found["ALG1"]["categoryname"], found["ALG1"]["idnumber"]) == ("Mathematics", "alg-1")
    assert found["DRAFT"]["format"] == "weeks"
    assert found["ALG1"]["startdate"] == NOW - 14 * 86400
    mine = await school.call("student", "core_enrol_get_users_courses", userid=school.site.people["sam"])
    assert {row["shortname"] for row in mine} == {"ALG1", "PHYS"}


async def test_people_have_their_roles_and_groups(school: Seeded) -> None:
    people = {row["username"]: row for row in await school.call("admin", "core_enrol_get_enrolled_users", courseid=school.course("ALG1"))}
    assert {name: [role["shortname"] for role in row["roles"]] for name, row in people.items()} == {
        "tess": ["editingteacher"], "theo": ["teacher"], "sam": ["student"], "zoe": ["student"], "kofi": ["student"], "lena": ["student"],
    }  # fmt: skip
    assert [group["name"] for group in people["sam"]["groups"]] == ["Morning"]
    groups = await school.call("teacher", "core_group_get_course_groups", courseid=school.course("ALG1"))
    assert [(row["name"], row["idnumber"]) for row in groups] == [("Afternoon", ""), ("Morning", "AM")]
    groupings = await school.call("teacher", "core_group_get_course_groupings", courseid=school.course("ALG1"))
    assert [row["name"] for row in groupings] == ["Everybody"]


async def test_suspended_people_do_not_get_in(school: Seeded) -> None:
    mine = await school.call("admin", "core_enrol_get_users_courses", userid=school.site.people["lena"])
    assert {row["shortname"] for row in mine} == {"PHYS"}


async def test_cohorts_have_their_members(school: Seeded) -> None:
    (first, second) = await school.call("admin", "core_cohort_get_cohorts")
    assert (first["name"], first["idnumber"], second["name"]) == ("First year", "Y1", "Second year")
    members = await school.call("admin", "core_cohort_get_cohort_members", **{"cohortids[0]": first["id"]})
    assert sorted(members[0]["userids"]) == [school.site.people[name] for name in ("sam", "zoe", "kofi")]


async def test_a_course_shows_its_sections_and_activities_in_order(school: Seeded) -> None:
    sections = await school.call("teacher", "core_course_get_contents", courseid=school.course("ALG1"))
    assert [row["name"] for row in sections] == ["General", "Numbers", "Equations", "In preparation"]
    assert sections[1]["summary"] == "<p>What can be counted.</p>"
    assert [row["modname"] for row in sections[1]["modules"]] == ["label", "page", "resource", "folder", "url", "book"]
    assert [row["visible"] for row in sections] == [1, 1, 1, 0]
    page = next(row for row in sections[1]["modules"] if row["modname"] == "page")
    assert page["id"] == school.activity("ALG1", "page What is a number?")


async def test_a_subsection_holds_activities(school: Seeded) -> None:
    sections = await school.call("admin", "core_course_get_contents", courseid=school.course("PHYS"))
    inner = next(row for row in sections if row["name"] == "Further reading")
    assert (inner["component"], [row["name"] for row in inner["modules"]]) == ("mod_subsection", ["Colours"])


async def test_files_have_their_contents(school: Seeded) -> None:
    sections = await school.call("student", "core_course_get_contents", courseid=school.course("ALG1"))
    modules = {row["name"]: row for row in sections[1]["modules"]}
    (table,) = modules["Times table"]["contents"]
    address = table["fileurl"].partition("?")[0].removeprefix(school.world.address)
    fetched = await school.client.get(f"{address}?token={school.tokens['student']}")
    assert fetched.text == "1 2 3\n2 4 6\n3 6 9\n"
    assert [(row["filepath"], row["filename"]) for row in modules["Worksheets"]["contents"]] == [
        ("/", "sheet-1.txt"),
        ("/more/", "sheet-2.txt"),
    ]
    assert [row["fileurl"] for row in modules["Encyclopedia"]["contents"]] == ["https://www.example.org/algebra"]
    assert modules["A little book of sets"]["contents"][0]["filename"] == "structure"


async def test_completion_is_as_the_seed_says(school: Seeded) -> None:
    arguments = {"courseid": school.course("ALG1"), "userid": school.site.people["sam"]}
    answer = await school.call("student", "core_completion_get_activities_completion_status", **arguments)
    states = {row["cmid"]: row["state"] for row in answer["statuses"]}
    assert states == {school.activity("ALG1", "page What is a number?"): 1}


async def test_assignments_have_submissions_grades_and_feedback(school: Seeded) -> None:
    answer = await school.call("teacher", "mod_assign_get_assignments", **{"courseids[0]": school.course("ALG1")})
    (essay,) = answer["courses"][0]["assignments"]
    assert (essay["name"], essay["duedate"], essay["grade"]) == ("Essay on zero", NOW + 7 * 86400, 100)
    answer = await school.call("teacher", "mod_assign_get_submissions", **{"assignmentids[0]": essay["id"]})
    by_person = {row["userid"]: row for row in answer["assignments"][0]["submissions"]}
    sam, zoe, kofi = (by_person[school.site.people[name]] for name in ("sam", "zoe", "kofi"))
    assert [row["status"] for row in (sam, zoe, kofi)] == ["submitted", "submitted", "draft"]
    assert sam["gradingstatus"] == "graded"
    assert zoe["plugins"][1]["fileareas"][0]["files"][0]["filename"] == "sources.txt"
    answer = await school.call("teacher", "mod_assign_get_grades", **{"assignmentids[0]": essay["id"]})
    assert [(row["userid"], float(row["grade"])) for row in answer["assignments"][0]["grades"]] == [(school.site.people["sam"], 80.0)]
    status = await school.call("student", "mod_assign_get_submission_status", assignid=essay["id"])
    assert status["feedback"]["plugins"][0]["editorfields"][0]["text"] == "<p>Good, but short.</p>"


async def test_the_gradebook_adds_up(school: Seeded) -> None:
    arguments = {"courseid": school.course("ALG1"), "userid": school.site.people["sam"]}
    answer = await school.call("student", "gradereport_user_get_grade_items", **arguments)
    grades = {row["itemname"]: row["graderaw"] for row in answer["usergrades"][0]["gradeitems"]}
    assert grades == {"Essay on zero": 80, "First quiz": 10, "Solving step by step": 100, None: 190}
    total = answer["usergrades"][0]["gradeitems"][-1]
    assert (total["itemtype"], total["grademax"]) == ("course", 210)


async def test_a_grade_that_is_given_later_makes_the_total_that_the_seed_would_have(school: Seeded) -> None:
    essay = (await school.call("teacher", "mod_assign_get_assignments", **{"courseids[0]": school.course("ALG1")}))["courses"][0][
        "assignments"
    ][0]
    userid = school.site.people["zoe"]
    arguments = {
        "assignmentid": essay["id"], "userid": userid, "grade": 60, "attemptnumber": -1, "addattempt": 0, "workflowstate": "",
        "applytoall": 0, "plugindata[assignfeedbackcomments_editor][text]": "x", "plugindata[assignfeedbackcomments_editor][format]": 1,
    }  # fmt: skip
    assert await school.call("teacher", "mod_assign_save_grade", **arguments) is None
    answer = await school.call("teacher", "gradereport_user_get_grade_items", courseid=school.course("ALG1"), userid=userid)
    items = {row["itemtype"] + (row["itemname"] or ""): row for row in answer["usergrades"][0]["gradeitems"]}
    assert (items["course"]["graderaw"], items["course"]["grademax"]) == (64.44444, 110)


async def test_discussions_have_their_replies(school: Seeded) -> None:
    forums = await school.call("teacher", "mod_forum_get_forums_by_courses", **{"courseids[0]": school.course("ALG1")})
    by_name = {row["name"]: row for row in forums}
    assert {name: row["type"] for name, row in by_name.items()} == {"Announcements": "news", "Questions and answers": "general"}
    (discussion,) = (await school.call("student", "mod_forum_get_forum_discussions", forumid=by_name["Questions and answers"]["id"]))[
        "discussions"
    ]
    assert (discussion["name"], discussion["numreplies"], discussion["timemodified"]) == ("What is x?", 2, NOW - 86400)
    posts = (await school.call("student", "mod_forum_get_discussion_posts", discussionid=discussion["discussion"]))["posts"]
    assert sorted((post["subject"], post["author"]["fullname"]) for post in posts) == [
        ("Re: What is x?", "Sam Student"), ("Re: What is x?", "Tess Teacher"), ("What is x?", "Sam Student"),
    ]  # fmt: skip


async def the_quiz(school: Seeded) -> dict[str, Any]:
    """The quiz of the course on algebra."""
    quizzes: dict[str, dict[str, Any]] = await instances(school, "mod_quiz_get_quizzes_by_courses", "quizzes", "ALG1")
    return quizzes["First quiz"]


async def test_attempts_at_a_quiz_are_judged_by_its_questions(school: Seeded) -> None:
    quiz = await the_quiz(school)
    assert (quiz["attempts"], quiz["sumgrades"], quiz["grade"]) == (3, 9, 10)
    assert (await school.call("student", "mod_quiz_get_user_best_grade", quizid=quiz["id"]))["grade"] == 10
    (attempt,) = (await school.call("student", "mod_quiz_get_user_attempts", quizid=quiz["id"], status="finished"))["attempts"]
    review = await school.call("student", "mod_quiz_get_attempt_review", attemptid=attempt["id"])
    assert [(row["type"], row["mark"]) for row in review["questions"]] == [
        ("truefalse", "1.00"), ("multichoice", "1.00"), ("shortanswer", "1.00"),
        ("numerical", "2.00"), ("match", "1.00"), ("essay", "3.00"),
    ]  # fmt: skip
    zoe = school.site.people["zoe"]
    assert (await school.call("teacher", "mod_quiz_get_user_best_grade", quizid=quiz["id"], userid=zoe))["grade"] == 4.44444


async def test_an_unfinished_attempt_is_gone_on_with(school: Seeded) -> None:
    quiz = await the_quiz(school)
    (attempt,) = (await school.call("kofi", "mod_quiz_get_user_attempts", quizid=quiz["id"], status="unfinished"))["attempts"]
    page = await school.call("kofi", "mod_quiz_get_attempt_data", attemptid=attempt["id"], page=0)
    (question,) = page["questions"]
    assert (question["type"], question["status"], "Two is even." in question["html"]) == ("truefalse", "Answer saved", True)
    done = await school.call("kofi", "mod_quiz_process_attempt", attemptid=attempt["id"], finishattempt=1)
    assert done["state"] == "finished"
    again = (await school.call("kofi", "mod_quiz_start_attempt", quizid=quiz["id"]))["attempt"]
    assert again["attempt"] == 2


async def test_choices_have_options_and_answers(school: Seeded) -> None:
    choices = await instances(school, "mod_choice_get_choices_by_courses", "choices", "ALG1")
    answer = await school.call("teacher", "mod_choice_get_choice_results", choiceid=choices["When shall we meet?"]["id"])
    assert {row["text"]: row["numberofuser"] for row in answer["options"] if row["id"]} == {"Monday": 2, "Tuesday": 1, "Never": 0}
    assert {row["text"]: row["maxanswer"] for row in answer["options"] if row["id"]}["Never"] == 1


async def test_glossaries_have_entries(school: Seeded) -> None:
    glossaries = await instances(school, "mod_glossary_get_glossaries_by_courses", "glossaries", "ALG1")
    assert glossaries["Words"]["displayformat"] == "dictionary"


@pytest.mark.parametrize(
    ("function", "key", "name", "column", "value"),
    [
        ("mod_wiki_get_wikis_by_courses", "wikis", "Notes on motion", "firstpagetitle", "Motion"),
        ("mod_data_get_databases_by_courses", "databases", "Measurements", "maxentries", 0),
        ("mod_feedback_get_feedbacks_by_courses", "feedbacks", "How was the laboratory?", "anonymous", 2),
        ("mod_h5pactivity_get_h5pactivities_by_courses", "h5pactivities", "Falling", "grade", 100),
        ("mod_scorm_get_scorms_by_courses", "scorms", "Pendulum", "maxgrade", 100),
        ("mod_imscp_get_imscps_by_courses", "imscps", "Reader", "keepold", -1),
        ("mod_lti_get_ltis_by_courses", "ltis", "Simulator", "toolurl", "https://tool.example.org/launch"),
        ("mod_survey_get_surveys_by_courses", "surveys", "How do you learn?", "template", 4),
        ("mod_workshop_get_workshops_by_courses", "workshops", "Peer review", "phase", 30),
        ("mod_chat_get_chats_by_courses", "chats", "Office hour", "chattime", NOW + 86400),
    ],
)
async def test_other_activities_are_as_the_seed_says(
    school: Seeded, function: str, key: str, name: str, column: str, value: object
) -> None:
    assert (await instances(school, function, key))[name][column] == value


async def test_attempts_are_graded(school: Seeded) -> None:
    arguments = {"courseid": school.course("PHYS"), "userid": school.site.people["sam"]}
    answer = await school.call("admin", "gradereport_user_get_grade_items", **arguments)
    assert {row["itemname"]: row["graderaw"] for row in answer["usergrades"][0]["gradeitems"]}["Falling"] == 90


async def test_due_times_are_in_the_calendar(school: Seeded) -> None:
    answer = await school.call("kofi", "core_calendar_get_action_events_by_course", courseid=school.course("ALG1"))
    assert (answer["events"][0]["name"], answer["events"][0]["timesort"]) == ("Essay on zero is due", NOW + 7 * 86400)


async def test_services_have_their_functions_and_tokens(school: Seeded, registry: Registry) -> None:
    everything = await school.call("student", "core_webservice_get_site_info")
    app = await school.call("app", "core_webservice_get_site_info")
    assert everything["sitename"] == "Triglot school"
    assert {row["name"] for row in everything["functions"]} == set(registry.offered)
    assert 100 < len(app["functions"]) < len(everything["functions"])
    assert app["uploadfiles"] == 1


async def test_people_have_written_to_each_other(school: Seeded) -> None:
    sam, tess = (school.site.people[name] for name in ("sam", "tess"))
    answer = await school.call("student", "core_message_get_conversations", userid=sam, type=1)
    (conversation,) = answer["conversations"]
    assert [member["fullname"] for member in conversation["members"]] == ["Tess Teacher"]
    assert (conversation["messages"][0]["useridfrom"], "Thank you!" in conversation["messages"][0]["text"]) == (sam, True)
    assert conversation["unreadcount"] in (0, None)
    answer = await school.call("teacher", "core_message_get_conversations", userid=tess, type=1)
    assert answer["conversations"][0]["unreadcount"] == 1


async def test_the_calendar_has_events_of_all_kinds(school: Seeded) -> None:
    arguments = {"events[courseids][0]": school.course("ALG1"), "events[groupids][0]": school.site.courses["ALG1"].groups["Morning"]}
    answer = await school.call("student", "core_calendar_get_calendar_events", **arguments)
    events = {row["name"]: row for row in answer["events"] if not row["modulename"]}
    assert {name: row["eventtype"] for name, row in events.items()} == {
        "Open day": "site",
        "Parents' evening": "course",
        "Revision": "group",
        "Dentist": "user",
    }
    assert events["Dentist"]["timestart"] == NOW + 2 * 86400
