"""Policies: reading those in force, agreeing and declining, for oneself and for others."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from gateway.components.tool_policy.tables import tool_policy, tool_policy_versions
from gateway.server.host import Gateway
from gateway.store.tables.users import user
from tests.unit.app_fixtures import call, statement, value
from tests.unit.components.site import STUDENT, add, permit, refused, told

MUST, MAY, OLD, FOR_GUESTS = 11, 12, 13, 14
READ, ACCEPT = "tool_policy_get_user_acceptances", "tool_policy_set_acceptances_status"
USER_ROLE = 7


@pytest.fixture(autouse=True)
def policies(gateway: Gateway) -> None:
    """A policy that everybody must agree to, an optional one, one for guests, and a version that is no longer in force."""
    for number, (versionid, audience, optional) in enumerate(((MUST, 0, 0), (MAY, 1, 1), (FOR_GUESTS, 2, 0)), start=1):
        add(gateway, tool_policy, id=number, sortorder=number, currentversionid=versionid)
        same = {"summary": "s", "summaryformat": 1, "content": "<p>c <script>x</script></p>", "contentformat": 1, "revision": "v1"}
        add(gateway, tool_policy_versions, id=versionid, policyid=number, name=f"P{number}", audience=audience, optional=optional, **same)
    add(gateway, tool_policy_versions, id=OLD, policyid=1, name="Old", revision="v0", summary="", content="old", summaryformat=1)


async def read(gateway: Gateway, by: str = "student", **whose: Any) -> dict[int, dict[str, Any]]:
    return {entry["versionid"]: entry for entry in (await told(gateway, READ, by=by, **whose))["policies"]}


async def say(gateway: Gateway, by: str = "student", *, userid: int = 0, **said: int) -> int:
    entries = [{"versionid": {"must": MUST, "may": MAY}[name], "status": status} for name, status in said.items()]
    return int((await told(gateway, ACCEPT, by=by, policies=entries, userid=userid))["policyagreed"])


async def test_those_in_force_are_read_and_agreed_to(gateway: Gateway) -> None:
    before = await read(gateway)
    assert list(before) == [MUST, MAY]
    assert "script" not in before[MUST]["content"]
    assert [before[MUST][name] for name in ("canaccept", "candecline", "canrevoke")] == [True, False, False]
    assert before[MAY]["candecline"]
    assert (await say(gateway, may=0), await say(gateway, must=1)) == (0, 1)
    after = await read(gateway)
    assert [after[versionid]["acceptance"]["status"] for versionid in (MUST, MAY)] == [1, 0]
    assert statement(gateway, select(user.c.policyagreed).where(user.c.id == STUDENT)) == 1


async def test_nobody_takes_back_by_themselves_what_all_must_agree_to(gateway: Gateway) -> None:
    await say(gateway, must=1, may=1)
    decline: dict[str, Any] = {"policies": [{"versionid": MUST, "status": 0}]}
    assert await refused(gateway, ACCEPT, **decline) == "errorpolicyversioncompulsory"
    assert (await read(gateway))[MAY]["canrevoke"]
    assert await say(gateway, may=0) == 1
    assert await refused(gateway, ACCEPT, policies=[{"versionid": OLD, "status": 1}]) == "errorpolicyversionnotfound"
    assert await say(gateway, "admin", userid=STUDENT, must=0) == 0
    shown = (await read(gateway))[MUST]["acceptance"]
    assert (shown["status"], bool(shown["modfullname"])) == (0, True)


async def test_others_are_for_who_may_see_or_agree_for_them(gateway: Gateway) -> None:
    assert await refused(gateway, READ, by="student2", userid=STUDENT) == "nopermissions"
    assert await refused(gateway, ACCEPT, by="student2", userid=STUDENT, policies=[]) == "nopermissions"
    permit(gateway, "tool/policy:accept", -1, roleid=USER_ROLE)
    assert await refused(gateway, ACCEPT, policies=[{"versionid": MUST, "status": 1}]) == "nopermissions"


async def test_a_version_that_is_not_in_force_is_for_who_manages_policies(gateway: Gateway) -> None:
    async def version(versionid: int, by: str) -> Any:
        return value(await call(gateway, "tool_policy_get_policy_version", {"versionid": versionid}, by=by))

    assert (await version(MUST, by="student"))["result"]["policy"]["name"] == "P1"
    nothing = await version(OLD, by="student")
    assert (nothing["result"], nothing["warnings"][0]["warningcode"]) == ({}, "errorpolicyversionnotfound")
    assert (await version(OLD, by="admin"))["result"]["policy"]["content"] == "old"
