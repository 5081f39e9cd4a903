"""Preferences, devices, looking at people, private files and the site policy."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, insert, select

from gateway.components.core_user.tables import user_devices
from gateway.server.host import Gateway
from gateway.store.tables.files import files
from gateway.store.tables.site import logstore_standard_log
from gateway.store.tables.users import user, user_preferences
from tests.unit.app_fixtures import call, errorcode, set_config, statement, value

ADMIN, TEACHER, STUDENT = 2, 3, 4
PHONE: dict[str | int, object] = {"appid": "app", "name": "phone", "model": "x", "platform": "Android", "version": "14"}
DEVICE: dict[str | int, object] = {**PHONE, "pushid": "p1", "uuid": "u1"}


async def put(gateway: Gateway, by: str, *wanted: dict[str, Any]) -> tuple[list[str], list[str]]:
    """The names of what was saved, and the codes of the warnings."""
    found = value(await call(gateway, "core_user_set_user_preferences", {"preferences": list(wanted)}, by=by))
    return [saved["name"] for saved in found["saved"]], [warning["warningcode"] for warning in found["warnings"]]


async def preference(gateway: Gateway, name: str, by: str = "student") -> Any:
    found = value(await call(gateway, "core_user_get_user_preferences", {"name": name}, by=by))
    return found["preferences"][0]["value"]


@pytest.mark.parametrize(
    ("name", "given", "stored"),
    [
        ("message_entersend", "1", "1"),
        ("message_entersend", "7", "1"),
        ("drawer-open-index", "0", "0"),
        ("block_myoverview_user_sort_preference", "nonsense", "title"),
        ("message_provider_moodle_instantmessage_enabled", "popup,email", "popup,email"),
    ],
)
async def test_people_set_their_own_preferences(gateway: Gateway, name: str, given: str, stored: str) -> None:
    assert await put(gateway, "student", {"name": name, "value": given}) == ([name], [])
    assert await preference(gateway, name) == stored


async def test_null_takes_a_preference_away(gateway: Gateway) -> None:
    await put(gateway, "student", {"name": "usemodchooser", "value": "1"})
    await put(gateway, "student", {"name": "usemodchooser", "value": None})
    assert await preference(gateway, "usemodchooser") is None


async def test_what_is_not_for_the_caller_to_set_is_warned_of(gateway: Gateway) -> None:
    assert await put(gateway, "student", {"name": "auth_forcepasswordchange", "value": "0"}) == ([], ["nopermission"])
    assert await put(gateway, "admin", {"name": "message_entersend", "value": "1", "userid": STUDENT}) == ([], ["nopermission"])
    assert await put(gateway, "admin", {"name": "htmleditor", "value": "textarea", "userid": STUDENT}) == (["htmleditor"], [])
    assert await put(gateway, "admin", {"name": "x", "value": "1", "userid": 99}) == ([], ["invaliduser"])
    long = {"name": "coursesectionspreferences_2", "value": "x" * 1334}
    assert await put(gateway, "student", long) == ([], ["errorsavingpreference"])


async def test_first_pages_are_chosen_where_the_site_lets_people_choose(gateway: Gateway) -> None:
    wanted = {"name": "user_home_page_preference", "value": "3"}
    assert await put(gateway, "student", wanted) == ([], ["nopermission"])
    set_config(gateway, defaulthomepage="2")
    assert await put(gateway, "student", wanted) == (["user_home_page_preference"], [])


async def test_only_administrators_read_the_preferences_of_others(gateway: Gateway) -> None:
    asked: dict[str | int, object] = {"userid": STUDENT}
    assert errorcode(await call(gateway, "core_user_get_user_preferences", asked, by="teacher")) == "nopermissions"
    found = value(await call(gateway, "core_user_get_user_preferences", asked, by="admin"))
    assert [entry["name"] for entry in found["preferences"]][-1] == "_lastloaded"
    assert errorcode(await call(gateway, "core_user_get_user_preferences", {"userid": 99})) == "invaliduser"
    assert errorcode(await call(gateway, "core_user_get_user_preferences", {"userid": 8})) == "usernotconfirmed"


async def test_updating_understands_older_names_and_stops_mail(gateway: Gateway) -> None:
    wanted = [{"type": "message_provider_mod_assign_notification_loggedin", "value": "popup"}, {"type": "bogus", "value": "1"}]
    assert value(await call(gateway, "core_user_update_user_preferences", {"emailstop": 1, "preferences": wanted}, by="student")) is None
    assert await preference(gateway, "message_provider_mod_assign_notification_enabled") == "popup"
    assert statement(gateway, select(func.count()).where(user_preferences.c.name == "bogus")) == 0
    assert statement(gateway, select(user.c.emailstop).where(user.c.id == STUDENT)) == 1


async def test_devices_are_added_changed_and_removed(gateway: Gateway) -> None:
    count = select(func.count()).select_from(user_devices)
    assert value(await call(gateway, "core_user_add_user_device", {**DEVICE}, by="student")) == []
    ((warning,),) = value(await call(gateway, "core_user_add_user_device", {**DEVICE}, by="student"))
    assert (warning["item"], warning["warningcode"]) == ("p1", "existingkeyforthisuser")
    assert value(await call(gateway, "core_user_add_user_device", {**DEVICE, "pushid": "p2"}, by="student")) == []
    assert statement(gateway, count) == 1
    key: dict[str | int, object] = {"uuid": "u1", "appid": "app", "publickey": "k"}
    assert value(await call(gateway, "core_user_update_user_device_public_key", key, by="student"))["status"] is True
    assert value(await call(gateway, "core_user_update_user_device_public_key", key, by="teacher"))["status"] is False
    assert value(await call(gateway, "core_user_remove_user_device", {"uuid": "u1"}, by="teacher"))["removed"] is False
    assert value(await call(gateway, "core_user_remove_user_device", {"uuid": "u1", "appid": "app"}, by="student"))["removed"] is True
    assert statement(gateway, count) == 0


async def test_looking_at_people_is_noted(gateway: Gateway) -> None:
    async def view(by: str, userid: int, courseid: int = 0) -> Any:
        return await call(gateway, "core_user_view_user_profile", {"userid": userid, "courseid": courseid}, by=by)

    assert value(await view("teacher", userid=STUDENT, courseid=2))["status"] is True
    assert value(await view("student", userid=STUDENT))["status"] is True
    assert errorcode(await view("wsuser", userid=STUDENT)) == "cannotviewprofile"
    assert errorcode(await view("teacher", userid=ADMIN, courseid=2)) == "notenrolledprofile"
    assert errorcode(await view("admin", userid=STUDENT, courseid=99)) == "invalidcourseid"
    assert value(await call(gateway, "core_user_view_user_list", {"courseid": 2}, by="teacher"))["status"] is True
    assert errorcode(await call(gateway, "core_user_view_user_list", {"courseid": 0}, by="student")) == "nopermissions"
    viewed = select(func.count()).where(logstore_standard_log.c.action == "viewed")
    assert statement(gateway, viewed) == 3


async def test_agreeing_to_the_policy_opens_the_site(gateway: Gateway) -> None:
    async def agree() -> tuple[bool, list[str]]:
        found = value(await call(gateway, "core_user_agree_site_policy", by="student"))
        return found["status"], [warning["warningcode"] for warning in found["warnings"]]

    assert await agree() == (False, ["nositepolicy"])
    set_config(gateway, sitepolicy="http://example.org/policy")
    assert errorcode(await call(gateway, "core_user_get_user_preferences", by="student")) == "sitepolicynotagreed"
    assert await agree() == (True, [])
    assert await agree() == (False, ["alreadyagreed"])
    assert value(await call(gateway, "core_user_get_user_preferences", by="student"))


async def test_how_much_somebody_keeps(gateway: Gateway) -> None:
    rows = [("/", ".", 0), ("/a/", ".", 0), ("/a/", "x.txt", 5), ("/", "y.txt", 7)]
    for number, (filepath, filename, size) in enumerate(rows):
        same = {"contextid": 17, "component": "user", "filearea": "private", "pathnamehash": str(number)}
        statement(gateway, insert(files).values(filepath=filepath, filename=filename, filesize=size, **same))
    found = value(await call(gateway, "core_user_get_private_files_info", by="student"))
    assert found == {"filecount": 2, "foldercount": 1, "filesize": 12, "filesizewithoutreferences": 12, "warnings": []}
    asked: dict[str | int, object] = {"userid": STUDENT}
    assert value(await call(gateway, "core_user_get_private_files_info", asked, by="admin"))["filecount"] == 2
    assert errorcode(await call(gateway, "core_user_get_private_files_info", asked, by="teacher")) == "nopermissions"
