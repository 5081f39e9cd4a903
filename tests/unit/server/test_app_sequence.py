"""The mobile app as a client: what it asks for, in its order, and the fields it relies on."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest

from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from tests.unit.app_fixtures import client, replaced, set_config, started

SITE = "https://ws.example.org"
AGENT = {"user-agent": "Mozilla/5.0 MoodleMobile 4.5.0"}

PUBLIC = {
    "wwwroot", "httpswwwroot", "sitename", "enablewebservices", "enablemobilewebservice", "maintenanceenabled", "maintenancemessage",
    "typeoflogin", "showloginform", "launchurl", "guestlogin", "rememberusername", "authloginviaemail", "registerauth",
    "forgottenpasswordurl", "authinstructions", "authnoneenabled", "country", "lang", "langlist", "tool_mobile_disabledfeatures",
    "tool_mobile_minimumversion", "tool_mobile_qrcodetype", "supportavailability", "warnings",
}  # fmt: skip
INFO = {
    "siteurl", "username", "userid", "fullname", "version", "release", "functions", "downloadfiles", "uploadfiles", "advancedfeatures",
    "userpictureurl", "userprivateaccesskey", "userhomepage", "siteid", "usercanmanageownfiles", "usermaxuploadfilesize", "userquota",
    "lang", "theme", "policyagreed", "usercalendartype",
}  # fmt: skip
SETTINGS = {
    "tool_mobile_disabledfeatures", "tool_mobile_custommenuitems", "tool_mobile_customlangstrings", "tool_mobile_autologout",
    "tool_mobile_autologouttime", "tool_mobile_autologinmintimebetweenreq", "tool_mobile_filetypeexclusionlist", "tool_mobile_apppolicy",
    "sitepolicy", "sitepolicyhandler",
}  # fmt: skip
COURSE = {"id", "fullname", "shortname", "visible", "startdate", "enddate", "progress", "completed", "hidden", "isfavourite", "lastaccess"}


class App:
    """The app, as far as it is a client."""

    def __init__(self, web: httpx2.AsyncClient) -> None:
        self.web = web
        self.token = ""

    async def without_login(self, function: str) -> Any:
        body = [{"index": 0, "methodname": function, "args": {}}]
        answer = (await self.web.post(f"/lib/ajax/service-nologin.php?info={function}&lang=en", json=body, headers=AGENT)).json()
        assert answer[0]["error"] is False, answer
        return answer[0]["data"]

    async def call(self, function: str, **arguments: object) -> Any:
        settings = {"moodlewssettingfilter": "true", "moodlewssettingfileurl": "true", "moodlewssettinglang": "en"}
        fields = {"wstoken": self.token, "wsfunction": function, **settings, **{name: str(value) for name, value in arguments.items()}}
        address = f"/webservice/rest/server.php?moodlewsrestformat=json&wsfunction={function}"
        answer = (await self.web.post(address, data=fields, headers=AGENT)).json()
        assert not (isinstance(answer, dict) and "exception" in answer), answer
        return answer

    async def batch(self, **calls: dict[str, object]) -> dict[str, Any]:
        fields: dict[str, object] = {}
        for number, (function, arguments) in enumerate(calls.items()):
            own = {"function": function, "arguments": json.dumps(arguments), "settingfilter": 1, "settingfileurl": 1}
            fields |= {f"requests[{number}][{name}]": value for name, value in own.items()}
        responses = (await self.call("tool_mobile_call_external_functions", **fields))["responses"]
        assert [response["error"] for response in responses] == [False] * len(calls), responses
        return {function: json.loads(response["data"]) for function, response in zip(calls, responses, strict=True)}


@pytest.fixture
async def app(recorded_settings: Settings, registry: Registry) -> AsyncIterator[tuple[Gateway, App]]:
    async with started(replaced(recorded_settings, "server", wwwroot=SITE), registry) as gateway:
        set_config(gateway, enablemobilewebservice="1")
        async with client(gateway, scheme="https", host="ws.example.org") as web:
            yield gateway, App(web)


async def test_from_the_check_of_the_site_to_a_course_and_a_browser(app: tuple[Gateway, App]) -> None:
    _, phone = app

    # 1 Is this a site for the app, and how does one log in?
    public = await phone.without_login("tool_mobile_get_public_config")
    assert set(public) >= PUBLIC
    assert (public["httpswwwroot"], public["enablewebservices"], public["enablemobilewebservice"], public["typeoflogin"]) == (SITE, 1, 1, 1)
    assert (await phone.web.post("/login/token.php", data={"appsitecheck": "1"})).json() == {"appsitecheck": "ok"}

    # 2 A token for a user name and a password.
    login = {"username": "student", "password": "Passw0rd!", "service": "moodle_mobile_app"}
    granted = (await phone.web.post("/login/token.php?lang=en", data=login)).json()
    phone.token = granted["token"]
    assert len(granted["privatetoken"]) == 64

    # 3 Who is this, and what may be called? What is not named here the app does not even try.
    info = await phone.call("core_webservice_get_site_info")
    assert set(info) >= INFO
    assert (info["siteurl"], int(info["version"]) >= 2018051700) == (SITE, True)
    offered = {function["name"] for function in info["functions"]}

    # 4 The configuration.
    settings = {entry["name"] for entry in (await phone.call("tool_mobile_get_config"))["settings"]}
    assert settings >= SETTINGS

    # 5 At once, right after the log-in.
    first = await phone.batch(
        tool_mobile_get_plugins_supporting_mobile={},
        core_filters_get_all_states={},
        core_message_get_unread_conversation_counts={},
        core_message_get_received_contact_requests_count={"userid": info["userid"]},
        core_message_get_unread_notification_count={"useridto": info["userid"]},
    )
    assert isinstance(first["tool_mobile_get_plugins_supporting_mobile"]["plugins"], list)
    assert first["core_filters_get_all_states"]["filters"]
    assert first["core_message_get_unread_conversation_counts"]["types"] == {"1": 0, "2": 0, "3": 0}
    assert first["core_message_get_received_contact_requests_count"] == 0
    assert first["core_message_get_unread_notification_count"] == 0
    device = {"appid": "app", "name": "x", "model": "x", "platform": "Android", "version": "14", "pushid": "p", "uuid": "u"}
    assert await phone.call("core_user_add_user_device", **device) == []

    # 6 The dashboard, with what its blocks show.
    dashboard = await phone.call("core_block_get_dashboard_blocks", userid=info["userid"], returncontents=1)
    assert dashboard == {"blocks": [], "warnings": []}

    # 7 The courses of the user.
    courses = await phone.call("core_enrol_get_users_courses", userid=info["userid"], returnusercount=0)
    assert courses
    assert all(set(course) >= COURSE for course in courses)
    ids = ",".join(str(course["id"]) for course in courses)
    found = await phone.call("core_course_get_courses_by_field", field="ids", value=ids)
    assert [course["id"] for course in found["courses"]] == [course["id"] for course in courses]
    assert "courses" in await phone.call("core_course_get_user_navigation_options", **{"courseids[0]": courses[0]["id"]})
    assert isinstance(await phone.call("core_course_get_recent_courses", userid=info["userid"]), list)

    # 8 What is to be done.
    timeline = {"timesortfrom": 1, "limitnum": 20, "limittononsuspendedevents": 1}
    assert await phone.call("core_calendar_get_action_events_by_timesort", **timeline) == {"events": [], "firstid": None, "lastid": None}

    # 9 One course, and what is in it.
    courseid = courses[0]["id"]
    assert await phone.call("core_course_get_contents", courseid=courseid)
    done = await phone.call("core_completion_get_activities_completion_status", courseid=courseid, userid=info["userid"])
    assert isinstance(done["statuses"], list)
    for function in ("mod_page_get_pages_by_courses", "mod_quiz_get_quizzes_by_courses", "mod_resource_get_resources_by_courses"):
        assert function in offered
        assert (await phone.call(function, **{"courseids[0]": courseid}))["warnings"] == []
    assert isinstance(await phone.call("mod_forum_get_forums_by_courses", **{"courseids[0]": courseid}), list)

    # 10 On to a browser.
    key = await phone.call("tool_mobile_get_autologin_key", privatetoken=granted["privatetoken"])
    page = await phone.web.get(key["autologinurl"], params={"userid": info["userid"], "key": key["key"], "urltogo": f"{SITE}/my/"})
    assert (page.status_code, page.headers["location"]) == (303, f"{SITE}/my/")


async def test_a_log_in_by_browser_ends_in_the_app(app: tuple[Gateway, App]) -> None:
    gateway, phone = app
    set_config(gateway, tool_mobile__typeoflogin="2")
    public = await phone.without_login("tool_mobile_get_public_config")
    asked = {"service": "moodle_mobile_app", "passport": "99", "urlscheme": "moodlemobile"}
    sent = await phone.web.get(public["launchurl"], params=asked)
    assert sent.headers["location"] == f"{SITE}/login/index.php"
    login = {"username": "student", "password": "Passw0rd!", "service": "moodle_mobile_app"}
    granted = (await phone.web.post("/login/token.php", data=login)).json()
    phone.token = granted["token"]
    key = await phone.call("tool_mobile_get_autologin_key", privatetoken=granted["privatetoken"])
    await phone.web.get(key["autologinurl"], params={"userid": 4, "key": key["key"]})
    back = await phone.web.get(public["launchurl"], params=asked)
    _, token, private = base64.b64decode(back.headers["location"].split("token=")[1]).decode().split(":::")
    assert (token, private) == (granted["token"], granted["privatetoken"])
