"""Editing courses: sections and activities are hidden, moved, copied and deleted, and pages are told what has changed."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from gateway.components.core_favourites.tables import favourite
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_grading.tables import (
    grading_areas,
    grading_definitions,
    gradingform_rubric_criteria,
    gradingform_rubric_levels,
)
from gateway.components.core_question.tables import question_references
from gateway.components.core_tag.tables import tag
from gateway.components.mod_choice.tables import choice, choice_answers, choice_options
from gateway.components.mod_forum.tables import forum, forum_discussions, forum_posts
from gateway.components.mod_lesson.tables import lesson_answers, lesson_pages
from gateway.components.mod_quiz.tables import quiz_grade_items, quiz_slots
from gateway.components.mod_subsection.tables import subsection
from gateway.server.host import Gateway
from gateway.store.tables.access import context
from gateway.store.tables.courses import course, course_modules, course_sections, modules
from gateway.store.tables.files import files
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import ALGEBRA, SECOND_SECTION, STUDENT, add, add_file, place, refused, told

TALK, TASK, VOTE = 900, 901, 902


def rows(gateway: Gateway, query: Any) -> list[Any]:
    return list(gateway.store.run_here(lambda transaction: transaction.db.execute(query).all(), write=False))


@pytest.fixture(autouse=True)
def activities(gateway: Gateway) -> None:
    """A forum, an assignment and a choice in the second section, in this order."""
    place(gateway, TALK, "forum", type="general")
    place(gateway, TASK, "assign")
    place(gateway, VOTE, "choice")
    order(gateway, TALK, TASK, VOTE)


def order(gateway: Gateway, *cmids: int) -> None:
    text = ",".join(map(str, cmids))
    statement(gateway, update(course_sections).where(course_sections.c.id == SECOND_SECTION).values(sequence=text))


async def edit(gateway: Gateway, action: str, *ids: int, by: str = "teacher", **more: Any) -> list[dict[str, Any]]:
    given = {"action": action, "courseid": ALGEBRA, "ids": list(ids), **more}
    return list(json.loads(await told(gateway, "core_courseformat_update_course", by=by, **given)))


async def state(gateway: Gateway, by: str = "teacher") -> dict[str, Any]:
    return dict(json.loads(await told(gateway, "core_courseformat_get_state", by=by, courseid=ALGEBRA)))


async def lists(gateway: Gateway, by: str = "teacher") -> dict[int, list[int]]:
    """The activities of each section, by its number."""
    return {section["number"]: [int(cmid) for cmid in section["cmlist"]] for section in (await state(gateway, by))["section"]}


def changed(updates: list[dict[str, Any]]) -> list[tuple[str, str, int]]:
    return [(one["name"], one["action"], int(one["fields"]["id"])) for one in updates]


async def test_an_activity_is_hidden_shown_and_kept_off_the_page(gateway: Gateway) -> None:
    ((hidden),) = await edit(gateway, "cm_hide", TASK)
    assert (hidden["fields"]["visible"], hidden["fields"]["accessvisible"]) == (False, False)
    assert (await lists(gateway, "student"))[1] == [TALK, VOTE]
    assert (await lists(gateway))[1] == [TALK, TASK, VOTE]
    set_config(gateway, allowstealth="1")
    ((stealth),) = await edit(gateway, "cm_stealth", TASK)
    assert (stealth["fields"]["visible"], stealth["fields"]["stealth"]) == (True, True)
    assert (await lists(gateway, "student"))[1] == [TALK, VOTE]
    ((shown),) = await edit(gateway, "cm_show", TASK)
    assert (shown["fields"]["stealth"], (await lists(gateway, "student"))[1]) == (False, [TALK, TASK, VOTE])


async def test_activities_move_before_one_another_and_between_sections(gateway: Gateway) -> None:
    first = next(section for section in (await state(gateway))["section"] if section["number"] == 0)
    there = [int(cmid) for cmid in first["cmlist"]]
    await edit(gateway, "cm_move", VOTE, TASK, targetcmid=TALK)
    assert (await lists(gateway))[1] == [TASK, VOTE, TALK]
    updates = await edit(gateway, "cm_move", TALK, targetsectionid=int(first["id"]))
    assert changed(updates)[-2:] == [("section", "put", int(first["id"])), ("section", "put", SECOND_SECTION)]
    found = await lists(gateway)
    assert (found[0], found[1]) == ([*there, TALK], [TASK, VOTE])


async def test_activities_are_indented_and_grouped(gateway: Gateway) -> None:
    for action in ("cm_moveright", "cm_moveright", "cm_moveleft", "cm_visiblegroups"):
        ((last),) = await edit(gateway, action, TASK)
    assert (last["fields"]["indent"], last["fields"]["groupmode"]) == ("1", "2")
    for action in ("cm_moveleft", "cm_moveleft", "cm_nogroups"):
        ((last),) = await edit(gateway, action, TASK)
    assert (last["fields"]["indent"], last["fields"]["groupmode"]) == (0, 0)


async def test_a_copy_has_what_teachers_made_and_nothing_that_others_did(gateway: Gateway) -> None:
    for text in ("yes", "no"):
        add(gateway, choice_options, choiceid=VOTE, text=text)
    add(gateway, choice_answers, choiceid=VOTE, optionid=1, userid=STUDENT)
    add_file(gateway, 100 + VOTE, "mod_choice", "a.png", "image/png", filearea="intro")
    of = {"courseid": ALGEBRA, "categoryid": 1, "itemtype": "mod", "itemmodule": "choice", "iteminstance": VOTE, "itemnumber": 0}
    add(gateway, grade_items, **of, id=910, itemname="Vote", gradetype=1, grademax=10.0, sortorder=3)
    add(gateway, grade_grades, itemid=910, userid=STUDENT, finalgrade=5.0)
    copy, _ = await edit(gateway, "cm_duplicate", VOTE)
    cmid = int(copy["fields"]["id"])
    assert copy["fields"]["name"] == "choice &amp; 902 (copy)"
    assert (await lists(gateway))[1] == [TALK, TASK, VOTE, cmid]
    ((instance,),) = rows(gateway, select(course_modules.c.instance).where(course_modules.c.id == cmid))
    options = select(choice_options.c.text).where(choice_options.c.choiceid == instance).order_by(choice_options.c.id)
    assert rows(gateway, options) == [("yes",), ("no",)]
    assert rows(gateway, select(choice_answers.c.id).where(choice_answers.c.choiceid == instance)) == []
    ((contextid,),) = rows(gateway, select(context.c.id).where(context.c.contextlevel == 70, context.c.instanceid == cmid))
    assert rows(gateway, select(files.c.filename).where(files.c.contextid == contextid)) == [("a.png",)]
    ((item, grademax),) = rows(gateway, select(grade_items.c.id, grade_items.c.grademax).where(grade_items.c.itemname == "Vote (copy)"))
    assert (grademax, rows(gateway, select(grade_grades.c.id).where(grade_grades.c.itemid == item))) == (10.0, [])


async def test_copies_of_quizzes_lessons_and_rubrics_are_whole(gateway: Gateway) -> None:
    place(gateway, 903, "quiz")
    add(gateway, quiz_grade_items, id=5, quizid=903, sortorder=1, name="Part")
    add(gateway, quiz_slots, id=7, quizid=903, slot=1, page=1, maxmark=1.0, quizgradeitemid=5)
    add(gateway, question_references, usingcontextid=1003, component="mod_quiz", questionarea="slot", itemid=7, questionbankentryid=4)
    place(gateway, 904, "lesson")
    for page, after in ((11, 12), (12, 0)):
        add(gateway, lesson_pages, id=page, lessonid=904, nextpageid=after, prevpageid=0, title="p", contents="")
    add(gateway, lesson_answers, id=21, lessonid=904, pageid=11, jumpto=12)
    add(gateway, grading_areas, id=31, contextid=100 + TASK, component="mod_assign", areaname="submissions", activemethod="rubric")
    add(gateway, grading_definitions, id=32, areaid=31, method="rubric", name="R", status=20, usercreated=3, usermodified=3)
    add(gateway, gradingform_rubric_criteria, id=33, definitionid=32, sortorder=1, description="c")
    add(gateway, gradingform_rubric_levels, id=34, criterionid=33, score=2.0, definition="l")
    await edit(gateway, "cm_duplicate", 903, 904, TASK)
    slot = rows(gateway, select(quiz_slots.c.id, quiz_slots.c.quizgradeitemid).where(quiz_slots.c.quizid != 903))
    assert rows(gateway, select(quiz_grade_items.c.id).where(quiz_grade_items.c.quizid != 903)) == [(slot[0][1],)]
    asked = select(question_references.c.questionbankentryid).where(question_references.c.itemid == slot[0][0])
    assert rows(gateway, asked) == [(4,)]
    pages = rows(
        gateway, select(lesson_pages.c.id, lesson_pages.c.nextpageid).where(lesson_pages.c.lessonid != 904).order_by(lesson_pages.c.id)
    )
    assert pages[0][1] == pages[1][0]
    answers = rows(gateway, select(lesson_answers.c.pageid, lesson_answers.c.jumpto).where(lesson_answers.c.lessonid != 904))
    assert answers == [(pages[0][0], pages[1][0])]
    assert len(rows(gateway, select(gradingform_rubric_levels.c.score).where(gradingform_rubric_levels.c.criterionid != 33))) == 1


async def test_a_deleted_activity_takes_along_what_people_did_in_it(gateway: Gateway) -> None:
    place(gateway, 903, "forum", type="general")
    for number, of in ((1, TALK), (2, 903)):
        add(gateway, forum_discussions, id=number, course=ALGEBRA, forum=of, firstpost=number, userid=STUDENT, name="d")
        add(gateway, forum_posts, id=number, discussion=number, userid=STUDENT, subject="s", message="m")
    item = {"courseid": ALGEBRA, "categoryid": 1, "itemtype": "mod", "itemmodule": "forum", "iteminstance": TALK, "itemnumber": 0}
    add(gateway, grade_items, **item, id=910, itemname="Talk", gradetype=1, grademax=10.0, sortorder=3)
    add(gateway, grade_grades, itemid=910, userid=STUDENT, finalgrade=5.0)
    updates = await edit(gateway, "cm_delete", TALK)
    assert changed(updates) == [("cm", "remove", TALK), ("section", "put", SECOND_SECTION)]
    assert rows(gateway, select(forum.c.id).where(forum.c.id.in_([TALK, 903]))) == [(903,)]
    assert (rows(gateway, select(forum_discussions.c.id)), rows(gateway, select(forum_posts.c.id))) == ([(2,)], [(2,)])
    assert rows(gateway, select(grade_items.c.id).where(grade_items.c.id == 910)) == []
    assert rows(gateway, select(context.c.id).where(context.c.id == 100 + TALK)) == []
    assert (await lists(gateway))[1] == [TASK, VOTE, 903]


async def test_a_section_is_hidden_with_its_activities_and_shown_as_it_was(gateway: Gateway) -> None:
    await edit(gateway, "cm_hide", TASK)
    await edit(gateway, "section_hide", SECOND_SECTION)
    assert 1 not in await lists(gateway, "student") or (await lists(gateway, "student"))[1] == []
    updates = await edit(gateway, "section_show", SECOND_SECTION)
    visible = {int(one["fields"]["id"]): one["fields"]["visible"] for one in updates if one["name"] == "cm"}
    assert visible == {TALK: True, TASK: False, VOTE: True}


async def test_sections_are_added_moved_highlighted_and_deleted(gateway: Gateway) -> None:
    before = {int(section["id"]): section["number"] for section in (await state(gateway))["section"]}
    added = await edit(gateway, "section_add", targetsectionid=SECOND_SECTION)
    new = next(int(one["fields"]["id"]) for one in added if one["name"] == "section" and int(one["fields"]["id"]) not in before)
    ((marked),) = await edit(gateway, "section_highlight", new)
    assert (marked["fields"]["number"], marked["fields"]["current"]) == (2, True)
    other = max(before, key=lambda sectionid: before[sectionid])
    await edit(gateway, "section_move_after", SECOND_SECTION, targetsectionid=new)
    numbers = {int(section["id"]): (section["number"], section["current"]) for section in (await state(gateway))["section"]}
    assert (numbers[new], numbers[SECOND_SECTION][0]) == ((1, True), 2)
    gone = await edit(gateway, "section_delete", SECOND_SECTION)
    assert changed(gone)[:4] == [
        ("cm", "remove", TALK),
        ("cm", "remove", TASK),
        ("cm", "remove", VOTE),
        ("section", "remove", SECOND_SECTION),
    ]
    left = [section["number"] for section in (await state(gateway))["section"]]
    assert left == list(range(len(before)))
    assert other == SECOND_SECTION or other in {int(section["id"]) for section in (await state(gateway))["section"]}
    await edit(gateway, "section_unhighlight", new)
    first = min(before, key=lambda sectionid: before[sectionid])
    assert changed(await edit(gateway, "section_delete", first))[0] == ("course", "put", ALGEBRA)


async def test_sections_are_folded_for_the_caller_alone(gateway: Gateway) -> None:
    assert await edit(gateway, "section_index_collapsed", SECOND_SECTION, by="student") == []
    await edit(gateway, "section_content_collapsed", SECOND_SECTION, by="student")
    await edit(gateway, "section_content_expanded", SECOND_SECTION, by="student")

    async def folded(by: str) -> list[tuple[bool, bool]]:
        found = (await state(gateway, by))["section"]
        return [(one["indexcollapsed"], one["contentcollapsed"]) for one in found if int(one["id"]) == SECOND_SECTION]

    assert (await folded("student"), await folded("teacher")) == ([(True, False)], [(False, False)])


async def test_what_cannot_be_done_is_refused(gateway: Gateway) -> None:
    name = "core_courseformat_update_course"
    for action, ids, code in (
        ("bogus", [TASK], "nopermissions"),
        ("cm_hide", [], "emptycmids"),
        ("cm_hide", [9999], "unexistingcmid"),
        ("section_hide", [], "emptysectionids"),
        ("section_hide", [9999], "unexistingsectionid"),
        ("section_move_after", [SECOND_SECTION], "unexistingsectionid"),
    ):
        assert await refused(gateway, name, by="teacher", action=action, courseid=ALGEBRA, ids=ids) == code
    for action, named in (("cm_hide", TASK), ("cm_move", TASK), ("section_hide", SECOND_SECTION), ("section_add", SECOND_SECTION)):
        assert await refused(gateway, name, action=action, courseid=ALGEBRA, ids=[named]) == "nopermissions"


async def test_a_subsection_is_made_with_its_section_copied_and_deleted_with_it(gateway: Gateway) -> None:
    statement(gateway, delete(modules).where(modules.c.name == "subsection"))
    statement(gateway, insert(modules).values(name="subsection"))
    made = json.loads(
        await told(gateway, "core_courseformat_create_module", by="teacher", courseid=ALGEBRA, modname="subsection", targetsectionnum=1)
    )
    ((inner, parent),) = [
        (int(one["fields"]["id"]), one["fields"]["parentsectionid"])
        for one in made
        if one["name"] == "section" and one["fields"]["component"]
    ]
    assert parent == str(SECOND_SECTION)
    delegated = next(one["fields"] for one in made if one["name"] == "cm" and one["fields"]["hasdelegatedsection"])
    await edit(gateway, "cm_move", TASK, targetsectionid=inner)
    copy = next(one for one in await edit(gateway, "cm_duplicate", int(delegated["id"])) if one["name"] == "cm")
    found = await lists(gateway)
    assert [len(inside) for number, inside in found.items() if number >= max(found) - 1] == [1, 1]
    for cmid in (int(delegated["id"]), int(copy["fields"]["id"])):
        await edit(gateway, "cm_delete", cmid)
    assert rows(gateway, select(subsection.c.id)) == []
    assert rows(gateway, select(course_sections.c.id).where(course_sections.c.component == "mod_subsection")) == []
    new: dict[str, Any] = {"courseid": ALGEBRA, "modname": "subsection", "targetsectionid": SECOND_SECTION, "targetcmid": TALK}
    assert await told(gateway, "core_courseformat_new_module", by="teacher", **new)
    assert (await lists(gateway))[1][1:] == [TALK, VOTE]
    form: dict[str, Any] = {"courseid": ALGEBRA, "modname": "page", "targetsectionnum": 1}
    assert await refused(gateway, "core_courseformat_create_module", by="teacher", **form) == "nopermissions"
    assert await refused(gateway, "core_courseformat_create_module", **form) == "nopermissions"


async def test_links_on_the_page_edit_one_activity_or_section(gateway: Gateway) -> None:
    assert await refused(gateway, "core_course_edit_module", action="hide", id=TALK) == "nopermissions"
    html = await told(gateway, "core_course_edit_module", by="teacher", action="hide", id=TASK)
    assert 'class="activity assign dimmed"' in html
    for action in ("show", "stealth", "groupsseparate", "groupsvisible", "groupsnone"):
        assert "assign &amp; 901" in await told(gateway, "core_course_edit_module", by="teacher", action=action, id=TASK)
    assert "(copy)" in await told(gateway, "core_course_edit_module", by="teacher", action="duplicate", id=TASK)
    assert await told(gateway, "core_course_edit_module", by="teacher", action="delete", id=TASK) == ""
    assert f'/mod/forum/view.php?id={TALK}"' in await told(gateway, "core_course_get_module", id=TALK)
    assert "choice" in await told(gateway, "core_course_edit_section", by="teacher", action="hide", id=SECOND_SECTION)
    assert await told(gateway, "core_course_edit_section", by="teacher", action="setmarker", id=SECOND_SECTION) is None
    assert rows(gateway, select(course.c.marker).where(course.c.id == ALGEBRA)) == [(1,)]
    assert await told(gateway, "core_course_edit_section", by="teacher", action="removemarker", id=SECOND_SECTION) is None
    assert await refused(gateway, "core_course_edit_module", by="teacher", action="bogus", id=TALK) == "codingerror"
    assert await refused(gateway, "core_course_edit_section", by="teacher", action="show", id=9999) == "invalidrecord"
    assert await refused(gateway, "core_course_delete_modules", by="teacher", cmids=[VOTE, 9999]) == "invalidcoursemodule"
    assert rows(gateway, select(choice.c.id).where(choice.c.id == VOTE)) == [(VOTE,)]
    assert await told(gateway, "core_course_delete_modules", by="teacher", cmids=[VOTE, VOTE]) is None
    assert rows(gateway, select(choice.c.id).where(choice.c.id == VOTE)) == []


async def test_types_of_activities_are_starred_and_recommended(gateway: Gateway) -> None:
    items = (await told(gateway, "core_course_get_course_content_items", by="teacher", courseid=ALGEBRA))["content_items"]
    task = next(item for item in items if item["name"] == "assign")
    assert (task["title"], task["archetype"], task["favourite"], task["recommended"]) == ("Assignment", 0, False, False)
    star = {"componentname": "mod_assign", "contentitemid": task["id"]}
    for _ in range(2):
        starred = await told(gateway, "core_course_add_content_item_to_user_favourites", by="teacher", **star)
    assert (starred["favourite"], len(rows(gateway, select(favourite.c.id)))) == (True, 1)
    assert not (await told(gateway, "core_course_remove_content_item_from_user_favourites", by="teacher", **star))["favourite"]
    area = {"area": "mod_assign", "id": task["id"]}
    assert (await told(gateway, "core_course_toggle_activity_recommendation", by="admin", **area))["status"]
    items = (await told(gateway, "core_course_get_course_content_items", by="teacher", courseid=ALGEBRA))["content_items"]
    assert [item["name"] for item in items if item["recommended"]] == ["assign"]
    assert not (await told(gateway, "core_course_toggle_activity_recommendation", by="admin", **area))["status"]
    assert (await told(gateway, "core_course_get_course_content_items", courseid=ALGEBRA))["content_items"] == []
    wrong = {"componentname": "mod_quiz", "contentitemid": task["id"]}
    assert await refused(gateway, "core_course_add_content_item_to_user_favourites", by="teacher", **wrong) == "invalidrecord"


async def test_files_become_activities_by_their_extensions(gateway: Gateway) -> None:
    handlers = await told(gateway, "core_courseformat_file_handlers", by="teacher", courseid=ALGEBRA)
    assert {one["module"] for one in handlers if one["extension"] == "png"} == {"label"}
    assert [one["module"] for one in handlers if one["extension"] == "*"] == ["resource"]
    assert await told(gateway, "core_courseformat_file_handlers", courseid=ALGEBRA) == []
    assert (await told(gateway, "core_course_get_activity_chooser_footer", courseid=ALGEBRA, sectionid=1)) == {"footer": False}


async def rename(gateway: Gateway, component: str, kind: str, itemid: int, value: str, by: str = "teacher") -> dict[str, Any]:
    given = {"component": component, "itemtype": kind, "itemid": str(itemid), "value": value}
    return dict(await told(gateway, "core_update_inplace_editable", by=by, **given))


async def test_activities_and_sections_are_renamed_where_they_stand(gateway: Gateway) -> None:
    of = {"courseid": ALGEBRA, "categoryid": 1, "itemtype": "mod", "itemmodule": "assign", "iteminstance": TASK, "itemnumber": 0}
    add(gateway, grade_items, **of, id=910, itemname="assign & 901", gradetype=1, grademax=10.0, sortorder=3)
    done = await rename(gateway, "core_course", "activityname", TASK, " Proofs & <b>more</b> ")
    assert (done["value"], done["itemid"], ">Proofs &amp; more</a>" in done["displayvalue"]) == ("Proofs & more", str(TASK), True)
    assert rows(gateway, select(grade_items.c.itemname).where(grade_items.c.id == 910)) == [("Proofs & more",)]
    assert (await rename(gateway, "core_course", "activityname", TASK, ""))["value"] == "Proofs & more"
    assert (await rename(gateway, "format_topics", "sectionname", SECOND_SECTION, "Week Ω"))["displayvalue"] == "Week Ω"
    assert (await rename(gateway, "format_topics", "sectionnamenl", SECOND_SECTION, ""))["value"] == ""
    found = {int(section["id"]): section["title"] for section in (await state(gateway))["section"]}
    assert found[SECOND_SECTION] == "New section"
    name = "core_update_inplace_editable"
    activity = {"component": "core_course", "itemtype": "activityname", "itemid": str(TASK), "value": "x"}
    assert await refused(gateway, name, **activity) == "nopermissions"
    assert await refused(gateway, name, by="teacher", **{**activity, "value": "x" * 256}) == "invalidparameter"
    assert await refused(gateway, name, by="teacher", **{**activity, "itemtype": "other"}) == "inplaceeditableerror"
    statement(gateway, delete(choice).where(choice.c.id == VOTE))
    assert await refused(gateway, name, by="teacher", **{**activity, "itemid": str(VOTE)}) == "invalidrecord"
    section = {"component": "format_topics", "itemtype": "sectionname", "itemid": "9999", "value": "x"}
    assert await refused(gateway, name, by="teacher", **section) == "invalidrecord"


async def test_a_tag_is_renamed_unless_another_one_has_the_name(gateway: Gateway) -> None:
    for number, text in ((901, "algebra"), (902, "number")):
        add(gateway, tag, id=number, tagcollid=1, name=text, rawname=text, userid=STUDENT)
    assert (await rename(gateway, "core_tag", "tagname", 901, "Algèbre", by="admin"))["value"] == "Algèbre"
    assert rows(gateway, select(tag.c.name, tag.c.rawname).where(tag.c.id == 901)) == [("algèbre", "Algèbre")]
    wish = {"component": "core_tag", "itemtype": "tagname", "itemid": "901", "value": "Number"}
    assert await refused(gateway, "core_update_inplace_editable", by="admin", **wish) == "namesalreadybeeingused"
    assert await refused(gateway, "core_update_inplace_editable", by="admin", **{**wish, "itemid": "999"}) == "invalidrecord"
    assert await refused(gateway, "core_update_inplace_editable", **wish) == "nopermissions"
