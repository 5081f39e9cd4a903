"""tool_mobile_call_external_functions, get_config, and what components add to the app (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select

from gateway.server.host import Gateway
from gateway.store.tables.groups import groups
from gateway.wire.call import Password
from tests.unit.app_fixtures import call, client, errorcode, set_config, statement, value


async def batch(gateway: Gateway, *requests: dict[str, Any], by: Any = "admin", service: str = "all") -> list[dict[str, Any]]:
    asked: dict[str | int, object] = {"requests": list(requests)}
    return list(value(await call(gateway, "tool_mobile_call_external_functions", asked, by=by, service=service))["responses"])


def request(function: str, /, **arguments: object) -> dict[str, Any]:
    return {"function": function, "arguments": json.dumps(arguments)}


async def test_calls_are_made_until_one_fails(gateway: Gateway) -> None:
    ping, unknown = request("local_probe_private_ping"), request("local_probe_no_such")
    first, second = await batch(gateway, ping, unknown, ping)
    assert first == {"error": False, "data": '"pong"'}
    assert (second["error"], json.loads(second["exception"])) == (True, {"errorcode": "accessexception", "module": "webservice"})


async def test_a_call_that_fails_tells_why_as_pages_are_told(gateway: Gateway) -> None:
    (response,) = await batch(gateway, request("core_user_get_users_by_field", field="bogus", values=[]))
    told = json.loads(response["exception"])
    assert list(told) == ["message", "errorcode", "link", "moreinfourl"]
    assert told["errorcode"] == "codingerror"


async def test_each_call_has_settings_of_its_own(gateway: Gateway) -> None:
    raw = {**request("local_probe_settings"), "settingraw": True, "settingfileurl": False}
    first, second = await batch(gateway, raw, request("local_probe_settings"))
    assert json.loads(first["data"])["raw"] is True
    assert json.loads(second["data"])["raw"] is False


async def test_data_is_json_as_php_writes_it(gateway: Gateway) -> None:
    (response,) = await batch(gateway, request("local_probe_emit_raw", json=json.dumps("ż/🎓")))
    assert response["data"] == '"\\u017c\\/\\ud83c\\udf93"'


async def test_what_was_written_before_a_failure_stays_and_what_failed_leaves_nothing(gateway: Gateway) -> None:
    names = [request("local_trial_add", name="one"), request("local_trial_add_refused", name="two")]
    assert [response["error"] for response in await batch(gateway, *names)] == [False, True]
    assert statement(gateway, select(func.count()).select_from(groups).where(groups.c.name.in_(["one", "two"]))) == 1


async def test_arguments_that_are_none_count_as_none(gateway: Gateway) -> None:
    for arguments in ("", "[1", "7", "null", None):
        (response,) = await batch(gateway, {"function": "local_probe_private_ping", "arguments": arguments})
        assert response == {"error": False, "data": '"pong"'}
    (response,) = await batch(gateway, {"function": "local_probe_private_ping", "arguments": "[1]"})
    assert json.loads(response["exception"])["errorcode"] == "invalidparameter"


async def test_with_a_password_no_service_offers_anything(gateway: Gateway) -> None:
    (response,) = await batch(gateway, request("local_probe_private_ping"), by=Password("wsuser", "Passw0rd!"))
    assert json.loads(response["exception"])["errorcode"] == "accessexception"


async def config(gateway: Gateway, section: str = "", by: str = "student") -> dict[str, Any]:
    found = value(await call(gateway, "tool_mobile_get_config", {"section": section}, by=by))
    return {setting["name"]: setting["value"] for setting in found["settings"]}


async def test_settings_by_section_and_all_of_them(gateway: Gateway) -> None:
    calendar = await config(gateway, "calendar")
    assert next(iter(calendar)) == "calendartype"
    assert calendar.items() <= (await config(gateway)).items()
    assert await config(gateway, "nosuch") == {}
    assert "defaultfrontpageroleid" not in await config(gateway)
    assert "defaultfrontpageroleid" in await config(gateway, by="admin")


async def test_who_helps_is_whom_the_site_names_or_its_first_administrator(gateway: Gateway) -> None:
    assert (await config(gateway, "supportcontact"))["supportname"] == "Admin User"
    set_config(gateway, supportname="Help desk", supportemail="help@example.org")
    assert (await config(gateway, "supportcontact"))["supportemail"] == "help@example.org"
    set_config(gateway, supportavailability="0")
    assert (await config(gateway, "supportcontact"))["supportname"] is None


async def test_where_grades_are_found(gateway: Gateway) -> None:
    set_config(gateway, grade_mygrades_report="external", gradereport_mygradeurl="https://grades.example.org")
    assert await config(gateway, "gradessettings") == {"mygradesurl": "https://grades.example.org"}


async def test_what_is_advertised_to_who_has_logged_in_is_served(gateway: Gateway) -> None:
    found = value(await call(gateway, "tool_mobile_get_plugins_supporting_mobile", by="student"))["plugins"]
    assert [plugin["component"] for plugin in found] == ["mod_subsection"]
    async with client(gateway) as web:
        for plugin in found:
            for handler in json.loads(plugin["handlers"]).values():
                sheet = await web.get(handler["styles"]["url"].removeprefix(gateway.base_address))
                assert (sheet.status_code, sheet.headers["content-type"]) == (200, "text/css; charset=utf-8")
                asked: dict[str | int, object] = {
                    "component": plugin["component"],
                    "method": handler["init"],
                    "args": [{"name": "userid", "value": "4"}],
                }
                content = value(await call(gateway, "tool_mobile_get_content", asked, by="student"))
                assert content["javascript"] == ""
                assert content["templates"] == content["otherdata"] == content["files"] == []
        assert (await web.get("/mod/nothing/mobileapp/styles.css")).status_code == 404
    anonymous = await call(gateway, "tool_mobile_get_plugins_supporting_mobile", by=None, protocol="ajax")
    assert value(anonymous)["plugins"] == []


async def test_what_no_component_adds_is_refused(gateway: Gateway) -> None:
    for component, method in (("mod_bogus", "mobile_init"), ("mod_subsection", "bogus"), ("mod_page", "mobile_init")):
        outcome = await call(gateway, "tool_mobile_get_content", {"component": component, "method": method}, by="student")
        assert errorcode(outcome) == "codingerror"
