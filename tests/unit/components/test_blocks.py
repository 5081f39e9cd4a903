"""What blocks list for a person: activities opened lately, starred courses; and the devices of people."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from gateway.components.block_recentlyaccesseditems.tables import block_recentlyaccesseditems
from gateway.components.core_user.tables import user_devices
from gateway.server.host import Gateway
from tests.unit.app_fixtures import set_config, statement
from tests.unit.components.site import ALGEBRA, STUDENT, TEACHER, add, place, refused, told

RECENT, STARRED = "block_recentlyaccesseditems_get_recent_items", "block_starredcourses_get_starred_courses"
APP = "com.example.app"


async def test_what_was_opened_last_comes_first(gateway: Gateway) -> None:
    for cmid, kind in ((900, "page"), (901, "url"), (902, "forum")):
        place(gateway, cmid, kind)
    add(gateway, block_recentlyaccesseditems, userid=STUDENT, courseid=ALGEBRA, cmid=900, timeaccess=5)
    add(gateway, block_recentlyaccesseditems, userid=STUDENT, courseid=ALGEBRA, cmid=999, timeaccess=6)
    await told(gateway, "mod_url_view_url", urlid=901)
    await told(gateway, "mod_forum_view_forum", forumid=902)
    assert {item["cmid"] for item in await told(gateway, RECENT)} == {900, 901, 902}
    assert [item["cmid"] for item in await told(gateway, RECENT)][-1] == 900
    (first,) = await told(gateway, RECENT, limit=1)
    assert first["courseviewurl"].endswith(f"/course/view.php?id={ALGEBRA}")
    assert await told(gateway, RECENT, by="teacher") == []
    await told(gateway, "mod_page_view_page", pageid=900)
    own = block_recentlyaccesseditems.c
    assert statement(gateway, select(own.timeaccess).where(own.cmid == 900, own.userid == STUDENT)) > 5


async def test_starred_courses(gateway: Gateway) -> None:
    assert await told(gateway, STARRED) == []
    await told(gateway, "core_course_set_favourite_courses", courses=[{"id": ALGEBRA, "favourite": True}])
    (course,) = await told(gateway, STARRED)
    assert (course["id"], course["isfavourite"]) == (ALGEBRA, True)
    assert await told(gateway, STARRED, offset=1) == []


@pytest.fixture
def device(gateway: Gateway) -> int:
    """A device of the student."""
    facts = {"name": "Pixel", "model": "7", "platform": "Android", "version": "14", "pushid": "p", "uuid": "u"}
    add(gateway, user_devices, id=50, userid=STUDENT, appid=APP, timecreated=1, timemodified=1, **facts)
    return 50


async def test_devices_are_told_and_switched_off(gateway: Gateway, device: int) -> None:
    devices, enable = "message_airnotifier_get_user_devices", "message_airnotifier_enable_device"
    assert await told(gateway, "message_airnotifier_is_system_configured") == 0
    assert (await told(gateway, devices, appid=APP))["warnings"][0]["warningcode"] == "systemnotconfigured"
    set_config(gateway, airnotifieraccesskey="k")
    assert await told(gateway, "message_airnotifier_is_system_configured") == 1
    (mine,) = (await told(gateway, devices, appid=APP))["devices"]
    assert (mine["id"], mine["enable"]) == (device, 1)
    assert (await told(gateway, enable, deviceid=device, enable=False))["success"] is True
    assert (await told(gateway, devices, appid=APP))["devices"][0]["enable"] == 0
    assert (await told(gateway, devices, appid="other"))["devices"] == []
    assert await refused(gateway, enable, by="teacher", deviceid=device, enable=True) == "unknowndevice"
    assert await refused(gateway, devices, by="teacher", appid=APP, userid=STUDENT) == "nopermissions"


async def test_who_wants_notifications_pushed(gateway: Gateway) -> None:
    name = "message_airnotifier_are_notification_preferences_configured"
    found = await told(gateway, name, userids=[STUDENT, TEACHER, 999])
    assert [person["userid"] for person in found["users"]] == [STUDENT]
    assert [(warning["itemid"], warning["warningcode"]) for warning in found["warnings"]] == [(TEACHER, "2")]
    set_config(gateway, **{"message/message_provider_moodle_news_enabled": "popup,airnotifier"})
    assert (await told(gateway, name, userids=[STUDENT]))["users"][0]["configured"] == 1
