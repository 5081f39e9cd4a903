"""The worlds of a process: made when they are first asked for, apart from each other, reset one by one or all together."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx2
import pytest

from gateway.double.template import Template
from gateway.double.worlds import Worlds, within
from gateway.registry.registry import Registry
from gateway.settings import Server
from tests.unit.double.calling import ask, control
from tests.unit.double.conftest import ADDRESS


async def firstname(browser: httpx2.AsyncClient, world: str = "") -> str:
    name: str = (await ask(browser, "core_webservice_get_site_info", world))["firstname"]
    return name


async def rename(browser: httpx2.AsyncClient, name: str, world: str = "") -> None:
    answer = await ask(browser, "core_user_update_users", world, **{"users[0][id]": 2, "users[0][firstname]": name})
    assert answer["warnings"] == []


async def test_a_world_is_made_when_it_is_first_asked_for(browser: httpx2.AsyncClient, worlds: Worlds) -> None:
    assert worlds.names == []
    info = await ask(browser, "core_webservice_get_site_info", "one")
    assert info["siteurl"] == f"{ADDRESS}/t/one"
    assert worlds.names == ["one"]


async def test_the_default_world_is_at_the_address_itself(browser: httpx2.AsyncClient) -> None:
    assert (await ask(browser, "core_webservice_get_site_info"))["siteurl"] == ADDRESS


async def test_what_is_done_in_one_world_is_not_seen_in_another(browser: httpx2.AsyncClient) -> None:
    await rename(browser, "Bea", "one")
    assert await firstname(browser, "one") == "Bea"
    assert await firstname(browser, "two") == "Ada"
    assert await firstname(browser) == "Ada"


async def test_one_world_can_be_reset_and_its_caches_with_it(browser: httpx2.AsyncClient) -> None:
    for world in ("one", "two"):
        await rename(browser, "Bea", world)
    assert (await control(browser, "reset", {}, "one"))["world"] == "one"
    assert await firstname(browser, "one") == "Ada"
    assert await firstname(browser, "two") == "Bea"


async def test_all_worlds_can_be_reset_together(browser: httpx2.AsyncClient) -> None:
    for world in ("", "one"):
        await rename(browser, "Bea", world)
    await control(browser, "reset", {"all": True}, "one")
    assert await firstname(browser) == "Ada"
    assert await firstname(browser, "one") == "Ada"


async def test_of_too_many_worlds_the_one_that_was_not_used_for_longest_begins_anew(browser: httpx2.AsyncClient, worlds: Worlds) -> None:
    await rename(browser, "Bea", "w1")
    await rename(browser, "Bea", "w2")
    await firstname(browser, "w1")
    await firstname(browser)
    for world in ("w3", "w4"):
        await firstname(browser, world)
    assert worlds.names == ["w1", "w3", "w4"]
    assert await firstname(browser, "w1") == "Bea"
    assert await firstname(browser, "w2") == "Ada"


async def test_one_world_beside_the_default_one_can_always_be_used(template: Template, registry: Registry, tmp_path: Path) -> None:
    worlds = Worlds(template, tmp_path / "worlds", Server(), registry, most=1)
    await worlds.named()
    for name in ("one", "two", "one"):
        assert (await worlds.named(name)).name == name
        assert worlds.names == [name]
    await worlds.end()


@pytest.mark.parametrize("path", ["/t/", "/t//x", "/t/a b/x", "/t/" + "n" * 65, "/t/../x", "/t/%C3%A9/"])
async def test_what_is_no_name_of_a_world_is_refused(worlds: Worlds, path: str) -> None:
    seen: list[dict[str, object]] = []

    async def send(message: object) -> None:
        assert isinstance(message, dict)
        seen.append(message)

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b""}

    await worlds({"type": "http", "path": path, "method": "GET", "headers": []}, receive, send)
    assert seen[0]["status"] == 404
    assert worlds.names == []


async def test_a_request_on_its_way_is_answered_by_the_world_that_it_was_made_to(worlds: Worlds) -> None:
    old = await worlds.named("one")
    old._inside, began = 1, old.folder
    old._left.clear()
    new = await worlds.reset("one")
    assert new is not old
    assert began.exists()
    old._inside = 0
    old._left.set()
    await asyncio.gather(*worlds._ends)
    assert not began.exists()


async def test_the_same_world_is_not_made_twice_by_two_first_requests(browser: httpx2.AsyncClient, worlds: Worlds) -> None:
    first, second = await asyncio.gather(worlds.named("one"), worlds.named("one"))
    assert first is second


def test_a_path_loses_its_prefix_in_both_forms() -> None:
    inner = within({"path": "/t/one/a b", "raw_path": b"/t/one/a%20b"}, "/t/one")
    assert (inner["path"], inner["raw_path"]) == ("/a b", b"/a%20b")


def test_an_encoded_prefix_is_not_cut_from_the_raw_path() -> None:
    assert "raw_path" not in within({"path": "/t/one/x", "raw_path": b"/%74/one/x"}, "/t/one")
