"""The examples of the documentation, against a site that is served: what a reader types works."""

from __future__ import annotations

import asyncio
import re
import shlex
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx2
import orjson
import pytest
from click.testing import Result

from gateway import settings as process
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from tests.unit.app_fixtures import client, started
from tests.unit.cli.verbs import done

Triglot = Callable[..., Result]

ROOT = Path(__file__).parents[3]
REST = "/webservice/rest/server.php"


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL)


def served(file: Path, *requests: tuple[str, dict[str, str]]) -> list[httpx2.Response]:
    """The answers of the site that a settings file describes to forms that are posted to addresses."""

    async def ask() -> list[httpx2.Response]:
        chosen = process.load(file)
        async with started(chosen, Registry(discover(chosen.components.load))) as gateway, client(gateway) as web:
            return [await web.post(path, data=form) for path, form in requests]

    return asyncio.run(ask())


def called(file: Path, token: str, *functions: str, **arguments: str) -> list[Any]:
    """The JSON of what functions return over REST."""
    form = {"wstoken": token, "moodlewsrestformat": "json", **arguments}
    return [answer.json() for answer in served(file, *[(REST, {**form, "wsfunction": name}) for name in functions])]


@pytest.fixture
def shown_state(tmp_path: Path) -> Path:
    """The state of the page on states, in a file."""
    (shown,) = blocks("docs/states.md", "json")
    file = tmp_path / "state.json"
    file.write_text(shown)
    return file


def test_the_state_of_the_page_gives_a_site_that_answers(triglot: Triglot, settings: Path, shown_state: Path) -> None:
    done(triglot("init"))
    assert triglot("load", str(shown_state)).exit_code == 0
    token = orjson.loads(shown_state.read_bytes())["external_tokens"][0]["token"]
    names = ["core_webservice_get_site_info", "core_course_get_courses", "core_message_get_unread_conversations_count"]
    info, courses, _ = called(settings, token, names[0], names[1], names[1])
    assert info["username"] == "ada"
    assert info["userissiteadmin"] is True
    assert [course["id"] for course in courses] == [1]
    (made,) = called(
        settings,
        token,
        "core_user_create_users",
        **{f"users[0][{name}]": text for name, text in NEW.items()},
    )
    assert made[0]["username"] == "grace"


NEW = {"username": "grace", "password": "Secret.123", "firstname": "Grace", "lastname": "H", "email": "grace@example.org"}


@pytest.fixture
def lab(tmp_path: Path, settings: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The package of the page on functions, named in the settings."""
    external, init = blocks("docs/functions.md", "python")[:2]
    package = tmp_path / "local_lab"
    package.mkdir()
    (package / "external.py").write_text(external)
    (package / "__init__.py").write_text(init)
    monkeypatch.syspath_prepend(tmp_path)
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "local_lab"]:
        del sys.modules[name]


def test_the_function_of_the_page_is_called_where_commands_have_put_it(triglot: Triglot, settings: Path, lab: Path) -> None:
    assert triglot("init", "--demo").exit_code == 0
    settings.write_text(settings.read_text().replace('"tests.unit.trial"]', '"tests.unit.trial", "local_lab"]'))
    # The component has been installed a moment ago: no start, and no init, has seen it.
    done(triglot("service", "create", "lab", "--open"))
    done(triglot("service", "add", "lab", "local_lab_greet"))
    token = done(triglot("token", "create", "--user", "tess", "--service", "lab")).strip().split()[-1]
    assert called(settings, token, "local_lab_greet", name="Ada", times="2") == ["Hello, Hello Ada!"]


def test_the_calls_of_the_first_page_are_answered(demo: Result, settings: Path) -> None:
    page = (ROOT / "README.md").read_text("utf-8").replace("\\\n", " ")
    answers: list[httpx2.Response] = []
    token = ""
    for line in re.findall(r"^    curl (-d .*)$", page, re.MULTILINE):
        *words, address = shlex.split(line.replace("TOKEN", token))
        form = dict(pair.split("=", 1) for pair in words if pair != "-d")
        answers += served(settings, (address.removeprefix("http://127.0.0.1:8080"), form))
        token = answers[0].json()["token"]
    assert len(answers) == 2
    assert answers[1].json()["username"] == "tess"
