"""What the page about seeds shows is true: its example is a seed, and every member stands in it."""

from __future__ import annotations

import re
from pathlib import Path
from types import ModuleType

import pytest
from sqlalchemy import Column, Float, Integer, MetaData, String, Table

from gateway.api.seed_values import Given
from gateway.api.seeding import ActivitySeed
from gateway.double.seeds.activities import kinds_of
from gateway.double.seeds.seed import base, read_text
from gateway.double.seeds.state import made, state
from gateway.registry.component import Component
from gateway.registry.registry import Registry
from tests.unit.double.seeds.site import seeded
from tests.unit.double.seeds.test_telling import OTHER

PAGE = (Path(__file__).parents[4] / "docs" / "seeds.md").read_text("utf-8")
(EXAMPLE,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(OWN,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)


async def test_the_example_makes_a_site(registry: Registry, tmp_path: Path) -> None:
    async with seeded(read_text(EXAMPLE), registry, tmp_path) as site:
        info = await site.call("bens", "core_webservice_get_site_info")
        assert (info["username"], info["firstname"], info["lastname"]) == ("ben", "Ben", "Berg")
        assert site.tokens["bens"] == "0123456789abcdef0123456789abcdef"
        functions = {row["name"] for row in (await site.call("annas", "core_webservice_get_site_info"))["functions"]}
        assert "core_course_get_contents" in functions
        assert "core_user_get_users" not in functions
        mine = await site.call("bens", "core_enrol_get_users_courses", userid=site.site.people["ben"])
        assert [row["fullname"] for row in mine] == ["Mathematics"]
        sections = await site.call("bens", "core_course_get_contents", courseid=site.course("MATH1"))
        assert [[module["name"] for module in row["modules"]] for row in sections] == [["News", "Intro"], ["Essay"], ["Sums"]]
        assert len(site.site.people) == 25


def test_every_member_of_a_seed_is_documented(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: set[str] = set()
    ask = Given.__getitem__

    def noted(given: Given, name: str) -> Given:
        if name not in given.names:  # what is there may be a name that the author has chosen
            asked.add(name)
        return ask(given, name)

    monkeypatch.setattr(Given, "__getitem__", noted)
    for seed in (base("university"), read_text(OTHER), read_text(EXAMPLE)):
        state(seed, registry)
    columns = {column.name for kind in kinds_of(registry).activities.values() for column in kind.table.columns}
    words = {word for code in re.findall(r"`([^`]*)`", PAGE) for word in re.findall(r"[a-z_0-9]+", code)}
    assert len(asked) > 100
    assert asked - columns - words == set()


@pytest.mark.parametrize("name", ["assign", "forum", "quiz", "book"])
def test_every_type_stands_in_its_table(name: str) -> None:
    assert f"\n| `{name}` |" in PAGE


def test_activities_of_ones_own_are_made_as_the_page_shows(registry: Registry, monkeypatch: pytest.MonkeyPatch) -> None:
    metadata = MetaData()
    lab = Table(
        "lab",
        metadata,
        Column("id", Integer, primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in ("course", "grade", "timedue", "timemodified")),
        Column("name", String, nullable=False, server_default=""),
    )
    results = Table(
        "lab_results",
        metadata,
        Column("id", Integer, primary_key=True),
        *(Column(name, Integer, nullable=False, server_default="0") for name in ("lab", "userid")),
        Column("points", Float, nullable=False, server_default="0"),
    )
    tables = ModuleType("local_lab.tables")
    vars(tables).update(lab=lab, lab_results=results)
    package, module = ModuleType("local_lab"), ModuleType("local_lab.seed")
    monkeypatch.setitem(__import__("sys").modules, "local_lab", package)
    monkeypatch.setitem(__import__("sys").modules, "local_lab.tables", tables)
    monkeypatch.setitem(__import__("sys").modules, "local_lab.seed", module)
    exec(OWN, vars(module))  # noqa: S102 - the page of the documentation
    assert isinstance(vars(module)["activity"], ActivitySeed)
    component = Component("mod_lab", version=1, tables=metadata, seed="local_lab.seed")
    text = "people: {ben: {}}\ncourses: {A: {people: [ben], activities: [{type: lab, name: L, due: +1d, results: {ben: 40}}]}}\n"
    result = made(read_text(text), Registry([*registry.components, component])).state
    assert [(row["grade"], row["timedue"]) for row in result["lab"]] == [(100, 1767261600 + 86400)]
    assert [row["points"] for row in result["lab_results"]] == [40.0]
    assert [row["finalgrade"] for row in result["grade_grades"]] == [40.0, 40.0]
    assert result["modules"][-1]["name"] == "lab"
