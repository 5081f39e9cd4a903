"""What answers tell beside the value: rates and what is left of them, when to ask again, what will end, when the token does."""

from __future__ import annotations

from email.utils import formatdate

from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from gateway.store.tables.services import external_tokens
from tests.unit.app_fixtures import client, replaced, set_config, started, statement, token

CALL = "/webservice/rest/server.php?wsfunction=local_trial_plain&moodlewsrestformat=json&wstoken="


async def test_rates_and_what_is_left_of_them(recorded_settings: Settings, registry: Registry) -> None:
    async with (
        started(replaced(recorded_settings, "rates", token="2/minute", address="9/minute"), registry) as gateway,
        client(gateway) as web,
    ):
        headers = (await web.get(f"{CALL}{token('admin')}")).headers
        assert headers["ratelimit-policy"] == '"address";q=9;w=60, "token";q=2;w=60'
        assert headers["ratelimit"].startswith('"address";r=8;t=')
        assert '"token";r=1;t=' in headers["ratelimit"]
        assert "retry-after" not in headers
        await web.get(f"{CALL}{token('admin')}")
        refused = await web.get(f"{CALL}{token('admin')}")
        assert refused.json()["errorcode"] == "toomanyrequests"
        assert 0 < int(refused.headers["retry-after"]) <= 60
        assert '"token";r=0;t=' in refused.headers["ratelimit"]


async def test_without_rates_none_are_told(gateway: Gateway) -> None:
    async with client(gateway) as web:
        headers = (await web.get(f"{CALL}{token('admin')}")).headers
    assert not {"ratelimit", "ratelimit-policy", "retry-after", "deprecation", "sunset", "token-expires"} & set(headers)


async def test_what_will_end_is_told_to_who_still_calls_it(gateway: Gateway) -> None:
    set_config(gateway, triglot__deprecated="rest 2027-01-01 2027-07-01, soap 2028-01-01")
    async with client(gateway) as web:
        headers = (await web.get(f"{CALL}{token('admin')}")).headers
        assert (headers["deprecation"], headers["sunset"]) == ("@1798761600", "Thu, 01 Jul 2027 00:00:00 GMT")
        set_config(gateway, triglot__deprecated="service/all 2027-01-01")
        headers = (await web.get(f"{CALL}{token('admin')}")).headers
        assert headers["deprecation"] == "@1798761600"
        assert "sunset" not in headers


async def test_a_token_tells_when_it_ends(gateway: Gateway) -> None:
    statement(gateway, external_tokens.update().values(validuntil=2**31))
    async with client(gateway) as web:
        headers = (await web.get(f"{CALL}{token('admin')}")).headers
    assert headers["token-expires"] == formatdate(2**31, usegmt=True)
