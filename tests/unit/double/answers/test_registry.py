"""Every function of a version answers in a double, and no other does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import PROFILES, functions, profile
from gateway.compare.values import normal
from gateway.describe import compile_returns
from gateway.describe.samples import sample, sample_of
from gateway.double.answers import registry
from gateway.double.answers.described import described
from gateway.double.answers.scene import Scene
from gateway.double.answers.site import ANY_SITE
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.wire.call import FunctionInfo
from tests.unit.double.answers.doubled import TOKEN, Client, doubled

BUILT = Registry(discover())
STAND_INS = {name: info for name, info in functions().items() if name not in BUILT.functions}
COMPONENTS = sorted({info.component for info in STAND_INS.values()})
PROTOCOLS = ("rest", "rest-xml", "xmlrpc", "soap")


def everything(info: FunctionInfo) -> dict[str, object]:
    """An argument for each parameter: positional ones cannot be left out before another."""
    return {name: made for name, member in info.params.members.items() if (made := sample_of(member)) not in ([], {})}


@pytest.fixture
async def client(tmp_path: Path) -> AsyncIterator[Client]:
    async with doubled(tmp_path) as made:
        yield made


@pytest.mark.parametrize("component", COMPONENTS)
async def test_every_stand_in_answers_by_every_protocol_as_its_description_says(client: Client, component: str) -> None:
    for name in sorted(name for name, info in STAND_INS.items() if info.component == component):
        info = client.info(name)
        values: list[object] = []
        for protocol in PROTOCOLS:
            reply = await client.ask(info, everything(info), by=protocol)
            assert reply.code is None, (name, protocol, reply.value)
            assert reply.source == "described", (name, protocol)
            values.append(reply.value)
        if info.returns is not None:
            assert compile_returns(info.returns)(values[0], client.world.host.site) == values[0], name
            assert all(normal(value, info.returns) == normal(values[0], info.returns) for value in values), name


async def test_every_protocol_tells_where_an_answer_is_from(client: Client) -> None:
    open_to_all = next(info for info in STAND_INS.values() if info.ajax and not info.loginrequired and info.returns is not None)
    info = client.info(open_to_all.name)
    values = {}
    for protocol in client.protocols:
        reply = await client.ask(info, everything(info), by=protocol, token="" if protocol == "ajax" else TOKEN)
        assert (protocol, reply.code, reply.source) == (protocol, None, "described")
        values[protocol] = normal(reply.value, info.returns)
    assert len(values) == 9
    assert all(value == values["rest"] for value in values.values())


async def test_every_function_that_only_reads_answers_or_refuses_in_the_dialect_of_the_protocol(client: Client) -> None:
    told = {}
    for function in client.functions:
        if function.info.type == "read" and function.info.name in BUILT.functions:
            reply = await client.ask(function.info, sample(function.info.params))
            assert reply.source == "", function.info.name
            told[function.info.name] = reply.code
    assert len(told) > 200
    assert "unexpected" not in told.values()
    assert not [name for name, code in told.items() if code == "generalexceptionmessage"]


async def test_site_info_lists_every_function_of_the_version(client: Client) -> None:
    info: Any = (await client.call("core_webservice_get_site_info")).value
    listed = {each["name"] for each in info["functions"]}
    assert set(functions()) <= listed
    assert len(set(functions())) == 759
    assert (info["version"], info["release"]) == ("2024100706", "4.5.6 (Build: 20250811) Triglot double")
    assert {each["version"] for each in info["functions"] if each["name"].startswith("mod_")} == {"2024100700"}


@pytest.mark.parametrize("version", PROFILES)
async def test_a_version_has_its_numbers_and_its_functions(version: str, tmp_path: Path) -> None:
    async with doubled(tmp_path, version) as client:
        info: Any = (await client.call("core_webservice_get_site_info")).value
        listed = {each["name"]: each["version"] for each in info["functions"]}
        chosen = profile(version)
        assert set(functions(version)) == {name for name in listed if not name.startswith("local_")}
        assert (info["version"], info["release"]) == (
            str(chosen.version),
            f"{chosen.release} Triglot double{'' if version == '4.5' else ', not recorded'}",
        )
        assert listed["mod_page_view_page"] == listed["mod_lesson_get_lesson"] == str(chosen.plugins)
        assert listed["core_user_get_users"] == str(chosen.version)


async def test_a_function_that_a_version_lacks_is_refused_like_one_that_nobody_knows(tmp_path: Path) -> None:
    lacking = functions("4.5")["core_blog_add_entry"]
    assert lacking.name in BUILT.functions
    async with doubled(tmp_path, "3.9") as client:
        unknown = type(lacking)(**{**{name: getattr(lacking, name) for name in lacking.__struct_fields__}, "name": "core_blog_no_entry"})
        refused, nobody = [await client.ask(info, sample(info.params)) for info in (lacking, unknown)]
        assert refused.code == nobody.code == "invalidrecord"
        assert (await client.call("core_blog_get_entries")).code is None


async def test_a_function_that_only_a_later_version_has_answers_there(tmp_path: Path) -> None:
    async with doubled(tmp_path, "5.0") as client:
        reply = await client.call("mod_quiz_get_user_quiz_attempts", quizid=7)
        attempts: Any = reply.value
        assert [each["quiz"] for each in attempts["attempts"]] == [7, 7]
        assert reply.source == "described"


async def test_the_arguments_of_a_stand_in_are_checked(client: Client) -> None:
    info = client.info("mod_workshop_get_submissions")
    assert (await client.ask(info, {"workshopid": "many"})).code == "invalidparameter"
    assert (await client.ask(info, {})).code == "invalidparameter"


async def test_a_stand_in_needs_a_token_and_its_service(client: Client) -> None:
    info = client.info("mod_workshop_get_submissions")
    assert (await client.ask(info, {"workshopid": 3}, token="nobody")).code == "invalidtoken"


async def test_ids_that_the_arguments_name_come_back(client: Client) -> None:
    reply: Any = (await client.call("mod_bigbluebuttonbn_get_bigbluebuttonbns_by_courses", courseids=[4, 5])).value
    assert [each["course"] for each in reply["bigbluebuttonbns"]] == [4, 5]
    assert len({each["id"] for each in reply["bigbluebuttonbns"]}) == 2


async def test_the_same_call_has_the_same_answer_and_other_arguments_another(client: Client) -> None:
    once, again, other = [await client.call("mod_workshop_get_submissions", workshopid=number) for number in (3, 3, 4)]
    assert once.response.body == again.response.body
    assert once.response.body != other.response.body


async def test_worlds_with_other_seeds_have_other_answers(tmp_path: Path) -> None:
    bodies = set()
    for name, seed in (("a", 0), ("b", 7), ("c", 7)):
        async with doubled(tmp_path / name, seed=seed) as client:
            bodies.add((await client.call("mod_workshop_get_submissions", workshopid=3)).response.body)
    assert len(bodies) == 2


async def test_times_go_by_the_clock_of_the_world(client: Client) -> None:
    before: Any = (await client.call("mod_workshop_get_submissions", workshopid=3)).value
    client.world.clock.advance(1000)
    after: Any = (await client.call("mod_workshop_get_submissions", workshopid=3)).value
    assert after["submissions"][0]["timecreated"] - before["submissions"][0]["timecreated"] == 1000


def test_two_processes_give_the_same_answers() -> None:
    program = "from tests.unit.double.answers.test_registry import _digest; print(_digest())"
    ran = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "1"},
    )
    assert ran.stdout.strip() == _digest()


def _digest() -> str:
    """What the answers of all stand-ins come to."""
    made = {
        name: described(info.returns, Scene(name, sample(info.params), now=1_750_000_000, wwwroot="http://localhost"), ANY_SITE)
        for name, info in STAND_INS.items()
    }
    return sha256(json.dumps(made).encode()).hexdigest()


def test_what_is_served_without_a_double_is_not_changed() -> None:
    built = Registry(discover())
    before = dict(built.functions)
    made = registry("3.9", built)
    assert built.functions == before
    assert "core_blog_add_entry" in built.functions
    assert "core_blog_add_entry" not in made.functions
    assert built.defaults.get("version") is None


def test_every_built_in_function_of_the_version_stays_what_it_is() -> None:
    made = registry("4.5", BUILT)
    assert all(made.functions[name] is function for name, function in BUILT.functions.items())
    assert {name for name in made.functions if not name.startswith("local_")} == set(functions())
