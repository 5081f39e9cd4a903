"""The verb ``component``."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from sqlalchemy import Column, Table

from gateway.admin import revisions
from gateway.api.schema import key, number, schema, text
from gateway.registry.component import Component, ComponentError
from gateway.registry.registry import Registry
from gateway.store import migrations
from gateway.store.migrations import KERNEL
from tests.unit.campus import REGISTRY
from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]


@pytest.mark.usefixtures("demo")
def test_components_are_listed_with_how_much_each_declares(triglot: Triglot) -> None:
    lines = {line.split()[0]: line.split() for line in done(triglot("component", "list")).splitlines()}
    assert lines["mod_forum"][1:3] == ["18", "functions"]
    assert {"moodle", "mod_workshop", "tool_mobile"} <= lines.keys()
    assert told(triglot("component", "list", "--json"))["mod_forum"]["settings"].keys() >= {"forum_oldpostdays"}


@pytest.mark.usefixtures("demo")
def test_all_that_a_component_declares_is_shown(triglot: Triglot) -> None:
    shown = told(triglot("component", "show", "mod_forum", "--json"))
    assert shown["errors"]["nopostforum"] == "You may not answer in this discussion."
    assert {"forum", "forum_posts"} <= shown["tables"].keys()
    assert "teacher" in shown["capabilities"]["mod/forum:addnews"]
    words = done(triglot("component", "show", "mod_forum"))
    assert "  forum_oldpostdays" in words
    assert "mod_forum_get_forums_by_courses" in words
    assert refusal(triglot("component", "show", "nosuch")) == "there is no component 'nosuch'"


@pytest.mark.usefixtures("demo")
def test_what_comes_with_the_gateway_is_not_removed(triglot: Triglot) -> None:
    said = refusal(triglot("component", "remove", "mod_forum", "--yes"))
    assert said == "the component mod_forum comes with the gateway and cannot be removed"


@pytest.mark.usefixtures("demo")
def test_no_revision_is_written_where_no_component_has_any(triglot: Triglot) -> None:
    assert refusal(triglot("component", "revision", "x", "--of", "nosuch")).startswith("no component has revisions in a package 'nosuch'")


def lab(folder: Path, *columns: Column[Any]) -> Component:
    """A component with one table, whose revisions lie in a folder."""
    collection = schema()
    Table("local_lab_room", collection, key(), *columns)
    component = Component("local_lab", tables=collection)
    branch = migrations.Branch("local_lab", folder, collection)
    component.branch = lambda: branch  # type: ignore[method-assign]  # no package has to be made for it
    return component


def test_revisions_are_written_one_after_the_other_and_name_the_tables_of_the_component_alone(tmp_path: Path) -> None:
    folder = tmp_path / "revisions"
    folder.mkdir()
    revisions.write(Registry([*REGISTRY.components, lab(folder, text("name"))]), "rooms", "local_lab")
    (first,) = folder.glob("*.py")
    assert first.name == "0001_rooms.py"
    written = first.read_text()
    assert written.count("op.create_table(") == 1
    assert "from gateway.api import kinds" in written
    migrations.revisions.cache_clear()
    revisions.write(Registry([*REGISTRY.components, lab(folder, text("name"), number("seats"))]), "seats", "local_lab")
    second = (folder / "0002_seats.py").read_text()
    assert second.count("add_column(") == 1
    assert "create_table" not in second
    assert "drop_table('local_lab_room')" not in second
    migrations.revisions.cache_clear()


def test_the_tables_of_the_kernel_need_no_revision(tmp_path: Path) -> None:
    """Compared with the kernel's tables alone, those of components are nobody's to drop."""
    registry = Registry(REGISTRY.components)
    copy = migrations.Branch("", tmp_path, KERNEL.tables)
    for path in KERNEL.folder.glob("[0-9]*.py"):
        (tmp_path / path.name).write_text(path.read_text())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(revisions, "KERNEL", copy)
        revisions.write(registry, "nothing")
    (new,) = tmp_path.glob(f"{len(migrations.revisions()) + 1:04}_*.py")
    assert "op." not in new.read_text().partition("def upgrade")[2]


def test_a_package_without_revisions_is_an_error() -> None:
    with pytest.raises(ComponentError, match="no component has revisions in a package 'mod_url'"):
        revisions.write(REGISTRY, "x", "mod_url")
