"""tool_mobile_get_public_config (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.settings import Settings
from tests.unit.app_fixtures import call, counted, replaced, set_config, started, value

FUNCTION = "tool_mobile_get_public_config"


async def told(gateway: Gateway) -> dict[str, Any]:
    return dict(value(await call(gateway, FUNCTION, by="student")))


async def test_what_anybody_may_know(gateway: Gateway) -> None:
    found = await told(gateway)
    assert {name: found[name] for name in ("wwwroot", "httpswwwroot", "sitename", "launchurl", "typeoflogin", "enablewebservices")} == {
        "wwwroot": "http://127.0.0.1:8080",
        "httpswwwroot": "http://127.0.0.1:8080",
        "sitename": "Oracle Site",
        "launchurl": "http://127.0.0.1:8080/admin/tool/mobile/launch.php",
        "typeoflogin": 1,
        "enablewebservices": 1,
    }
    assert (found["authnoneenabled"], found["guestlogin"], found["showloginform"], found["warnings"]) == (0, 1, 1, [])


async def test_it_needs_no_login_and_no_database(gateway: Gateway) -> None:
    info = gateway.look_up(FUNCTION)
    assert info is not None
    assert not info.loginrequired
    await told(gateway)
    with counted(gateway.store) as seen:
        await told(gateway)
    assert seen == []


async def test_the_message_of_a_maintenance_is_told_while_it_lasts(gateway: Gateway) -> None:
    set_config(gateway, maintenance_message="Back soon")
    assert (await told(gateway))["maintenancemessage"] == ""
    set_config(gateway, maintenance_enabled="1")
    found = dict(value(await call(gateway, FUNCTION, by="admin")))
    assert (found["maintenanceenabled"], found["maintenancemessage"]) == (1, "Back soon")


@pytest.mark.parametrize(("availability", "shown"), [("0", False), ("1", False), ("2", True)])
async def test_who_helps_is_told_where_everybody_may_ask(gateway: Gateway, availability: str, shown: bool) -> None:
    set_config(gateway, supportavailability=availability, supportname="Ann", supportemail="ann@example.org")
    found = await told(gateway)
    assert ("supportname" in found, "supportemail" in found) == (shown, shown)


async def test_logging_in_by_code_is_for_https_unless_the_site_says_otherwise(recorded_settings: Settings, registry: Registry) -> None:
    async with started(replaced(recorded_settings, "server", wwwroot="https://ws.example.org"), registry) as gateway:
        assert (await told(gateway))["tool_mobile_qrcodetype"] == 2
        set_config(gateway, tool_mobile__qrcodetype="0")
        assert (await told(gateway))["tool_mobile_qrcodetype"] == 0


async def test_without_https_a_code_holds_the_address_alone(gateway: Gateway) -> None:
    assert (await told(gateway))["tool_mobile_qrcodetype"] == 1


async def test_whether_people_log_in_without_a_password(gateway: Gateway) -> None:
    set_config(gateway, auth="none")
    assert (await told(gateway))["authnoneenabled"] == 1
