"""What ends: what callers are told in headers, and whose tokens still call it."""

from __future__ import annotations

import time
from typing import Any

import msgspec
import pytest

from gateway.admin import usage
from gateway.server.host import Gateway
from gateway.settings import Settings, SettingsError, Sunset
from gateway.telemetry.endings import Ending, Endings
from tests.unit.app_fixtures import client, started, token

PING, SITE = "local_probe_private_ping", "core_webservice_get_site_info"
JUNE = 1_811_808_000  # the first of June 2027, at midnight in UTC


def endings(offered: dict[str, set[str]] | None = None, **rules: Sunset) -> Endings:
    return Endings(rules, lambda name: (offered or {}).get(name, set()))


def test_a_section_is_about_all_that_it_names() -> None:
    known = endings(
        {"shop": {"local_shop_get"}},
        old=Sunset(protocol="xmlrpc", deprecated="2027-06-01"),
        some=Sunset(functions=("core_user_*", PING), sunset="2027-06-02", link="https://example.org/end"),
        both=Sunset(protocol="soap", upstream="shop", sunset="2027-06-01"),
    )
    assert known.of("xmlrpc", SITE) == Ending(JUNE, 0, "")
    assert known.of("rest", "core_user_get_users") == Ending(0, JUNE + 86400, "https://example.org/end")
    assert known.of("xmlrpc", PING) == Ending(JUNE, JUNE + 86400, "https://example.org/end")
    assert known.of("soap", "local_shop_get") == Ending(0, JUNE, "")
    assert known.of("rest", "local_shop_get") is None
    assert known.of("rest", SITE) is None
    assert not endings()
    assert endings().of("xmlrpc", SITE) is None


def test_the_headers_are_those_of_the_rfcs() -> None:
    assert Ending(JUNE, JUNE, "https://example.org/end").headers() == {
        b"deprecation": b"@1811808000",
        b"sunset": b"Tue, 01 Jun 2027 00:00:00 GMT",
        b"link": b'<https://example.org/end>; rel="sunset"',
    }
    assert Ending(JUNE).headers() == {b"deprecation": b"@1811808000"}


@pytest.mark.parametrize(
    ("rule", "reason"),
    [
        (Sunset(sunset="2027-06-01"), "sunsets.x: a protocol, functions or an upstream is expected"),
        (Sunset(protocol="xmlrpc"), "sunsets.x: a day is expected"),
        (Sunset(protocol="xmlrpc", sunset="2027-02-31"), "sunsets.x.sunset: expected a day"),
    ],
)
def test_a_section_that_says_too_little_is_refused(rule: Sunset, reason: str) -> None:
    with pytest.raises(SettingsError, match=reason):
        endings(x=rule)


async def called(gateway: Gateway, function: str, who: str = "teacher") -> Any:
    async with client(gateway) as http:
        query = {"wstoken": token(who), "wsfunction": function, "moodlewsrestformat": "json"}
        return await http.get("/webservice/rest/server.php", params=query)


async def test_callers_are_told_and_the_owners_of_their_tokens_are_listed(recorded_settings: Settings, registry: Any) -> None:
    rules = {"ping": Sunset(functions=(PING,), deprecated="2026-06-01", sunset="2027-06-01")}
    async with started(msgspec.structs.replace(recorded_settings, sunsets=rules), registry) as gateway:
        told = await called(gateway, PING)
        assert (told.headers["deprecation"], told.headers["sunset"]) == ("@1780272000", "Tue, 01 Jun 2027 00:00:00 GMT")
        assert "sunset" not in (await called(gateway, SITE)).headers
        await called(gateway, PING)
        await gateway.usage.flush()

        async def listed(**asked: Any) -> list[usage.EndingUse]:
            return await gateway.store.read(usage.ending, gateway.endings, **{"since": 0, "most": 10, **asked})

        (use,) = await listed()
        assert (use.username, use.protocol, use.function, use.calls, use.sunset) == ("teacher", "rest", PING, 2, JUNE)
        assert "@" in use.email
        assert not await listed(since=int(time.time()) + 10)
        assert not await listed(protocol="soap")
        gateway.endings = endings(other=Sunset(protocol="soap", sunset="2027-06-01"))
        assert not await listed()
