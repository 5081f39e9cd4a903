"""Answers of files, in JSON and in Python, over functions of all kinds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import functions
from gateway.double.answers import FixtureError
from gateway.double.answers.fixtures import fixtures
from tests.unit.double.answers.doubled import STUDENT, doubled


def written(folder: Path, **files: object) -> Path:
    """A folder of answers: code for texts, JSON for all else."""
    folder = folder / "answers"
    folder.mkdir()
    for name, content in files.items():
        if isinstance(content, str):
            (folder / f"{name}.py").write_text(content)
        else:
            (folder / f"{name}.json").write_text(json.dumps(content))
    return folder


async def test_a_file_answers_in_the_place_of_what_is_described(tmp_path: Path) -> None:
    answer = {"can_join": False, "cmid": 12}
    async with doubled(tmp_path, files=written(tmp_path, mod_bigbluebuttonbn_can_join=answer)) as client:
        reply = await client.call("mod_bigbluebuttonbn_can_join", cmid=1)
        assert (reply.value, reply.source) == (answer, "fixture")


async def test_a_file_answers_in_the_place_of_what_is_built_in(tmp_path: Path) -> None:
    answer = [{"id": 77, "username": "zoe", "profileimageurlsmall": "", "profileimageurl": "", "fullname": "Zoë"}]
    async with doubled(tmp_path, files=written(tmp_path, core_user_get_users_by_field=answer)) as client:
        for protocol in ("rest", "soap", "xmlrpc"):
            reply = await client.call("core_user_get_users_by_field", by=protocol, field="id", values=["2"])
            value: Any = reply.value
            assert (value[0]["id"], value[0]["fullname"], reply.source) == (77, "Zoë", "fixture")


RULES = [
    {"when": {"cmid": 3}, "answer": {"can_join": True, "cmid": 3}},
    {"when": {"cmid": "4"}, "answer": {"can_join": False, "cmid": 4}},
    {"when": {"cmid": 5}, "error": "invalidrecord", "message": "Not you."},
]


async def test_the_first_rule_that_fits_answers_and_without_one_all_is_as_usual(tmp_path: Path) -> None:
    async with doubled(tmp_path, files=written(tmp_path, mod_bigbluebuttonbn_can_join=RULES)) as client:
        replies = [await client.call("mod_bigbluebuttonbn_can_join", cmid=number) for number in (3, 4, 5, 6)]
        values: list[Any] = [reply.value for reply in replies]
        assert [reply.source for reply in replies] == ["fixture", "fixture", "fixture", "described"]
        assert (values[0]["can_join"], values[1]["can_join"], values[3]["cmid"]) == (True, False, 6)
        assert (replies[2].code, values[2].message) == ("invalidrecord", "Not you.")
        assert values[2].wire_class == "dml_missing_record_exception"


PROGRAM = """
def answer(arguments, world):
    if arguments["cmid"] == 1:
        return world.usual
    if arguments["cmid"] == 2:
        raise world.error("errormeeting", "No meeting.")
    return {"can_join": world.username == "ada", "cmid": world.chance.randrange(1000)}
"""


async def test_a_program_answers_by_arguments_and_caller(tmp_path: Path) -> None:
    async with doubled(tmp_path, files=written(tmp_path, mod_bigbluebuttonbn_can_join=PROGRAM)) as client:
        usual, refused, mine, again = [await client.call("mod_bigbluebuttonbn_can_join", cmid=number) for number in (1, 2, 3, 3)]
        theirs = await client.call("mod_bigbluebuttonbn_can_join", token=STUDENT, cmid=3)
        assert [usual.source, refused.source, mine.source] == ["described", "fixture", "fixture"]
        values: list[Any] = [mine.value, again.value, theirs.value]
        assert refused.code == "errormeeting"
        assert [value["can_join"] for value in values] == [True, True, False]
        assert values[0] == values[1]


async def test_a_program_may_stand_before_a_coroutine(tmp_path: Path) -> None:
    program = "def answer(arguments, world):\n    return world.usual if arguments['requests'] else {'responses': []}\n"
    async with doubled(tmp_path, files=written(tmp_path, tool_mobile_call_external_functions=program)) as client:
        own = await client.call("tool_mobile_call_external_functions", requests=[{"function": "core_webservice_get_site_info"}])
        value: Any = own.value
        assert (own.source, value["responses"][0]["error"]) == ("", False)


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("def answer(arguments, world):\n    return {'can_join': 'perhaps'}\n", "can_join"),
        ("def answer(arguments, world):\n    return arguments['nothing']\n", "KeyError: 'nothing'"),
    ],
    ids=["an answer that does not fit", "an error of the program"],
)
async def test_what_a_program_does_wrong_is_told(tmp_path: Path, program: str, told: str) -> None:
    async with doubled(tmp_path, files=written(tmp_path, mod_bigbluebuttonbn_can_join=program)) as client:
        reply: Any = (await client.call("mod_bigbluebuttonbn_can_join", cmid=3)).value
        assert "mod_bigbluebuttonbn_can_join.py" in reply.message
        assert told in reply.message


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("mod_wiki_no_such", {}, r"mod_wiki_no_such\.json: there is no function mod_wiki_no_such"),
        ("mod_bigbluebuttonbn_can_join", {"can_join": "perhaps"}, r"can_join\.json: can_join: "),
        ("mod_bigbluebuttonbn_can_join", {"can_join": True, "cmid": 1, "canjoin": 1}, r"canjoin is no member of what"),
        ("mod_bigbluebuttonbn_can_join", {"can_join": True}, r"can_join\.json: cmid: "),
        ("mod_bigbluebuttonbn_can_join", [{"when": {"id": 1}, "error": "x"}], r"\[0\]: .*has no parameter id; it has cmid"),
        ("mod_bigbluebuttonbn_can_join", [{"error": "x"}, {"answer": 1, "error": "x"}], r"\[1\]: a rule has either"),
        ("mod_bigbluebuttonbn_can_join", [{"error": "no code"}], r"\[0\]: an error is named by its code"),
        ("mod_bigbluebuttonbn_can_join", [{"error": 5}], r"\[0\]: Expected `str \| null`"),
        ("mod_bigbluebuttonbn_can_join", "answer = 5", r"can_join\.py: has no function answer"),
        ("mod_bigbluebuttonbn_can_join", "def answer(world): pass", r"can_join\.py: answer takes the arguments and the world"),
        ("mod_bigbluebuttonbn_can_join", "def answer(", r"can_join\.py: SyntaxError"),
        ("mod_bigbluebuttonbn_can_join", "1 / 0", r"can_join\.py: ZeroDivisionError"),
        ("core_message_delete_message", [1], r"core_message_delete_message\.json"),
    ],
    ids=str,
)
def test_a_file_that_cannot_be_used_is_told_with_its_place(tmp_path: Path, name: str, content: object, told: str) -> None:
    with pytest.raises(FixtureError, match=told):
        fixtures(written(tmp_path, **{name: content}), functions())


def test_a_file_that_is_no_json_and_a_folder_that_is_not_there_are_told(tmp_path: Path) -> None:
    folder = written(tmp_path)
    (folder / "mod_bigbluebuttonbn_can_join.json").write_text("{")
    (folder / "notes.txt").write_text("of no account")
    with pytest.raises(FixtureError, match=r"can_join\.json: is not JSON"):
        fixtures(folder, functions())
    with pytest.raises(FixtureError, match="nowhere: No such file"):
        fixtures(tmp_path / "nowhere", functions())


def test_one_function_has_one_file(tmp_path: Path) -> None:
    folder = written(tmp_path, mod_bigbluebuttonbn_can_join={"can_join": True, "cmid": 1})
    (folder / "mod_bigbluebuttonbn_can_join.py").write_text("def answer(arguments, world): return world.usual")
    with pytest.raises(FixtureError, match="has another file"):
        fixtures(folder, functions())


def test_a_type_that_depends_on_the_site_is_not_refused_before_there_is_one(tmp_path: Path) -> None:
    folder = written(tmp_path, core_get_strings=[{"stringid": "a", "component": "", "lang": "eo", "string": "b"}])
    assert list(fixtures(folder, functions())) == ["core_get_strings"]
