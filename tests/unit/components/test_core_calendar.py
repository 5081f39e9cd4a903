"""The calendar as clients show it: what asks for something, single events, and keeping them."""

from __future__ import annotations

import time
from typing import Any

import pytest
from sqlalchemy import func, select, update

from gateway.components.core_calendar.tables import event, event_subscriptions
from gateway.components.core_completion.tables import course_modules_completion
from gateway.components.mod_assign.tables import assign_plugin_config, assign_submission
from gateway.components.mod_choice.tables import choice_answers
from gateway.components.mod_feedback.tables import feedback_completed
from gateway.components.mod_forum.tables import forum_discussions
from gateway.components.mod_lesson.tables import lesson_grades, lesson_overrides
from gateway.components.mod_quiz.tables import quiz_attempts
from gateway.server.host import Gateway
from gateway.store.tables.courses import course, course_modules
from gateway.store.tables.groups import groups, groups_members
from gateway.store.tables.users import user
from gateway.wire.call import CallSettings
from tests.unit.app_fixtures import call, counted, set_config, statement, value
from tests.unit.components.site import ALGEBRA, LATER, STUDENT, STUDENT2, TEACHER, add, permit, place, refused, told

GROUP = 1
DAY = 86400
NOON = 1_700_049_600  # 15 November 2023, 12:00 UTC


def due(gateway: Gateway, number: int, kind: str = "assign", eventtype: str = "due", at: int = LATER, **more: Any) -> None:
    """An event of an activity that asks for something."""
    values = {"name": f"{kind} {number}", "format": 1, "type": 1, "timestart": at, "timesort": at, "visible": 1, **more}
    add(gateway, event, id=number, courseid=ALGEBRA, userid=TEACHER, modulename=kind, instance=number, eventtype=eventtype, **values)


@pytest.fixture
def essay(gateway: Gateway) -> None:
    """An assignment that takes texts until later."""
    place(gateway, 900, "assign", cm={"completion": 1})
    add(gateway, assign_plugin_config, assignment=900, plugin="onlinetext", subtype="assignsubmission", name="enabled", value="1")
    due(gateway, 900)


async def asked(gateway: Gateway, by: str = "student", **more: Any) -> list[dict[str, Any]]:
    events: list[dict[str, Any]] = (await told(gateway, "core_calendar_get_action_events_by_timesort", by=by, **more))["events"]
    return events


@pytest.mark.usefixtures("essay")
async def test_an_assignment_asks_those_for_a_submission_who_have_none(gateway: Gateway) -> None:
    (one,) = await asked(gateway)
    assert one["action"]["url"].endswith("/mod/assign/view.php?id=900&action=editsubmission")
    assert (one["action"]["actionable"], one["activityname"], one["instance"]) == (True, "assign &amp; 900", 900)
    assert (one["course"]["id"], one["purpose"], one["normalisedeventtype"]) == (ALGEBRA, "assessment", "course")
    assert await asked(gateway, by="teacher") == []
    add(gateway, assign_submission, assignment=900, userid=STUDENT, status="submitted", latest=1)
    assert await asked(gateway) == []


@pytest.mark.usefixtures("essay")
async def test_what_is_completed_or_hidden_asks_for_nothing(gateway: Gateway) -> None:
    statement(gateway, update(course_modules).where(course_modules.c.id == 900).values(visible=0))
    assert await asked(gateway) == []
    statement(gateway, update(course_modules).where(course_modules.c.id == 900).values(visible=1))
    add(gateway, course_modules_completion, coursemoduleid=900, userid=STUDENT, completionstate=1)
    assert await asked(gateway) == []


@pytest.mark.parametrize(
    ("kind", "values", "name"),
    [
        ("forum", {}, "View"),
        ("page", {}, "View"),
        ("choice", {"timeopen": LATER}, "View choices"),
        ("quiz", {"timeopen": LATER}, "Attempt quiz now"),
    ],
)
async def test_each_type_of_activity_asks_for_its_own(gateway: Gateway, kind: str, values: dict[str, int], name: str) -> None:
    place(gateway, 900, kind, cm={"completion": 1}, **values)
    due(gateway, 900, kind, "close")
    (one,) = await asked(gateway)
    assert (one["action"]["name"], one["action"]["actionable"]) == (name, not values)
    shown = (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=900))["event"]
    assert shown["action"] == one["action"]
    statement(gateway, update(event).where(event.c.id == 900).values(type=0))
    assert "action" not in (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=900))["event"]


async def test_what_somebody_has_answered_or_attempted_asks_for_nothing(gateway: Gateway) -> None:
    for number, kind in ((900, "choice"), (901, "quiz"), (902, "lesson")):
        place(gateway, number, kind)
        due(gateway, number, kind, "close")
    assert [one["action"]["name"] for one in await asked(gateway)] == ["View choices", "Attempt quiz now", "Start lesson"]
    add(gateway, choice_answers, choiceid=900, userid=STUDENT, optionid=1)
    add(gateway, quiz_attempts, quiz=901, userid=STUDENT, attempt=1, uniqueid=1, layout="", state="finished")
    add(gateway, lesson_grades, lessonid=902, userid=STUDENT, completed=1)
    assert await asked(gateway) == []
    assert len(await asked(gateway, by="student2")) == 3


@pytest.mark.parametrize(
    ("more", "kind", "name"),
    [
        ({}, "feedback", "Answer the questions"),
        ({"timeavailablefrom": LATER}, "data", "Add"),
        ({}, "scorm", "Enter"),
        ({}, "workshop", "View workshop summary"),
    ],
)
async def test_further_types_of_activities_ask_students(gateway: Gateway, more: dict[str, Any], kind: str, name: str) -> None:
    place(gateway, 900, kind, **more)
    due(gateway, 900, kind, "close")
    (one,) = await asked(gateway)
    assert (one["action"]["name"], one["action"]["actionable"]) == (name, not more)
    assert len(await asked(gateway, by="teacher")) == int(kind in ("data", "workshop"))


async def test_a_forum_tells_how_many_posts_it_takes_to_complete_it(gateway: Gateway) -> None:
    place(gateway, 900, "forum", completiondiscussions=2, completionposts=3)
    due(gateway, 900, "forum")
    (one,) = await asked(gateway)
    assert (one["action"]["itemcount"], one["action"]["showitemcount"]) == (5, True)
    add(gateway, forum_discussions, id=900, course=ALGEBRA, forum=900, name="x", userid=STUDENT)
    (one,) = await asked(gateway)
    assert one["action"]["itemcount"] == 3


async def test_the_event_of_an_override_replaces_that_of_the_course(gateway: Gateway) -> None:
    place(gateway, 900, "quiz")
    due(gateway, 900, "quiz", "close")
    own = {"name": "quiz 900", "type": 1, "eventtype": "close", "modulename": "quiz", "instance": 900, "visible": 1}
    add(gateway, event, id=901, courseid=ALGEBRA, groupid=GROUP, priority=1, timestart=LATER + 1, timesort=LATER + 1, **own)
    assert [one["id"] for one in await asked(gateway)] == [901]
    assert [one["id"] for one in await asked(gateway, by="student2")] == [900]
    add(gateway, event, id=902, userid=STUDENT, priority=0, timestart=LATER + 2, timesort=LATER + 2, **own)
    (one,) = await asked(gateway)
    assert (one["id"], one["course"]["id"], one["timesort"]) == (902, ALGEBRA, LATER + 2)


async def test_events_of_categories_are_for_those_with_courses_in_them(gateway: Gateway) -> None:
    category = int(str(statement(gateway, select(course.c.category).where(course.c.id == ALGEBRA))))
    add(gateway, event, id=70, name="Fair", eventtype="category", categoryid=category, userid=TEACHER, timestart=LATER, visible=1)
    found = await told(gateway, "core_calendar_get_calendar_events")
    assert [(one["id"], one["categoryid"]) for one in found["events"]] == [(70, category)]
    assert (await told(gateway, "core_calendar_get_calendar_events", by="wsuser"))["events"] == []
    shown = (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=70))["event"]
    assert (shown["iscategoryevent"], shown["icon"]["key"]) == (True, "i/categoryevent")
    assert shown["url"] == shown["category"]["url"]
    assert shown["category"]["nestedname"] == f'<a href="{shown["url"]}">{shown["category"]["name"]}</a>'


async def test_an_imported_event_tells_where_it_is_from_and_can_be_changed_unless_it_is_fetched(gateway: Gateway) -> None:
    add(gateway, event_subscriptions, id=5, url="", userid=STUDENT, eventtype="user", name="Old life")
    event_values = {"eventtype": "user", "userid": STUDENT, "timestart": LATER, "timesort": 0, "visible": 1}
    add(gateway, event, id=70, name="Trip", subscriptionid=5, **event_values)

    async def shown() -> dict[str, Any]:
        found: dict[str, Any] = (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=70))["event"]
        return found

    one = await shown()
    assert one["subscription"] == {"displayeventsource": True, "subscriptionname": "Old life"}
    assert (one["canedit"], one["candelete"], one["timesort"], one["timeusermidnight"]) == (True, True, LATER, 0)
    statement(gateway, update(event_subscriptions).values(url="http://elsewhere.example/x.ics"))
    one = await shown()
    assert one["subscription"]["subscriptionurl"] == "http://elsewhere.example/x.ics"
    assert (one["canedit"], one["candelete"]) == (False, False)
    set_config(gateway, calendar_showicalsource="0")
    assert (await shown())["subscription"] == {"displayeventsource": False}


async def test_an_activity_hides_its_events_from_those_it_is_hidden_from(gateway: Gateway) -> None:
    place(gateway, 900, "page", cm={"visible": 0})
    due(gateway, 900, "page", "expectcompletionon")
    assert await refused(gateway, "core_calendar_get_calendar_event_by_id", eventid=900) == "nopermissions"
    assert await refused(gateway, "core_calendar_get_calendar_event_by_id", eventid=999) == "nopermissions"
    assert (await told(gateway, "core_calendar_get_calendar_events", events={"courseids": [ALGEBRA]}))["events"] == []


@pytest.mark.usefixtures("essay")
async def test_graders_are_asked_for_grades_with_how_many_wait(gateway: Gateway) -> None:
    statement(gateway, update(event).where(event.c.id == 900).values(eventtype="gradingdue"))
    for userid in (STUDENT, STUDENT2):
        add(gateway, assign_submission, assignment=900, userid=userid, status="submitted", latest=1)
    (one,) = await asked(gateway, by="teacher")
    assert (one["action"]["itemcount"], one["action"]["showitemcount"]) == (2, True)


async def test_pages_of_events_follow_each_other(gateway: Gateway) -> None:
    for number in (900, 901, 902):
        place(gateway, number, "choice")
        due(gateway, number, "choice", "close", at=LATER + 902 - number)
    first = await told(gateway, "core_calendar_get_action_events_by_timesort", limitnum=2)
    assert [one["id"] for one in first["events"]] == [902, 901]
    assert (first["firstid"], first["lastid"]) == (902, 901)
    assert [one["id"] for one in await asked(gateway, aftereventid=901)] == [900]
    assert [one["id"] for one in await asked(gateway, timesortfrom=LATER + 1, timesortto=LATER + 1)] == [901]
    assert [one["id"] for one in await asked(gateway, searchvalue="ICE 900")] == [900]
    assert await refused(gateway, "core_calendar_get_action_events_by_timesort", limitnum=51) == "invalidparameter"
    grouped = (await told(gateway, "core_calendar_get_action_events_by_courses", courseids=[ALGEBRA, 3, 4]))["groupedbycourse"]
    assert {one["courseid"]: len(one["events"]) for one in grouped} == {ALGEBRA: 3, 3: 0}


async def test_the_events_of_a_course_are_for_those_who_are_in_it(gateway: Gateway) -> None:
    function = "core_calendar_get_action_events_by_course"
    assert await told(gateway, function, courseid=ALGEBRA) == {"events": [], "firstid": None, "lastid": None}
    assert await refused(gateway, function, by="admin", courseid=ALGEBRA) == "invalidresponse"
    assert await refused(gateway, "core_calendar_get_action_events_by_timesort", userid=STUDENT2) == "nopermissions"


async def test_many_events_take_as_many_statements_as_few(gateway: Gateway) -> None:
    async def statements() -> int:
        with counted(gateway.store) as made:
            value(await call(gateway, "core_calendar_get_action_events_by_timesort", {}, by="student"))
        return len(made)

    place(gateway, 900, "choice")
    due(gateway, 900, "choice", "close")
    await statements()
    few = await statements()
    for number in range(901, 911):
        place(gateway, number, "choice")
        due(gateway, number, "choice", "close")
    assert await statements() == few


async def test_events_are_made_moved_and_deleted_by_those_who_keep_them(gateway: Gateway) -> None:
    add(gateway, groups_members, groupid=GROUP, userid=TEACHER)
    new = {"name": "Lab", "eventtype": "group", "courseid": ALGEBRA, "groupid": GROUP, "timestart": NOON, "timeduration": 600}
    made = await told(gateway, "core_calendar_create_calendar_events", by="teacher", events=[new, {**new, "eventtype": "site"}])
    (lab,) = made["events"]
    assert (lab["groupid"], lab["userid"], lab["description"]) == (GROUP, TEACHER, "")
    assert "repeatid" not in lab
    assert [(warning["item"], warning["warningcode"]) for warning in made["warnings"]] == [("Lab", "nopermissions")]

    move = "core_calendar_update_event_start_day"
    assert await refused(gateway, move, eventid=lab["id"], daytimestamp=NOON + 9 * DAY) == "nopermissiontoupdatecalendar"
    moved = (await told(gateway, move, by="teacher", eventid=lab["id"], daytimestamp=NOON + 9 * DAY + 7000))["event"]
    assert (moved["timestart"], moved["timesort"], moved["groupname"]) == (NOON + 9 * DAY, NOON, "Group A")
    assert (moved["canedit"], moved["candelete"]) == (True, True)

    seen = (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=lab["id"]))["event"]
    assert (seen["name"], seen["canedit"], seen["icon"]["key"], seen["modulename"]) == ("Lab", False, "i/groupevent", "")
    assert seen["url"].endswith(f"/course/view.php?id={ALGEBRA}")
    assert (
        await refused(gateway, "core_calendar_get_calendar_event_by_id", by="student2", eventid=lab["id"]) == "nopermissiontoviewcalendar"
    )

    gone = [{"eventid": lab["id"], "repeat": False}]
    assert await refused(gateway, "core_calendar_delete_calendar_events", events=gone) == "nopermissions"
    assert await told(gateway, "core_calendar_delete_calendar_events", by="teacher", events=gone) is None
    assert await refused(gateway, "core_calendar_delete_calendar_events", by="teacher", events=gone) == "invalidrecord"


async def test_a_series_has_an_event_each_week_and_outlives_its_first(gateway: Gateway) -> None:
    new = {"name": "Run", "eventtype": "user", "courseid": ALGEBRA, "timestart": NOON, "repeats": 3}
    series = (await told(gateway, "core_calendar_create_calendar_events", events=[new]))["events"]
    first, second, _ = ids = [one["id"] for one in series]
    assert [one["timestart"] for one in series] == [NOON, NOON + 7 * DAY, NOON + 14 * DAY]
    assert {one["repeatid"] for one in series} == {first}
    shown = (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=second))["event"]
    assert (shown["repeatid"], shown["eventcount"]) == (first, 3)
    assert "course" not in shown
    await told(gateway, "core_calendar_delete_calendar_events", events=[{"eventid": first, "repeat": False}])
    assert statement(gateway, select(func.min(event.c.repeatid)).where(event.c.id.in_(ids))) == second
    await told(gateway, "core_calendar_delete_calendar_events", events=[{"eventid": second, "repeat": True}])
    assert statement(gateway, select(func.count()).where(event.c.id.in_(ids))) == 0


async def test_times_are_shown_where_the_caller_is(gateway: Gateway) -> None:
    async def shown(start: int, duration: int) -> str:
        new = {"name": "x", "eventtype": "user", "timestart": start, "timeduration": duration}
        (made,) = (await told(gateway, "core_calendar_create_calendar_events", events=[new]))["events"]
        one = (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=made["id"]))["event"]
        return str(one["formattedtime"]).replace("http://testserver/calendar/view.php?view=day&amp;time=", "")

    until = " <strong>&raquo;</strong> "
    assert (await shown(NOON, 0)).startswith('<span class="dimmed_text"><a class="dimmed" href="')
    noon = NOON + 365 * 100 * DAY
    assert (await shown(noon, 0)).endswith(">Friday, 22 October</a>, 12:00 PM")
    assert (await shown(noon, 3600)).endswith(f", 12:00 PM{until}1:00 PM")
    assert (await shown(noon - 12 * 3600, DAY - 1)).endswith(f", 12:00 AM{until}11:59 PM")
    assert (await shown(noon, DAY)).endswith(">Saturday, 23 October, </a>12:00 PM")
    set_config(gateway, calendar_site_timeformat="%H:%M", timezone="Asia/Tokyo")
    assert (await shown(noon, 0)).endswith(">Friday, 22 October</a>, 21:00")


async def test_dates_become_moments_in_the_zone_of_the_caller(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT).values(timezone="Europe/Berlin"))
    data = [{"year": 2023, "month": 11, "day": 15}, {"key": "x", "year": 2023, "month": 13, "day": 1, "hour": 24, "minute": 1}]
    found = (await told(gateway, "core_calendar_get_timestamps", data=data))["timestamps"]
    assert found == [{"key": "0", "timestamp": NOON - 13 * 3600}, {"key": "x", "timestamp": 1_704_150_060}]
    for wrong in ({"year": -1}, {"year": 9999, "month": 13}, {"day": 10**12}, {"hour": 2**62}):
        data = [{"year": 2023, "month": 1, "day": 1, **wrong}]
        assert await refused(gateway, "core_calendar_get_timestamps", data=data) == "invalidparameter"


async def test_the_time_zone_of_a_call_goes_before_that_of_the_account(gateway: Gateway) -> None:
    statement(gateway, update(user).where(user.c.id == STUDENT).values(timezone="Europe/Berlin"))

    async def midnight(timezone: str) -> int:
        data: dict[str | int, object] = {"data": [{"year": 2023, "month": 11, "day": 15}]}
        outcome = await call(gateway, "core_calendar_get_timestamps", data, by="student", settings=CallSettings(timezone=timezone))
        return int(value(outcome)["timestamps"][0]["timestamp"])

    set_config(gateway, timezone="Asia/Tokyo")
    assert await midnight("") == NOON - 13 * 3600
    assert await midnight("UTC") == NOON - 12 * 3600
    # The site's own time zone stands in for a name that is none, not that of the account.
    assert await midnight("99") == await midnight("Mars/Phobos") == NOON - 21 * 3600
    set_config(gateway, forcetimezone="UTC")
    assert await midnight("Asia/Tokyo") == NOON - 12 * 3600


async def test_an_event_that_no_calendar_reaches_does_no_harm(gateway: Gateway) -> None:
    add(gateway, event, id=70, name="Far", eventtype="user", userid=STUDENT, timestart=2**61, timesort=2**61, visible=1, timeduration=5)
    answer = await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=70)
    assert answer["event"]["timestart"] == 2**61


async def test_the_kinds_of_events_that_one_may_make_depend_on_where(gateway: Gateway) -> None:
    function = "core_calendar_get_allowed_event_types"
    assert (await told(gateway, function, courseid=ALGEBRA))["allowedeventtypes"] == ["user"]
    assert (await told(gateway, function, by="teacher", courseid=0))["allowedeventtypes"] == ["user", "course", "group"]
    assert (await told(gateway, function, by="admin", courseid=3))["allowedeventtypes"] == ["user", "site", "course", "category"]
    access = await told(gateway, "core_calendar_get_calendar_access_information", courseid=ALGEBRA)
    assert (access["canmanageentries"], access["canmanageownentries"], access["canmanagegroupentries"]) == (False, True, False)


async def test_events_of_courses_and_groups_of_others_are_warned_of(gateway: Gateway) -> None:
    answer = await told(gateway, "core_calendar_get_calendar_events", events={"courseids": [ALGEBRA, 4], "groupids": [GROUP, 99]})
    assert [(one["item"], one["warningcode"]) for one in answer["warnings"]] == [("course", "nopermissions"), ("99", "nopermissions")]
    add(gateway, event, id=71, name="Theirs", eventtype="user", userid=STUDENT2, timestart=LATER, visible=1)
    answer = await told(gateway, "core_calendar_get_calendar_events", events={"eventids": [71]})
    assert (answer["events"], [one["item"] for one in answer["warnings"]]) == ([], ["71"])


async def test_events_of_groups_that_one_may_not_know_to_be_in_are_not_told(gateway: Gateway) -> None:
    event_ = {"name": "Of the group", "format": 1, "eventtype": "group", "timestart": LATER, "timesort": LATER, "visible": 1, "type": 0}
    add(gateway, event, id=900, courseid=ALGEBRA, groupid=GROUP, userid=TEACHER, **event_)

    async def listed() -> list[int]:
        found = await told(gateway, "core_calendar_get_calendar_events", events={"groupids": [GROUP]})
        return [row["id"] for row in found["events"]]

    assert await listed() == [900]
    assert (await told(gateway, "core_calendar_get_calendar_event_by_id", eventid=900))["event"]["id"] == 900
    statement(gateway, update(groups).where(groups.c.id == GROUP).values(visibility=3))
    assert await listed() == []
    assert await refused(gateway, "core_calendar_get_calendar_event_by_id", eventid=900) == "nopermissiontoviewcalendar"


async def test_a_lesson_opens_for_each_when_it_was_opened_for_them(gateway: Gateway) -> None:
    place(gateway, 900, "lesson", available=LATER)
    due(gateway, 900, "lesson", "open")
    assert [row["action"]["actionable"] for row in await asked(gateway)] == [False]
    add(gateway, lesson_overrides, lessonid=900, groupid=GROUP, available=1)
    assert [row["action"]["actionable"] for row in await asked(gateway)] == [True]
    add(gateway, lesson_overrides, lessonid=900, userid=STUDENT, available=LATER)
    assert [row["action"]["actionable"] for row in await asked(gateway)] == [False], "one's own date goes before that of a group"


async def test_a_feedback_asks_those_who_have_not_answered(gateway: Gateway) -> None:
    place(gateway, 900, "feedback")
    due(gateway, 900, "feedback", "close")
    assert [row["action"]["name"] for row in await asked(gateway)] == ["Answer the questions"]
    add(gateway, feedback_completed, feedback=900, userid=STUDENT, timemodified=1)
    assert await asked(gateway) == []


async def test_a_survey_asks_those_who_may_answer_it(gateway: Gateway) -> None:
    place(gateway, 900, "survey")
    due(gateway, 900, "survey", "close")
    assert [row["action"]["name"] for row in await asked(gateway)] == ["View"]
    permit(gateway, "mod/survey:participate", -1, roleid=5)
    assert await asked(gateway) == []


async def test_an_event_without_a_time_begins_now(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    for moment in (LATER - DAY, LATER):
        monkeypatch.setattr(time, "time", lambda moment=moment: float(moment))
        (made,) = (await told(gateway, "core_calendar_create_calendar_events", events=[{"name": "x"}]))["events"]
        assert (made["timestart"], made["timemodified"]) == (moment, moment)
