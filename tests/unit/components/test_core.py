"""Texts, dates and notices (core_get_string and its kin)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import update

from gateway.server.host import Gateway
from gateway.store.changes import ChangeKind, note
from gateway.store.tables.users import user
from tests.unit.app_fixtures import call, errorcode, set_config, value


async def text(gateway: Gateway, **arguments: Any) -> Any:
    return await call(gateway, "core_get_string", dict(arguments.items()), by="student")


async def test_texts_by_their_names(gateway: Gateway) -> None:
    assert value(await text(gateway, stringid="yes")) == "Yes"
    assert value(await text(gateway, stringid="yes", component="core")) == "Yes"
    assert value(await text(gateway, stringid="nosuch")) == "[[nosuch]]"
    assert value(await text(gateway, stringid="pluginname", component="local_probe")) == "Probe"


async def test_values_are_put_into_texts(gateway: Gateway) -> None:
    names = [{"name": "firstname", "value": "Ann {$a->lastname}"}, {"name": "lastname", "value": "Lee"}]
    assert value(await text(gateway, stringid="fullnamedisplay", stringparams=names)) == "Ann {$a->lastname} Lee"
    unnamed = [{"value": "x"}, {"value": "y"}]
    assert errorcode(await text(gateway, stringid="fullnamedisplay", stringparams=unnamed)) == "unnamedstringparam"


async def test_all_texts_of_a_component(gateway: Gateway) -> None:
    asked: dict[str | int, object] = {"component": "local_probe"}
    assert value(await call(gateway, "core_get_component_strings", asked)) == [{"stringid": "pluginname", "string": "Probe"}]
    assert value(await call(gateway, "core_get_component_strings", {"component": "local_nosuch"})) == []


@pytest.mark.parametrize(
    ("component", "name", "wanted"),
    [
        ("langconfig", "strftimetime24", "%H:%M"),
        ("mod_quiz", "modulenameplural", "Quizzes"),
        ("mod_nosuch", "pluginname", "[[pluginname]]"),
    ],
)
async def test_names_of_activities_and_formats(gateway: Gateway, component: str, name: str, wanted: str) -> None:
    assert value(await text(gateway, stringid=name, component=component)) == wanted


async def test_nobody_need_log_in_for_texts(gateway: Gateway) -> None:
    asked: dict[str | int, object] = {"strings": [{"stringid": "no"}]}
    assert value(await call(gateway, "core_get_strings", asked, by=None, protocol="ajax"))[0]["string"] == "No"


@pytest.mark.parametrize(
    ("own", "site", "forced", "hour"),
    [
        ("99", "UTC", "99", "22"),
        ("Europe/Warsaw", "UTC", "99", "23"),
        ("99", "Asia/Tokyo", "99", "7"),
        ("Europe/Warsaw", "UTC", "Asia/Tokyo", "7"),
    ],
)
async def test_dates_are_in_the_time_zone_of_the_user(gateway: Gateway, own: str, site: str, forced: str, hour: str) -> None:
    def change(work: Any) -> None:
        work.db.execute(update(user).where(user.c.id == 4).values(timezone=own))
        note(work.db, ChangeKind.USER, "4")

    gateway.store.run_here(change, write=True)
    set_config(gateway, timezone=site, forcetimezone=forced)
    asked: dict[str | int, object] = {"contextid": 1, "timestamps": [{"timestamp": 1_700_000_000, "format": "%k"}]}
    assert value(await call(gateway, "core_get_user_dates", asked, by="student")) == {"dates": [hour]}


async def test_a_context_must_be_named(gateway: Gateway) -> None:
    assert errorcode(await call(gateway, "core_get_user_dates", {"timestamps": []})) == "invalidparameter"
    assert value(await call(gateway, "core_fetch_notifications", {"contextid": 1})) == []
    assert errorcode(await call(gateway, "core_fetch_notifications", {"contextid": 999})) == "invalidrecord"
