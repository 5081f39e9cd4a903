"""Calendars by month, by day and of what comes next, and the form that fills them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select, update

from gateway.components.core_calendar.tables import event, event_subscriptions
from gateway.components.mod_choice.tables import choice
from gateway.server.host import Gateway
from gateway.store.tables.courses import course
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import ALGEBRA, STUDENT, TEACHER, add, place, refused, told

MONTH, DAY, UPCOMING = (f"core_calendar_get_calendar_{name}_view" for name in ("monthly", "day", "upcoming"))
SUBMIT = "core_calendar_submit_create_update_form"
NOON = 1_700_049_600  # Wednesday, 15 November 2023, 12:00 UTC


def own(gateway: Gateway, number: int, at: int, **more: Any) -> None:
    values = {"name": f"event {number}", "eventtype": "user", "format": 1, "visible": 1, "userid": STUDENT, **more}
    add(gateway, event, id=number, timestart=at, **values)


def form(**fields: Any) -> str:
    """The form of an event of an hour at noon."""
    known = {"name": "Tea", "eventtype": "user", "duration": 2, "timedurationminutes": 60, "location": "Kitchen"}
    date = {"year": 2023, "month": 11, "day": 15, "hour": 12, "minute": 0}
    return urlencode({**known, **{f"timestart[{name}]": part for name, part in date.items()}, **fields})


@pytest.fixture(autouse=True)
def in_utc(gateway: Gateway) -> None:
    set_config(gateway, timezone="UTC")


async def test_a_month_has_its_weeks_and_the_events_of_each_day(gateway: Gateway) -> None:
    own(gateway, 1, NOON)
    own(gateway, 2, NOON, timeduration=2 * 86400)
    found = await told(gateway, MONTH, year=2023, month=11)
    days = {day["mday"]: day for week in found["weeks"] for day in week["days"]}
    assert [len(week["days"]) for week in found["weeks"]] == [5, 7, 7, 7, 4]
    assert (found["weeks"][0]["prepadding"], found["weeks"][-1]["postpadding"]) == ([0, 1], [0, 1, 2])
    assert {number: [entry["id"] for entry in day["events"]] for number, day in days.items() if day["events"]} == {
        15: [1, 2], 16: [2], 17: [2],
    }  # fmt: skip
    assert [entry["popupname"] for entry in days[17]["events"]] == ["event 2 (End time)"]
    assert (days[15]["daytitle"], days[16]["haslastdayofevent"]) == ("2 events, Wednesday, 15 November", False)
    assert (days[18]["isweekend"], days[18]["daytitle"]) == (True, "No events, Saturday, 18 November")
    assert days[15]["events"][0]["formattedtime"].count("15 November") == 0
    assert (found["periodname"], found["previousperiodname"], found["nextperiodname"]) == ("November 2023", "October", "December")


async def test_weeks_and_weekends_are_as_the_site_has_them(gateway: Gateway) -> None:
    set_config(gateway, calendar_startwday="0", calendar_weekend="32")
    found = await told(gateway, MONTH, year=2023, month=11)
    assert [name["dayno"] for name in found["daynames"]] == [0, 1, 2, 3, 4, 5, 6]
    assert found["weeks"][0]["prepadding"] == [0, 1, 2]
    assert {day["wday"] for week in found["weeks"] for day in week["days"] if day["isweekend"]} == {5}


async def test_a_day_leads_to_those_around_it(gateway: Gateway) -> None:
    own(gateway, 1, NOON)
    add(gateway, event, id=2, name="all", eventtype="course", format=1, visible=1, userid=TEACHER, courseid=ALGEBRA, timestart=NOON)
    statement(gateway, update(course).where(course.c.id == ALGEBRA).values(startdate=NOON + 60))
    found = await told(gateway, DAY, year=2023, month=11, day=15, courseid=ALGEBRA)
    (mine, theirs) = found["events"]
    assert (mine["draggable"], theirs["draggable"]) == (True, False)
    assert theirs["popupname"].endswith(": all")
    # The course begins that day, but after the time of the event: the first day for it is the next one.
    assert theirs["mindaytimestamp"] == NOON + 12 * 3600
    assert (found["previousperiodname"], found["nextperiod"]["mday"], found["courseid"]) == ("Tuesday", 16, ALGEBRA)
    assert found["nextperiodlink"].endswith(f"&course={ALGEBRA}")
    assert f'<option value="{ALGEBRA}" selected>' in found["filter_selector"]
    assert await refused(gateway, DAY, year=99999, month=1, day=1) == "invalidparameter"
    assert await refused(gateway, DAY, year=2023, month=1, day=1, courseid=999) == "invalidrecord"
    assert await refused(gateway, DAY, year=2023, month=1, day=1, categoryid=999) == "unknowncategory"


async def test_an_activity_does_not_end_before_it_begins(gateway: Gateway) -> None:
    place(gateway, 900, "choice", timeopen=NOON - 3600, timeclose=NOON)
    statement(gateway, update(choice).values(timeopen=NOON - 86400 + 60))
    values = {"format": 1, "visible": 1, "userid": TEACHER, "courseid": ALGEBRA, "modulename": "choice", "instance": 900}
    add(gateway, event, id=1, name="closes", eventtype="close", timestart=NOON, **values)
    (closes,) = (await told(gateway, DAY, by="teacher", year=2023, month=11, day=15))["events"]
    assert (closes["draggable"], closes["mindaytimestamp"]) == (True, NOON - 12 * 3600)


async def test_what_comes_next_is_limited(gateway: Gateway) -> None:
    set_config(gateway, calendar_maxevents="2", calendar_lookahead="10")
    now = (await told(gateway, UPCOMING))["date"]["timestamp"]
    for number, days in enumerate((3, 1, 2, 20), 1):
        own(gateway, number, now + days * 86400)
    assert [entry["id"] for entry in (await told(gateway, UPCOMING))["events"]] == [2, 3]
    set_config(gateway, calendar_maxevents="9")
    assert [entry["id"] for entry in (await told(gateway, UPCOMING))["events"]] == [2, 3, 1]


async def test_the_form_makes_and_changes_events(gateway: Gateway) -> None:
    made = (await told(gateway, SUBMIT, formdata=form()))["event"]
    assert (made["name"], made["timestart"], made["timeduration"], made["location"]) == ("Tea", NOON, 3600, "Kitchen")
    changed = (await told(gateway, SUBMIT, formdata=form(id=made["id"], name="Coffee", duration=0)))["event"]
    assert (changed["id"], changed["name"], changed["timeduration"]) == (made["id"], "Coffee", 0)
    until = {f"timedurationuntil[{name}]": part for name, part in (("year", 2023), ("month", 11), ("day", 16))}
    assert (await told(gateway, SUBMIT, formdata=form(duration=1, **until)))["event"]["timeduration"] == 12 * 3600
    await told(gateway, SUBMIT, formdata=form(name="Series", repeat=1, repeats=3))
    series = select(func.count()).where(event.c.name == "Series", event.c.repeatid > 0)
    assert statement(gateway, series) == 3
    first = statement(gateway, select(func.min(event.c.id)).where(event.c.name == "Series"))
    await told(gateway, SUBMIT, formdata=form(id=first, name="Moved", repeateditall=1, **{"timestart[hour]": 13}))
    assert statement(gateway, select(func.count()).where(event.c.name == "Moved", event.c.repeatid > 0)) == 3


async def test_a_form_that_is_wrong_changes_nothing(gateway: Gateway) -> None:
    for wrong in ({"name": " "}, {"eventtype": "due"}, {"timestart[month]": "x"}, {"timedurationminutes": -5}, {"name": "x" * 256},
                  {"eventtype": "course"}, {"eventtype": "group", "groupcourseid": 2}, {"repeat": 1, "repeats": 9999},
                  {"duration": 1}):  # fmt: skip
        assert await told(gateway, SUBMIT, formdata=form(**wrong)) == {"validationerror": True}, wrong
    assert await refused(gateway, SUBMIT, formdata=form(eventtype="site")) == "nopermissiontoupdatecalendar"
    assert await refused(gateway, SUBMIT, formdata=form(eventtype="course", courseid=ALGEBRA)) == "nopermissiontoupdatecalendar"
    assert await refused(gateway, SUBMIT, formdata=form(id=999)) == "nopermissiontoupdatecalendar"
    assert await refused(gateway, SUBMIT, formdata="&".join(f"a{number}=1" for number in range(300))) == "invalidparameter"
    assert statement(gateway, select(func.count()).select_from(event)) == 0


async def test_an_imported_calendar_is_deleted_with_its_events(gateway: Gateway) -> None:
    delete = "core_calendar_delete_subscription"
    for number, owner in ((1, STUDENT), (2, TEACHER)):
        add(gateway, event_subscriptions, id=number, userid=owner, eventtype="user", name="Imported")
        own(gateway, number, NOON, subscriptionid=number, userid=owner)
    assert (await told(gateway, delete, subscriptionid=1))["status"] is True
    assert (await told(gateway, delete, subscriptionid=2))["status"] is False
    assert statement(gateway, select(func.count()).select_from(event)) == 1
    assert await refused(gateway, delete, subscriptionid=9) == "invalidrecord"


async def test_the_token_of_a_calendar_is_its_owners(gateway: Gateway) -> None:
    name = "core_calendar_get_calendar_export_token"
    mine = (await told(gateway, name))["token"]
    assert (await told(gateway, name))["token"] == mine
    assert (await told(gateway, name, by="teacher"))["token"] != mine
