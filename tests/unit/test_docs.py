"""What the documentation shows is run."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import orjson
import pytest

from gateway.admin import state
from gateway.cli import main
from gateway.describe import export, export_params
from gateway.registry.component import Component, discover
from gateway.registry.function import Function
from gateway.registry.registry import Registry
from gateway.telemetry import audit

DOCS = Path(__file__).parents[2] / "docs"


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
    state.check(orjson.loads(shown), Registry(discover()))


def test_the_commands_of_the_operations_page_are_commands() -> None:
    commands = [line for block in blocks("operations.md", "sh") for line in block.splitlines()]
    assert len(commands) >= 10
    for line in commands:
        program, *words = shlex.split(line)
        assert program == "triglot"
        verb: click.Command = main
        while isinstance(verb, click.Group):
            verb = verb.commands[words.pop(0)]
        with verb.make_context(verb.name, words, resilient_parsing=False):
            pass


def test_the_operations_page_names_every_verb() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", page, re.MULTILINE))
    for name, verb in main.commands.items():
        if isinstance(verb, click.Group):
            assert set(re.findall(r"`(\w+)`", rows[name])) == set(verb.commands), name


def test_the_operations_page_names_every_event() -> None:
    page = (DOCS / "operations.md").read_text("utf-8")
    for action in (value for value in vars(audit).values() if isinstance(value, audit.Action)):
        assert f"`{action.name}`" in page
