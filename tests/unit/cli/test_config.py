"""The verbs ``config`` and ``tasks``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from gateway.admin.tasks import BLOB_TASKS, TASKS
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("demo")


def test_a_setting_is_set_and_got(triglot: Triglot) -> None:
    assert done(triglot("config", "get", "maintenance_enabled")) == "0\n"
    assert done(triglot("config", "set", "maintenance_enabled", "1")) == "Set maintenance_enabled.\n"
    assert told(triglot("config", "get", "maintenance_enabled", "--json")) == "1"
    done(triglot("config", "set", "tool_mobile/setuplink", "https://x.test"))
    assert done(triglot("config", "get", "tool_mobile/setuplink")) == "https://x.test\n"


def test_settings_are_listed_and_searched(triglot: Triglot) -> None:
    everything = told(triglot("config", "list", "--json"))
    assert everything["enablewebservices"] == "1"
    assert list(everything) == sorted(everything)
    assert told(triglot("config", "list", "tool_mobile/", "--json")).keys() < everything.keys()
    assert done(triglot("config", "list", "enablewebservices")) == "enablewebservices  1  whether web services are on at all\n"
    assert done(triglot("config", "list", "sitepolicyhandler")).startswith("sitepolicyhandler  -  plugin that")


def test_the_page_about_settings_is_printed(triglot: Triglot) -> None:
    assert "| `forum_oldpostdays` | mod_forum | int | `14` |" in done(triglot("config", "document"))


def test_a_setting_nobody_knows_must_be_meant(triglot: Triglot) -> None:
    assert refusal(triglot("config", "get", "mantenance")) == "there is no setting 'mantenance'"
    assert refusal(triglot("config", "set", "mantenance", "1")) == "there is no setting 'mantenance'; --new sets it all the same"
    done(triglot("config", "set", "local_ours/colour", "blue", "--new"))
    assert done(triglot("config", "get", "local_ours/colour")) == "blue\n"


def test_tasks_are_listed_and_done(triglot: Triglot) -> None:
    declared = Registry(discover()).tasks
    assert [one["lastrun"] for one in told(triglot("tasks", "list", "--json"))] == [None] * len((*TASKS, *BLOB_TASKS, *declared))
    assert done(triglot("tasks", "run", "expired-tokens")) == "expired-tokens: 0\n"
    assert [line.split(":")[0] for line in done(triglot("tasks", "run")).splitlines()] == [
        *(task.name for task in TASKS),
        *(task.name for task in BLOB_TASKS),
        *declared,
    ]
    assert all(one["lastrun"] for one in told(triglot("tasks", "list", "--json")))
    first = done(triglot("tasks", "list")).splitlines()[0]
    assert first.split()[:4] == ["expired-tokens", "every", "60", "minutes"]
    assert refusal(triglot("tasks", "run", "nosuch")).startswith("there is no task 'nosuch'; there are expired-tokens, ")
