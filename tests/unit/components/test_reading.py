"""What clients read of messages, events, notes, badges, blogs, comments, completion, grades and activities."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import insert, select, update

from gateway.access import contexts
from gateway.access.contexts import Level
from gateway.components.core_badges.tables import badge, badge_issued
from gateway.components.core_blog.tables import blog_association, post
from gateway.components.core_calendar.tables import event
from gateway.components.core_comment.tables import comments
from gateway.components.core_filters.tables import filter_active
from gateway.components.core_grades.tables import grade_grades, grade_items
from gateway.components.core_message.tables import (
    message_contact_requests,
    message_contacts,
    message_conversation_members,
    message_conversations,
    message_user_actions,
    messages,
    notifications,
)
from gateway.components.mod_data.tables import data_records
from gateway.components.mod_glossary.tables import glossary_entries
from gateway.components.mod_page.tables import page
from gateway.components.mod_wiki.tables import wiki_pages, wiki_subwikis
from gateway.server.host import Gateway
from gateway.store.rows import insert_missing
from gateway.store.tables.courses import course, course_modules, course_sections, modules
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import ALGEBRA, STUDENT, STUDENT2, TEACHER, add, place, refused, told

SECTION = 900


@pytest.fixture
def conversation(gateway: Gateway) -> None:
    """The teacher has written to the student."""
    add(gateway, message_conversations, id=50, type=1, convhash="x", enabled=1)
    for userid in (TEACHER, STUDENT):
        add(gateway, message_conversation_members, conversationid=50, userid=userid)
    add(gateway, messages, id=60, useridfrom=TEACHER, conversationid=50, fullmessage="a < b", fullmessageformat=2, timecreated=5)


@pytest.mark.usefixtures("conversation")
async def test_unread_conversations_are_counted_until_they_are_read(gateway: Gateway) -> None:
    assert await told(gateway, "core_message_get_unread_conversations_count", useridto=STUDENT) == 1
    assert await told(gateway, "core_message_get_unread_conversations_count", by="teacher", useridto=0) == 0
    assert (await told(gateway, "core_message_get_unread_conversation_counts", userid=0))["types"]["1"] == 1
    add(gateway, message_user_actions, userid=STUDENT, messageid=60, action=1)
    assert await told(gateway, "core_message_get_unread_conversations_count", useridto=STUDENT) == 0
    assert (await told(gateway, "core_message_get_conversation_counts", userid=0))["types"]["1"] == 1


@pytest.mark.usefixtures("conversation")
async def test_messages_of_the_receiver_and_the_sender(gateway: Gateway) -> None:
    asked: dict[str, Any] = {"useridto": STUDENT, "useridfrom": TEACHER, "type": "conversations", "read": 0}
    for by in ("student", "teacher", "admin"):
        (message,) = (await told(gateway, "core_message_get_messages", by=by, **asked))["messages"]
        assert (message["text"], message["userfromfullname"], message["timeread"]) == ("<p>a &lt; b</p>", "Tess Teacher", None)
    assert await refused(gateway, "core_message_get_messages", by="student2", **asked) == "accessdenied"
    assert await refused(gateway, "core_message_get_messages", **{**asked, "type": "x"}) == "invalidparameter"
    assert (await told(gateway, "core_message_get_messages", **{**asked, "read": 1}))["messages"] == []


async def test_notifications_are_counted_until_they_are_read(gateway: Gateway) -> None:
    for number, read in ((1, None), (2, 7)):
        add(gateway, notifications, id=number, useridfrom=-10, useridto=STUDENT, subject="s", timeread=read)
    assert await told(gateway, "core_message_get_unread_notification_count", useridto=STUDENT) == 1
    assert await told(gateway, "message_popup_get_unread_popup_notification_count", useridto=STUDENT) == 1
    found = await told(gateway, "core_message_get_messages", useridto=STUDENT, type="notifications", read=2)
    assert [entry["id"] for entry in found["messages"]] == [2, 1]


async def test_contacts_and_requests_for_contact(gateway: Gateway) -> None:
    add(gateway, message_contacts, userid=TEACHER, contactid=STUDENT)
    add(gateway, message_contact_requests, userid=STUDENT2, requesteduserid=STUDENT)
    assert [one["id"] for one in await told(gateway, "core_message_get_user_contacts", userid=STUDENT)] == [TEACHER]
    assert [one["id"] for one in await told(gateway, "core_message_get_contact_requests", userid=STUDENT)] == [STUDENT2]
    assert await told(gateway, "core_message_get_received_contact_requests_count", userid=STUDENT) == 1
    assert await refused(gateway, "core_message_get_blocked_users", by="teacher", userid=STUDENT) == "nopermissions"


async def test_messages_can_be_switched_off(gateway: Gateway) -> None:
    set_config(gateway, messaging="0")
    assert await refused(gateway, "core_message_get_unread_conversations_count", useridto=STUDENT) == "disabled"
    assert await refused(gateway, "core_message_get_messages", useridto=STUDENT) == "disabled"


async def test_events_of_courses_of_the_site_and_of_oneself(gateway: Gateway) -> None:
    rows: list[dict[str, Any]] = [
        {"id": 1, "name": "Exam", "courseid": ALGEBRA, "userid": 2, "eventtype": "course", "timestart": 300},
        {"id": 2, "name": "Site", "courseid": 1, "userid": 2, "eventtype": "site", "timestart": 200},
        {"id": 3, "name": "Mine", "courseid": 0, "userid": STUDENT, "eventtype": "user", "timestart": 100},
        {"id": 4, "name": "Hidden", "courseid": 1, "userid": 2, "eventtype": "site", "timestart": 1, "visible": 0},
    ]
    for row in rows:
        add(gateway, event, **{"visible": 1, "format": 1, **row})

    async def ids(by: str = "student", **asked: object) -> list[int]:
        return [one["id"] for one in (await told(gateway, "core_calendar_get_calendar_events", by=by, **asked))["events"]]

    assert await ids() == [3, 2]
    assert await ids(events={"courseids": [ALGEBRA]}) == [3, 2, 1]
    assert await ids(by="wsuser", events={"courseids": [ALGEBRA], "eventids": [1, 2, 3]}) == [2]
    assert await ids(options={"timestart": 150, "timeend": 250}) == [2]
    assert await ids(options={"userevents": False, "siteevents": False, "ignorehidden": False}) == []


async def test_notes_by_who_may_read_them(gateway: Gateway) -> None:
    for number, state in enumerate(("site", "public", "draft"), start=1):
        same = {"module": "notes", "userid": STUDENT, "courseid": ALGEBRA, "usermodified": TEACHER, "format": 1}
        add(gateway, post, id=number, content=state, publishstate=state, **same)
    found = await told(gateway, "core_notes_get_course_notes", by="teacher", courseid=ALGEBRA, userid=STUDENT)
    assert [[one["id"] for one in found[f"{kind}notes"]] for kind in ("site", "course", "personal")] == [[1], [2], [3]]
    assert (await told(gateway, "core_notes_get_course_notes", by="admin", courseid=ALGEBRA, userid=STUDENT))["personalnotes"] == []
    assert await refused(gateway, "core_notes_get_course_notes", courseid=ALGEBRA) == "nopermissions"
    set_config(gateway, enablenotes="0")
    assert await refused(gateway, "core_notes_get_course_notes", by="teacher", courseid=ALGEBRA) == "notesdisabled"


async def test_badges_of_oneself_and_of_others(gateway: Gateway) -> None:
    add(gateway, badge, id=1, name="Star", issuername="We", issuerurl="http://x.test", message="m", messagesubject="s")
    add(gateway, badge_issued, id=1, badgeid=1, userid=STUDENT, uniquehash="abc", dateissued=5, visible=0)
    (own,) = (await told(gateway, "core_badges_get_user_badges"))["badges"]
    assert (own["name"], own["email"], own["uniquehash"]) == ("Star", "student@example.com", "abc")
    assert (await told(gateway, "core_badges_get_user_badges", by="teacher", userid=STUDENT))["badges"] == []
    set_config(gateway, enablebadges="0")
    assert await refused(gateway, "core_badges_get_user_badges") == "badgesdisabled"


async def test_entries_of_blogs_by_who_may_read_them(gateway: Gateway) -> None:
    for number, state in enumerate(("public", "site", "draft"), start=1):
        same = {"module": "blog", "userid": TEACHER, "subject": "S", "summary": state, "summaryformat": 1}
        add(gateway, post, id=number, publishstate=state, lastmodified=number, **same)

    async def ids(by: str, **asked: object) -> list[int]:
        found = await told(gateway, "core_blog_get_entries", by=by, **asked)
        assert found["totalentries"] >= len(found["entries"])
        return [one["id"] for one in found["entries"]]

    assert await ids("student") == [2]
    assert await ids("teacher") == [3, 2, 1]
    assert await ids("teacher", perpage=1, page=1) == [2]
    assert await ids("admin", filters=[{"name": "search", "value": "PUB"}]) == [1]
    assert await ids("student", filters=[{"name": "tag", "value": "of nothing"}]) == [2]
    assert await ids("student", filters=[{"name": "courseid", "value": str(ALGEBRA)}]) == []
    place = gateway.store.run_here(lambda work: contexts.by_instance(work.db, Level.COURSE, ALGEBRA).id, write=False)
    add(gateway, blog_association, contextid=place, blogid=2)
    assert await ids("student", filters=[{"name": "courseid", "value": str(ALGEBRA)}]) == [2]
    set_config(gateway, bloglevel="5")
    assert await ids("student") == [2, 1]
    set_config(gateway, bloglevel="1")
    assert await ids("student") == []
    assert await refused(gateway, "core_blog_get_entries", filters=[{"name": "x", "value": "1"}]) == "errorinvalidparam"
    assert await refused(gateway, "core_blog_get_entries", filters=[{"name": "courseid", "value": str(ALGEBRA)}]) == "siteblogdisable"


async def test_blogs_of_a_group_are_for_its_members(gateway: Gateway) -> None:
    filters = [{"name": "groupid", "value": "1"}]
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(groupmode=1))
    assert await refused(gateway, "core_blog_get_entries", by="student2", filters=filters) == "notmemberofgroup"
    assert (await told(gateway, "core_blog_get_entries", filters=filters))["entries"] == []


async def test_comments_page_by_page(gateway: Gateway) -> None:
    place = contexts.by_instance
    contextid = gateway.store.run_here(lambda work: place(work.db, Level.COURSE, ALGEBRA).id, write=False)
    for number in range(17):
        same = {"contextid": contextid, "component": "block_comments", "commentarea": "page_comments", "itemid": 0, "format": 1}
        add(gateway, comments, content=f"<b>{number}</b>", userid=STUDENT, timecreated=number, **same)
    asked: dict[str, Any] = {
        "contextlevel": "course",
        "instanceid": ALGEBRA,
        "component": "block_comments",
        "itemid": 0,
        "area": "page_comments",
    }
    found = await told(gateway, "core_comment_get_comments", **asked, page=1)
    contents = [comment["content"] for comment in found["comments"]]
    assert (found["count"], contents) == (17, [f'<div class="no-overflow"><b>{number}</b></div>' for number in (1, 0)])
    assert (found["comments"][0]["delete"], found["canpost"]) == (True, True)
    assert await refused(gateway, "core_comment_get_comments", by="wsuser", **asked) == "requireloginerror"


async def test_comments_on_entries(gateway: Gateway) -> None:
    place(gateway, 950, "data", comments=1, approval=1)
    place(gateway, 951, "glossary", allowcomments=0)
    place(gateway, 952, "wiki")
    add(gateway, wiki_subwikis, id=1, wikiid=952)
    add(gateway, wiki_pages, id=1, subwikiid=1, title="t", cachedcontent="")
    add(gateway, glossary_entries, id=1, glossaryid=951, userid=STUDENT, concept="c", definition="", approved=1)
    for number, (author, approved) in enumerate(((STUDENT, 0), (TEACHER, 1), (TEACHER, 0)), start=1):
        add(gateway, data_records, id=number, userid=author, dataid=950, approved=approved)

    def asked(cmid: int, component: str, area: str, itemid: int) -> dict[str, Any]:
        return {"contextlevel": "module", "instanceid": cmid, "component": component, "area": area, "itemid": itemid}

    for readable in (
        asked(950, "mod_data", "database_entry", 1),
        asked(950, "mod_data", "database_entry", 2),
        asked(952, "mod_wiki", "wiki_page", 1),
    ):
        assert (await told(gateway, "core_comment_get_comments", **readable))["canpost"]
    for closed in (asked(950, "mod_data", "database_entry", 3), asked(951, "mod_glossary", "glossary_entry", 1)):
        assert await refused(gateway, "core_comment_get_comments", **closed) == "nopermissions"
    gone = asked(950, "mod_data", "database_entry", 9)
    assert await refused(gateway, "core_comment_get_comments", **gone) == "invalidcommentitemid"


async def test_filters_as_installed_and_as_set(gateway: Gateway) -> None:
    assert [one["filter"] for one in (await told(gateway, "core_filters_get_all_states"))["filters"]][:2] == ["displayh5p", "activitynames"]
    add(gateway, filter_active, filter="emoticon", contextid=1, active=-1, sortorder=1)
    (only,) = (await told(gateway, "core_filters_get_all_states"))["filters"]
    assert (only["filter"], only["state"], only["contextlevel"]) == ("emoticon", -1, "system")


@pytest.fixture
def newton(gateway: Gateway) -> None:
    """A page in the course of the student, completed by hand, and one that is hidden."""

    def make(work: Any) -> None:
        db = work.db
        insert_missing(db, modules, {"name": "page"}, {})
        module = db.execute(select(modules.c.id).where(modules.c.name == "page")).scalar_one()
        db.execute(insert(course_sections).values(id=SECTION, course=ALGEBRA, section=90, sequence="801,800"))
        place = contexts.by_instance(db, Level.COURSE, ALGEBRA)
        for number, name, visible in ((800, "Newton", 1), (801, "Secret", 0)):
            db.execute(
                insert(page).values(id=number, course=ALGEBRA, name=name, intro="<p>i</p>", introformat=1, content="c", contentformat=1)
            )
            own = {"course": ALGEBRA, "module": module, "instance": number, "section": SECTION, "completion": 1}
            db.execute(insert(course_modules).values(id=number, visible=visible, **own))
            contexts.create(db, Level.MODULE, number, place)

    gateway.store.run_here(make, write=True)


@pytest.mark.usefixtures("newton")
async def test_activities_that_the_caller_sees_with_a_warning_for_courses_that_they_do_not(gateway: Gateway) -> None:
    async def names(by: str, courseids: list[int]) -> list[str]:
        return [one["name"] for one in (await told(gateway, "mod_page_get_pages_by_courses", by=by, courseids=courseids))["pages"]]

    assert await names("student", [ALGEBRA]) == ["Newton"]
    assert await names("student", []) == ["Newton"]
    assert await names("teacher", [ALGEBRA]) == ["Secret", "Newton"]
    found = await told(gateway, "mod_page_get_pages_by_courses", by="wsuser", courseids=[ALGEBRA, 99])
    assert (found["pages"], [one["itemid"] for one in found["warnings"]]) == ([], [ALGEBRA, 99])


@pytest.mark.usefixtures("newton")
async def test_what_somebody_has_completed(gateway: Gateway) -> None:
    asked: dict[str, Any] = {"courseid": ALGEBRA, "userid": STUDENT}
    found = await told(gateway, "core_completion_get_activities_completion_status", **asked)
    assert [(one["cmid"], one["state"], one["isautomatic"]) for one in found["statuses"]] == [(800, 0, False)]
    assert await refused(gateway, "core_completion_get_activities_completion_status", by="student2", **asked) == "nopermissions"
    assert await refused(gateway, "core_completion_get_course_completion_status", **asked) == "cannotviewreport"
    statement(gateway, update(course).values(enablecompletion=1))
    assert await refused(gateway, "core_completion_get_course_completion_status", **asked) == "nocriteriaset"


async def test_grades_of_courses(gateway: Gateway) -> None:
    statement(gateway, grade_items.delete())
    add(gateway, grade_items, id=70, courseid=ALGEBRA, itemtype="course", gradetype=1, grademax=100)
    add(gateway, grade_grades, id=71, itemid=70, userid=STUDENT, finalgrade=87.5)

    async def grade(by: str = "student") -> tuple[str, str | None]:
        rows = (await told(gateway, "gradereport_overview_get_course_grades", by=by, userid=STUDENT))["grades"]
        return next((row["grade"], row["rawgrade"]) for row in rows if row["courseid"] == ALGEBRA)

    assert await grade() == ("87.50", "87.50000")
    statement(gateway, update(grade_grades).values(hidden=1))
    assert await grade() == ("-", None)
    assert await grade("admin") == ("87.50", "87.50000")
    assert await refused(gateway, "gradereport_overview_get_course_grades", by="teacher", userid=STUDENT) == "nopermissions"
