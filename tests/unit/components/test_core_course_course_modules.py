"""Activities one by one, and what has changed in them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import delete, update

from gateway.components.core_comment.tables import comments
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.core_grades.tables import grade_grades, grade_items, scale
from gateway.components.core_question.tables import question, question_references, question_versions
from gateway.components.core_rating.tables import rating
from gateway.components.mod_assign.tables import assign_grades, assign_submission
from gateway.components.mod_book.tables import book_chapters
from gateway.components.mod_choice.tables import choice_answers
from gateway.components.mod_data.tables import data, data_records
from gateway.components.mod_feedback.tables import feedback_completed
from gateway.components.mod_forum.tables import forum_discussions
from gateway.components.mod_glossary.tables import glossary_entries
from gateway.components.mod_lesson.tables import lesson_pages, lesson_timer
from gateway.components.mod_quiz.tables import quiz_attempts, quiz_slots
from gateway.components.mod_scorm.tables import scorm_attempt, scorm_scoes_value
from gateway.components.mod_survey.tables import survey_answers
from gateway.components.mod_wiki.tables import wiki, wiki_pages, wiki_subwikis
from gateway.components.mod_workshop.tables import workshop_assessments, workshop_submissions
from gateway.server.host import Gateway
from gateway.store.tables.courses import course, course_modules
from gateway.store.tables.groups import groups, groups_members
from tests.unit.app_fixtures import call, counted, statement, value
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, add, add_file, permit, place, refused, told

SINCE = 5
EDITING_TEACHER = 3


async def changes(gateway: Gateway, by: str = "student", **more: Any) -> dict[int, list[dict[str, Any]]]:
    answer = await told(gateway, "core_course_get_updates_since", by=by, courseid=ALGEBRA, since=SINCE, **more)
    return {entry["id"]: entry["updates"] for entry in answer["instances"]}


async def test_whoever_keeps_an_activity_is_told_more_of_it(gateway: Gateway) -> None:
    place(gateway, 900, "assign", grade=-90, cm={"idnumber": "as9", "completion": 1})
    add(gateway, scale, id=90, courseid=ALGEBRA, name="Words", scale="Poor,Good")
    add(
        gateway,
        grade_items,
        courseid=ALGEBRA,
        itemtype="mod",
        itemmodule="assign",
        iteminstance=900,
        itemnumber=0,
        gradepass=2,
        categoryid=1,
    )
    kept = (await told(gateway, "core_course_get_course_module", by="teacher", cmid=900))["cm"]
    assert (kept["grade"], kept["scale"], kept["gradepass"], kept["gradecat"]) == (-90, "Poor,Good", "2.00", 1)
    assert (kept["idnumber"], kept["advancedgrading"]) == ("as9", [{"area": "submissions", "method": None}])
    seen = (await told(gateway, "core_course_get_course_module_by_instance", module="assign", instance=900))["cm"]
    assert (seen["name"], seen["sectionnum"], seen["completion"]) == ("assign &amp; 900", 1, 1)
    assert not {"idnumber", "grade", "added"} & seen.keys()


async def test_an_activity_that_is_hidden_or_not_there_is_not_told(gateway: Gateway) -> None:
    place(gateway, 900, "page", cm={"visible": 0})
    assert await refused(gateway, "core_course_get_course_module", cmid=900) == "requireloginerror"
    assert await refused(gateway, "core_course_get_course_module", cmid=999) == "invalidrecordunknown"
    assert await refused(gateway, "core_course_get_course_module_by_instance", module="page", instance=999) == "invalidrecordunknown"


async def test_settings_and_files_that_are_new_are_changes(gateway: Gateway) -> None:
    contextid = place(gateway, 900, "page")
    add_file(gateway, contextid, "mod_page", "a.txt", "text/plain")
    place(gateway, 901, "page", timemodified=SINCE)
    place(gateway, 902, "page", cm={"visible": 0})
    found = await changes(gateway)
    assert list(found) == [900]
    assert [update["name"] for update in found[900]] == ["configuration", "contentfiles"]
    assert [update["name"] for update in (await changes(gateway, filter=["fileareas"]))[900]] == ["contentfiles"]
    assert 902 in await changes(gateway, by="teacher")


async def test_what_people_did_is_told_to_themselves_and_to_those_who_grade(gateway: Gateway) -> None:
    place(gateway, 900, "assign", timemodified=1)
    add(gateway, assign_submission, id=7, assignment=900, userid=STUDENT, timemodified=9, status="submitted")
    add(gateway, assign_grades, id=8, assignment=900, userid=STUDENT, timemodified=9)
    add(gateway, course_modules_completion, coursemoduleid=900, userid=STUDENT, completionstate=1, timemodified=9)
    add(gateway, grade_items, id=91, courseid=ALGEBRA, itemtype="mod", itemmodule="assign", iteminstance=900)
    add(gateway, grade_grades, itemid=91, userid=STUDENT, timemodified=9)
    own = [(update["name"], update.get("itemids")) for update in (await changes(gateway))[900]]
    assert own == [("completion", None), ("gradeitems", [91]), ("submissions", [7]), ("grades", [8])]
    graders = [(update["name"], update["itemids"]) for update in (await changes(gateway, by="teacher"))[900]]
    assert graders == [("usersubmissions", [7]), ("usergrades", [8])]


async def test_discussions_of_other_groups_are_kept_from_those_who_are_apart(gateway: Gateway) -> None:
    place(gateway, 900, "forum", timemodified=1)
    for number, groupid in ((1, -1), (2, 1), (3, 77)):
        add(gateway, forum_discussions, id=number, forum=900, firstpost=10 + number, groupid=groupid, timemodified=9, course=ALGEBRA)
    assert (await changes(gateway))[900] == [{"name": "discussions", "itemids": [13, 12, 11]}]
    statement(gateway, update(course_modules).where(course_modules.c.id == 900).values(groupmode=1))
    assert (await changes(gateway))[900] == [{"name": "discussions", "itemids": [12, 11]}]
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmodeforce=1, groupmode=2))
    assert (await changes(gateway))[900] == [{"name": "discussions", "itemids": [13, 12, 11]}]


async def test_what_is_written_in_activities(gateway: Gateway) -> None:
    kinds = {910: "data", 911: "glossary", 912: "wiki", 913: "book", 914: "choice", 915: "choice", 916: "chat"}
    for cmid, kind in kinds.items():
        more: dict[str, Any] = {"showresults": 1, "allowupdate": int(cmid == 914)} if kind == "choice" else {}
        place(gateway, cmid, kind, **more)
    statement(gateway, update(data).where(data.c.id == 910).values(approval=1))
    statement(gateway, update(wiki).where(wiki.c.id == 912).values(wikimode="collaborative"))
    add(gateway, wiki_subwikis, id=1, wikiid=912)
    changed = {"timecreated": 1, "timemodified": SINCE + 1}
    add(gateway, wiki_pages, id=4, subwikiid=1, title="t", cachedcontent="", **changed)
    for number, (author, approved) in enumerate(((STUDENT, 0), (TEACHER, 1), (TEACHER, 0)), start=1):
        add(gateway, data_records, id=number, dataid=910, userid=author, approved=approved, **changed)
        add(gateway, glossary_entries, id=number, glossaryid=911, userid=author, approved=approved, concept="c", definition="", **changed)
        add(gateway, book_chapters, id=number, bookid=913, hidden=1 - approved, title="t", content="", **changed)
    for cmid in (914, 915):
        add(gateway, choice_answers, id=cmid, choiceid=cmid, userid=STUDENT, optionid=1, timemodified=SINCE + 1)
    same = {"contextid": 1000 + 11, "userid": TEACHER, "itemid": 1}
    add(gateway, comments, id=7, component="mod_glossary", commentarea="glossary_entry", content="", timecreated=SINCE + 1, **same)
    add(gateway, rating, id=8, component="mod_glossary", ratingarea="entry", scaleid=5, rating=1, **changed, **same)

    def written(found: dict[int, list[dict[str, Any]]]) -> dict[int, dict[str, list[int]]]:
        return {
            cmid: {update["name"]: update["itemids"] for update in found[cmid] if "itemids" in update} for cmid in kinds if cmid in found
        }

    mine = written(await changes(gateway))
    assert mine == {
        910: {"entries": [1, 2]},
        911: {"comments": [7], "entries": [2]},
        912: {"pages": [4]},
        913: {"entries": [2]},
        914: {"answers": [914]},
    }
    of_teachers = written(await changes(gateway, "teacher"))
    assert of_teachers[910] == {"entries": [1, 2, 3]}
    assert of_teachers[911] == {"comments": [7], "ratings": [8], "entries": [1, 2, 3]}
    assert of_teachers[913] == {"entries": [1, 2, 3]}
    assert of_teachers[914] == {}, "whoever has not answered sees no results"


async def test_what_is_done_in_activities_is_told_to_whoever_did_it_and_to_those_who_see_reports(gateway: Gateway) -> None:
    for cmid, kind in {920: "quiz", 921: "lesson", 922: "workshop", 923: "scorm", 924: "survey", 925: "feedback"}.items():
        place(gateway, cmid, kind)
    late = SINCE + 1
    for number, version, status in ((1, 1, "ready"), (2, 2, "ready"), (3, 3, "draft")):
        add(gateway, question, id=number, name="q", timecreated=late, timemodified=1)
        add(gateway, question_versions, questionbankentryid=5, version=version, questionid=number, status=status)
    for slot, wanted in ((1, None), (2, 1)):
        add(gateway, quiz_slots, id=slot, quizid=920, slot=slot)
        add(gateway, question_references, component="mod_quiz", questionarea="slot", itemid=slot, questionbankentryid=5, version=wanted)
    add(gateway, lesson_pages, id=1, lessonid=921, title="p", timecreated=late)
    add(gateway, lesson_pages, id=2, lessonid=921, title="old", timecreated=1)
    for number, person in ((1, STUDENT), (2, TEACHER)):
        add(gateway, quiz_attempts, id=number, quiz=920, userid=person, timemodified=late, uniqueid=number)
        add(gateway, lesson_timer, id=number, lessonid=921, userid=person, starttime=1, lessontime=late)
        add(gateway, workshop_submissions, id=number, workshopid=922, authorid=person, timemodified=late, title="s")
        add(gateway, scorm_attempt, id=number, scormid=923, userid=person)
        add(gateway, scorm_scoes_value, id=number, attemptid=number, timemodified=late)
        add(gateway, survey_answers, id=number, survey=924, userid=person, time=late)
        add(gateway, feedback_completed, id=number, feedback=925, userid=person, timemodified=late)
    add(gateway, workshop_assessments, id=7, submissionid=1, reviewerid=TEACHER, timecreated=late)

    def done(found: dict[int, list[dict[str, Any]]]) -> dict[int, dict[str, list[int]]]:
        return {cmid: {update["name"]: update["itemids"] for update in found[cmid] if "itemids" in update} for cmid in range(920, 926)}

    own = [{"questions": [1, 2], "attempts": [1]}, {"pages": [1], "timers": [1]}, {"submissions": [1], "assessments": [7]}, {"tracks": [1]}]
    assert list(done(await changes(gateway)).values()) == [*own, {"answers": [1]}, {"attemptsfinished": [1]}]
    told_teacher = done(await changes(gateway, "teacher"))
    assert told_teacher[920] == {"questions": [1, 2], "attempts": [2], "userattempts": [1, 2]}
    assert told_teacher[922] == {"submissions": [2], "assessments": [7], "usersubmissions": [1, 2], "userassessments": [7]}
    assert told_teacher[921]["usertimers"] == told_teacher[924]["useranswers"] == told_teacher[925]["userattemptsfinished"] == [1, 2]


async def test_the_work_of_separate_groups_is_told_to_those_who_are_in_them(gateway: Gateway) -> None:
    place(gateway, 920, "quiz", cm={"groupmode": 1})
    for number, person in ((1, STUDENT), (2, STUDENT2)):
        add(gateway, quiz_attempts, id=number, quiz=920, userid=person, timemodified=SINCE + 1, uniqueid=number)
    statement(gateway, delete(groups_members).where(groups_members.c.userid == STUDENT2))

    async def seen() -> list[int]:
        found = (await changes(gateway, "teacher"))[920]
        return [itemid for update in found if update["name"] == "userattempts" for itemid in update["itemids"]]

    assert await seen() == [1], "whoever is in no group takes part in none"
    permit(gateway, "moodle/site:accessallgroups", -1, roleid=EDITING_TEACHER)
    assert await seen() == []
    add(gateway, groups_members, groupid=1, userid=TEACHER, timeadded=1)
    assert await seen() == [1]
    statement(gateway, update(groups).where(groups.c.id == 1).values(visibility=3))
    permit(gateway, "moodle/course:viewhiddengroups", 1, roleid=EDITING_TEACHER)
    assert await seen() == [1]
    permit(gateway, "moodle/course:viewhiddengroups", -1, roleid=EDITING_TEACHER)
    assert await seen() == []


async def test_what_cannot_be_looked_at_is_warned_of(gateway: Gateway) -> None:
    place(gateway, 900, "page")
    place(gateway, 901, "page", cm={"visible": 0})
    wanted = [{"contextlevel": "module", "id": number, "since": SINCE} for number in (900, 901, 999)]
    tocheck = [*wanted, {"contextlevel": "course", "id": ALGEBRA, "since": SINCE}]
    answer = await told(gateway, "core_course_check_updates", courseid=ALGEBRA, tocheck=tocheck)
    assert [entry["id"] for entry in answer["instances"]] == [900]
    codes = {warning["itemid"]: warning["warningcode"] for warning in answer["warnings"]}
    assert codes == {901: "nonuservisible", 999: "cmidnotincourse", ALGEBRA: "contextlevelnotsupported"}


async def test_the_changes_of_many_activities_take_as_many_statements_as_those_of_few(gateway: Gateway) -> None:
    async def statements() -> int:
        with counted(gateway.store) as made:
            value(await call(gateway, "core_course_get_updates_since", {"courseid": ALGEBRA, "since": 1}, by="admin"))
        return len(made)

    place(gateway, 900, "page")
    await statements()
    few = await statements()
    for number in range(901, 911):
        place(gateway, number, "page")
    assert await statements() == few
