"""What the documentation shows is run."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path
from types import ModuleType
from typing import Any

import click
import orjson
import pytest

from gateway.admin import error_table, state
from gateway.admin.install import register_protocols
from gateway.admin.settings import as_markdown
from gateway.cli import main
from gateway.describe import export, export_params
from gateway.registry import protocols
from gateway.registry.component import Component, discover
from gateway.registry.function import Function
from gateway.registry.registry import Registry
from gateway.server.host import Gateway
from gateway.telemetry import audit
from gateway.wire.call import Token
from gateway.wire.exchange import Fault, HttpResponse
from tests.unit.app_fixtures import client, set_config, token

DOCS = Path(__file__).parents[2] / "docs"
LAB = Path(__file__).parents[1] / "packages" / "local_lab"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (DOCS / page).read_text("utf-8"), re.DOTALL)


@pytest.fixture
def lab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty package ``local_lab`` that can be imported."""
    package = tmp_path / "local_lab"
    package.mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "local_lab"]:
        del sys.modules[name]


def function_of(source: str) -> Function:
    names: dict[str, Any] = {"__name__": "local_lab.external"}
    exec(compile(source, "docs/functions.md", "exec", dont_inherit=True), names)  # noqa: S102 - our own documentation
    (found,) = (value for value in names.values() if isinstance(value, Function))
    return found


def test_ten_lines_make_a_component_that_the_setting_finds(lab: Path) -> None:
    external, init = blocks("functions.md", "python")[:2]
    (lab / "external.py").write_text(external)
    (lab / "__init__.py").write_text(init)
    (component,) = (found for found in discover(["local_lab"]) if found.name == "local_lab")
    assert isinstance(component, Component)
    (greet,) = component.functions
    assert greet.info.name == "local_lab_greet"
    assert greet.implementation(None, name="Ada", times=2) == "Hello, Hello Ada!"


def test_the_annotated_signature_describes_the_same_without_none() -> None:
    python = blocks("functions.md", "python")
    plain, annotated = function_of(python[0]), function_of(python[2])
    assert export_params(annotated.info.params) == {
        name: {**tree, "null": False} for name, tree in export_params(plain.info.params).items()
    }
    assert annotated.info.returns is not None
    assert plain.info.returns is not None
    assert export(annotated.info.returns) == export(plain.info.returns) | {"null": False}


def test_the_writing_function_can_be_declared(lab: Path) -> None:
    (lab / "__init__.py").touch()
    (lab / "lib.py").touch()
    assert function_of(blocks("functions.md", "python")[3]).info.name == "local_lab_create_rooms"


def test_the_state_has_the_form_of_one() -> None:
    (shown,) = blocks("states.md", "json")
    assert state.fit(orjson.loads(shown), Registry(discover()), strict=True).left_out == []


def test_the_commands_of_the_operations_page_are_commands() -> None:
    commands = [line for page in ("operations.md", "mcp.md", "requests.md") for block in blocks(page, "sh") for line in block.splitlines()]
    assert len(commands) >= 10
    for line in commands:
        program, *words = shlex.split(line)
        assert program == "triglot"
        verb: click.Command | None = main
        while isinstance(verb, click.Group):
            verb = verb.get_command(click.Context(main), words.pop(0))
        assert verb is not None, line
        with verb.make_context(verb.name, words, resilient_parsing=False):
            pass


def test_the_operations_page_names_every_verb() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    ctx = click.Context(main)
    for name in main.list_commands(ctx):
        verb = main.get_command(ctx, name)
        if isinstance(verb, click.Group):
            assert set(re.findall(r"`([\w-]+)`", rows[name])) == set(verb.commands), name


def test_the_operations_page_names_every_event() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    for action in (value for value in vars(audit).values() if isinstance(value, audit.Action)):
        assert f"`{action.name}`" in page


async def test_the_protocol_of_the_page_is_one_that_a_site_serves(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = blocks("protocols.md", "python")
    module = ModuleType("local_plain")
    exec(compile(source, "docs/protocols.md", "exec", dont_inherit=True), vars(module))  # noqa: S102 - our own documentation
    monkeypatch.setitem(sys.modules, "local_plain", module)
    (announced,) = blocks("protocols.md", "ini")
    (line,) = (line for line in announced.splitlines() if " = " in line)
    name, value = line.split(" = ")
    monkeypatch.setattr(protocols, "installed", lambda group: [EntryPoint(name.strip(), value, group)])
    (plain,) = gateway.protocols = protocols.protocols()
    await gateway.store.write(register_protocols, [plain.name])
    ping = gateway.registry.resolve("local_probe_private_ping").info
    sent = plain.request(ping, {}, Token(token("admin")))

    async def answer() -> tuple[int, object]:
        async with client(gateway) as web:
            got = await web.request(sent.method, sent.path, headers=sent.headers, content=sent.body)
        return got.status_code, plain.read(HttpResponse(got.status_code, dict(got.headers), got.content), ping) if got.content else None

    assert await answer() == (403, None)
    set_config(gateway, webserviceprotocols="rest,plain")
    assert await answer() == (200, "pong")
    sent = plain.request(ping, {}, Token("nobody"))
    status, fault = await answer()
    assert (status, fault.errorcode if isinstance(fault, Fault) else fault) == (401, "invalidtoken")
    sent = plain.request(ping, {"a": float(10**6)}, Token(token("admin")))
    assert (await answer())[0] == 400


def test_the_commands_of_the_page_on_protocols_are_commands() -> None:
    for line in [line for block in blocks("protocols.md", "sh") for line in block.splitlines()]:
        program, name, *words = shlex.split(line)
        verb = main.get_command(click.Context(main), name)
        assert program == "triglot"
        assert isinstance(verb, click.Group)
        with verb.commands[words[0]].make_context(words[0], words[1:], resilient_parsing=False):
            pass


def test_the_page_about_components_shows_the_component_that_is_tested() -> None:
    page = (DOCS / "components.md").read_text("utf-8")
    shown = dict(re.findall(r"^`([\w./]+)`:\n\n```\w+\n(.*?)```", page, re.DOTALL | re.MULTILINE))
    files = [path for path in LAB.rglob("*") if path.suffix in {".py", ".toml"} and path.name != "__init__.py"]
    assert shown == {str(path.relative_to(LAB)): path.read_text("utf-8") for path in files}


def test_the_page_about_settings_is_what_is_declared() -> None:
    said = "the settings have changed: triglot config document > docs/settings.md"
    assert (DOCS / "settings.md").read_text("utf-8") == as_markdown(Registry(discover())), said


def test_the_page_about_errors_is_what_is_declared() -> None:
    said = "the errors have changed: triglot config errors > docs/errors.md"
    assert (DOCS / "errors.md").read_text("utf-8") == error_table.as_markdown(Registry(discover())), said
