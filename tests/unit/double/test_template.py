"""The template of worlds, and a state that was taken out of one."""

from __future__ import annotations

import base64
import os
from pathlib import Path

import httpx2
import pytest

from gateway.double.clocks import DEFAULT_MOMENT
from gateway.double.control.face import ControlFace
from gateway.double.template import made
from gateway.double.worlds import Worlds
from gateway.registry.registry import Registry
from gateway.settings import Server
from tests.unit.double.calling import control
from tests.unit.double.conftest import ADDRESS


async def test_an_exported_state_makes_a_site_with_the_same_rows_tokens_and_passwords(
    browser: httpx2.AsyncClient, registry: Registry, tmp_path: Path
) -> None:
    state = await control(browser, "export")
    (tmp_path / "again").mkdir()
    template = await made(tmp_path / "again", registry, moment=DEFAULT_MOMENT, state=state)
    worlds = Worlds(template, tmp_path / "others", Server(), registry)
    worlds.control = ControlFace(worlds)
    transport = httpx2.ASGITransport(app=worlds, client=("127.0.0.1", 50000))
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as other:
        assert await control(other, "export") == state
        login = {"username": "ada", "password": "Secret.123", "service": "all"}
        refused = (await other.get("/login/token.php", params=login | {"password": "wrong"})).json()
        assert refused["errorcode"] == "invalidlogin"
        assert (await other.get("/login/token.php", params=login)).json()["token"] == state["external_tokens"][0]["token"]
    await worlds.end()


async def test_a_site_without_a_seed_was_installed_at_the_time_of_its_clock(registry: Registry, tmp_path: Path) -> None:
    template = await made(tmp_path, registry, moment=1_234_567_890.0)
    worlds = Worlds(template, tmp_path / "worlds", Server(), registry)
    world = await worlds.named()
    worlds.control = ControlFace(worlds)
    transport = httpx2.ASGITransport(app=worlds)
    async with httpx2.AsyncClient(transport=transport, base_url=ADDRESS) as browser:
        state = await control(browser, "export")
    assert {row["timecreated"] for name in ("course", "user") for row in state[name]} == {1_234_567_890}
    assert world.clock() == 1_234_567_890.0
    await worlds.end()


async def test_contents_are_copied_where_they_cannot_be_linked(registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "template").mkdir()
    name = "0a4d55a8d778e5022fab701977c5d840bbc486d0"  # of what is in it
    state = {"blobs": {name: base64.b64encode(b"Hello World").decode()}}
    template = await made(tmp_path / "template", registry, moment=1.0, state=state)

    def link(_source: str, _target: str) -> None:
        raise PermissionError

    _, linked = template.copy(tmp_path / "one")
    monkeypatch.setattr(os, "link", link)
    _, copied = template.copy(tmp_path / "two")
    path = f"{name[:2]}/{name[2:4]}/{name}"
    assert (linked / path).read_bytes() == (copied / path).read_bytes() == b"Hello World"
    assert (linked / path).samefile(template.files / path)
    assert not (copied / path).samefile(template.files / path)
