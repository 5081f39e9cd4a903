"""States in which people have left contents: kept for each of them, by activity and registration."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.server.host import Gateway
from tests.unit.components.site import STUDENT, place, refused, told

ACTIVITY = 900


@pytest.fixture(autouse=True)
def contextid(gateway: Gateway) -> int:
    """The context of an interactive content in the algebra course; another activity is beside it."""
    place(gateway, ACTIVITY + 1, "page")
    return place(gateway, ACTIVITY, "h5pactivity")


def asked(gateway: Gateway, contextid: int, userid: int = STUDENT, **more: Any) -> dict[str, Any]:
    agent = {"account": {"homePage": gateway.site.wwwroot, "name": str(userid)}}
    address = f"{gateway.site.wwwroot}/xapi/activity/{contextid}"
    return {"component": "mod_h5pactivity", "activityId": address, "agent": json.dumps(agent), **more}


async def test_a_state_is_kept_changed_listed_and_deleted(gateway: Gateway, contextid: int) -> None:
    given = asked(gateway, contextid, stateId="state")
    assert await told(gateway, "core_xapi_get_state", **given) == "null"
    for data in ('{"a": 1}', '{"a": "\u017b"}'):
        assert await told(gateway, "core_xapi_post_state", **given, stateData=data) is True
    assert json.loads(await told(gateway, "core_xapi_get_state", **given)) == {"a": "\u017b"}
    assert await told(gateway, "core_xapi_get_state", **given, registration="r-1") == "null"
    assert await told(gateway, "core_xapi_get_states", **asked(gateway, contextid)) == ["state"]
    assert await told(gateway, "core_xapi_get_states", **asked(gateway, contextid), since="2300-01-01T00:00:00Z") == []
    assert await told(gateway, "core_xapi_delete_state", **given) is True
    await told(gateway, "core_xapi_post_state", **given, stateData="[]")
    await told(gateway, "core_xapi_delete_states", **asked(gateway, contextid))
    assert await told(gateway, "core_xapi_get_states", **asked(gateway, contextid)) == []


async def test_the_states_of_others_are_nobodys_business(gateway: Gateway, contextid: int) -> None:
    given = asked(gateway, contextid, stateId="state")
    await told(gateway, "core_xapi_post_state", **given, stateData="1")
    assert await refused(gateway, "core_xapi_get_state", by="teacher", **given) == "invalidagent"
    own = asked(gateway, contextid, 3, stateId="state")
    assert await told(gateway, "core_xapi_get_state", by="teacher", **own) == "null"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"component": "mod_page"}, "invalidcomponent"),
        ({"activityId": "https://example.org/x"}, "invalidactivity"),
        ({"agent": "{"}, "invalidagent"),
        ({"agent": "[]"}, "invalidagent"),
        ({"stateData": "{"}, "invalidstatedata"),
    ],
)
async def test_what_is_not_as_xapi_has_it_is_refused(gateway: Gateway, contextid: int, wrong: dict[str, str], code: str) -> None:
    given = {**asked(gateway, contextid, stateId="state", stateData="{}"), **wrong}
    assert await refused(gateway, "core_xapi_post_state", **given) == code


async def test_other_activities_keep_none(gateway: Gateway, contextid: int) -> None:
    assert await refused(gateway, "core_xapi_get_states", **asked(gateway, contextid + 1)) == "invalidactivity"
    assert await refused(gateway, "core_xapi_get_states", **asked(gateway, contextid), since="x") == "invalidtimestamp"
