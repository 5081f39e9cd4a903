"""What ends: what callers are told in headers, and whose tokens still call it."""

from __future__ import annotations

import time
from typing import Any

import pytest

from gateway.admin import usage
from gateway.server.host import Gateway
from gateway.telemetry.endings import Called, Ending, Endings, endings_in
from tests.unit.app_fixtures import client, set_config, token

PING, SITE = "local_probe_private_ping", "core_webservice_get_site_info"
JUNE = 1_811_808_000  # the first of June 2027, at midnight in UTC
DAY = 86400


def test_protocols_services_functions_and_components_end_the_earliest_first() -> None:
    known = Endings(
        "xmlrpc 2027-06-02, function/core_user_* 2027-06-01 2027-06-03, service/old 2027-06-01, "
        "component/local_shop 2027-06-01 2027-06-02, xmlrpc 2027-06-03 2027-06-02"
    )
    assert known.of(Called("xmlrpc", SITE)) == Ending(JUNE + DAY, JUNE + DAY)
    assert known.of(Called("rest", "core_user_get_users")) == Ending(JUNE, JUNE + 2 * DAY)
    assert known.of(Called("xmlrpc", "core_user_get_users")) == Ending(JUNE, JUNE + DAY)
    assert known.of(Called("rest", SITE, service="old")) == Ending(JUNE)
    assert known.of(Called("rest", "local_shop_get", "local_shop")) == Ending(JUNE, JUNE + DAY)
    assert known.of(Called("rest", SITE, "moodle", "new")) is None
    assert known.any_of("rest", SITE, "moodle", lambda: {"new", "old"})
    assert not known.any_of("rest", SITE, "moodle", lambda: {"new"})


@pytest.mark.parametrize("text", ["", ",", "rest", "rest tomorrow", " , rest 2027-13-01"])
def test_what_is_no_date_is_left_out(text: str) -> None:
    assert not endings_in(text)
    assert endings_in(text).of(Called("rest", SITE)) is None


def test_the_headers_are_those_of_the_rfcs() -> None:
    assert Ending(JUNE, JUNE).headers() == {b"deprecation": b"@1811808000", b"sunset": b"Tue, 01 Jun 2027 00:00:00 GMT"}
    assert Ending(JUNE).headers() == {b"deprecation": b"@1811808000"}


async def called(gateway: Gateway, function: str, who: str = "teacher") -> Any:
    async with client(gateway) as http:
        query = {"wstoken": token(who), "wsfunction": function, "moodlewsrestformat": "json"}
        return await http.get("/webservice/rest/server.php", params=query)


async def test_callers_are_told_and_the_owners_of_their_tokens_are_listed(gateway: Gateway) -> None:
    text = f"function/{PING} 2026-06-01 2027-06-01"
    set_config(gateway, triglot__deprecated=text)
    told = await called(gateway, PING)
    assert (told.headers["deprecation"], told.headers["sunset"]) == ("@1780272000", "Tue, 01 Jun 2027 00:00:00 GMT")
    assert "sunset" not in (await called(gateway, SITE)).headers
    await called(gateway, PING)
    await gateway.usage.flush()

    async def listed(text: str = text, **asked: Any) -> list[usage.EndingUse]:
        asked = {"since": 0, "most": 10, **asked}
        return await gateway.store.read(usage.ending, endings_in(text), lambda _name: "local_probe", **asked)

    (use,) = await listed()
    assert (use.username, use.protocol, use.function, use.calls, use.sunset) == ("teacher", "rest", PING, 2, JUNE)
    assert "@" in use.email
    assert not await listed(since=int(time.time()) + 10)
    assert not await listed(protocol="soap")
    assert not await listed("soap 2027-06-01")
    assert len(await listed("component/local_probe 2027-06-01")) == 1


async def test_calls_by_a_service_that_ends_are_counted_by_token(gateway: Gateway) -> None:
    set_config(gateway, triglot__deprecated="service/all 2026-06-01")
    await called(gateway, SITE)
    await gateway.usage.flush()
    endings = endings_in("service/all 2026-06-01")
    (use,) = await gateway.store.read(usage.ending, endings, lambda _name: "moodle", since=0, most=10)
    assert (use.function, use.deprecated, use.sunset) == (SITE, 1_780_272_000, 0)
