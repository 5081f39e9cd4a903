"""Launching external tools: the signature of the form, and who is told to the tool."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.components.mod_lti.oauth import signature
from gateway.components.mod_lti.tables import lti_tool_proxies, lti_types, lti_types_config
from gateway.server.host import Gateway
from tests.unit.components.site import add, place, refused, told

TOOL = 900
KEYS: dict[str, Any] = {"resourcekey": "key", "password": "s&cret"}


async def launched(gateway: Gateway, by: str = "student") -> tuple[str, dict[str, str]]:
    answer = await told(gateway, "mod_lti_get_tool_launch_data", by=by, toolid=TOOL)
    return answer["endpoint"], {field["name"]: field["value"] for field in answer["parameters"]}


def test_the_signature_is_that_of_the_specification() -> None:
    # The example of the OAuth Core 1.0 specification, appendix A.5.
    fields = {
        "file": "vacation.jpg", "size": "original", "oauth_consumer_key": "dpf43f3p2l4k3l03", "oauth_token": "nnch734d00sl2jdk",
        "oauth_signature_method": "HMAC-SHA1", "oauth_timestamp": "1191242096", "oauth_nonce": "kllo9940pd9333jh",
        "oauth_version": "1.0",
    }  # fmt: skip
    in_form = signature("GET", "http://photos.example.net/photos", fields, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00")
    assert in_form == "tR3+Ty81lMeYAr/Fid0kMTYa/WM="
    in_address = {name: value for name, value in fields.items() if name not in ("file", "size")}
    address = "HTTP://PHOTOS.example.net:80/photos?size=original&file=vacation.jpg"
    assert signature("get", address, in_address, "kd94hf93k423kf44", "pfkkdhi9sl3r4s00") == in_form


async def test_a_tool_is_told_who_comes_and_can_verify_it(gateway: Gateway) -> None:
    more: dict[str, Any] = {
        "instructorchoicesendname": 1,
        "instructorchoicesendemailaddr": 0,
        "instructorcustomparameters": "Level=2\nx y = z",
    }
    place(gateway, TOOL, "lti", toolurl="https://tool.example.org/launch?a=1", typeid=0, **KEYS, **more)
    address, fields = await launched(gateway)
    assert address == "https://tool.example.org/launch?a=1"
    assert (fields["roles"], fields["user_id"], fields["custom_level"], fields["custom_x_y"]) == ("Learner", "4", "2", "z")
    assert ("lis_person_name_full" in fields, "lis_person_contact_email_primary" in fields) == (True, False)
    sent = fields.pop("oauth_signature")
    assert sent == signature("POST", address, fields, KEYS["password"])
    assert (await launched(gateway))[1]["oauth_nonce"] != fields["oauth_nonce"]
    assert (await launched(gateway, "teacher"))[1]["roles"] == "Instructor"
    assert "Administrator" in (await launched(gateway, "admin"))[1]["roles"]


async def test_a_type_of_tool_says_its_address_and_what_is_sent(gateway: Gateway) -> None:
    place(gateway, TOOL, "lti", toolurl="", typeid=5, instructorchoicesendname=1)
    add(gateway, lti_types, id=5, name="T", baseurl="https://t.example.org", tooldomain="t.example.org", course=1, ltiversion="LTI-1p0")
    config: dict[str, Any] = {**KEYS, "sendname": "0", "sendemailaddr": "1", "customparameters": "a=1;b=2"}
    for name, value in config.items():
        add(gateway, lti_types_config, typeid=5, name=name, value=value)
    address, fields = await launched(gateway)
    assert (address, fields["oauth_consumer_key"], fields["custom_b"]) == ("https://t.example.org", "key", "2")
    assert ("lis_person_name_full" in fields, "lis_person_contact_email_primary" in fields) == (False, True)


@pytest.mark.parametrize(
    ("version", "values", "code"),
    [("1.3.0", {"typeid": 5}, "ltiversionunsupported"), ("", {"typeid": 0}, "ltinoaddress")],
)
async def test_what_cannot_be_launched_is_refused(gateway: Gateway, version: str, values: dict[str, Any], code: str) -> None:
    place(gateway, TOOL, "lti", toolurl="", **values)
    add(gateway, lti_types, id=5, name="T", baseurl="https://t.example.org", tooldomain="x", course=1, ltiversion=version)
    assert await refused(gateway, "mod_lti_get_tool_launch_data", toolid=TOOL) == code


async def test_without_a_secret_nothing_is_signed(gateway: Gateway) -> None:
    place(gateway, TOOL, "lti", toolurl="https://tool.example.org/launch", typeid=0)
    assert "oauth_signature" not in (await launched(gateway))[1]


async def test_administrators_see_the_types_of_tools_and_who_uses_them(gateway: Gateway) -> None:
    place(gateway, TOOL, "lti", toolurl="", typeid=5)
    same = {"baseurl": "https://t.example.org", "tooldomain": "x", "ltiversion": "LTI-1p0", "timecreated": 1}
    add(gateway, lti_tool_proxies, id=3, name="P", capabilityoffered="", serviceoffered="", timecreated=1)
    add(gateway, lti_types, id=5, name="A & B", course=1, state=1, **same)
    add(gateway, lti_types, id=6, name="Of a course", course=2, toolproxyid=3, **same)
    used, other = await told(gateway, "mod_lti_get_tool_types", by="admin")
    assert (used["instanceids"], used["state"]["configured"], other["state"]["text"]) == ([TOOL], True, "Pending")
    assert ("course" in used["urls"], "course" in other["urls"]) == (False, True)
    assert [row["id"] for row in await told(gateway, "mod_lti_get_tool_types", by="admin", toolproxyid=3)] == [6]
    assert await told(gateway, "mod_lti_get_tool_proxies", by="admin", orphanedonly=True) == []
    both = await told(gateway, "mod_lti_get_tool_types_and_proxies", by="admin", limit=2)
    assert ([row["id"] for row in both["proxies"]], [row["id"] for row in both["types"]]) == ([3], [5])
    assert (await told(gateway, "mod_lti_get_tool_types_and_proxies_count", by="admin", orphanedonly=True))["count"] == 1
    assert await refused(gateway, "mod_lti_get_tool_types", by="teacher") == "nopermissions"
