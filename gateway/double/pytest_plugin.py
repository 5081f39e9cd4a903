"""The plug-in for pytest: the fixtures ``moodle`` and ``moodle_session``, the marker ``moodle``, and the options for both.

Every pytest beside an installed Triglot loads this, so that nothing but pytest is imported until a test asks for a fixture.

PYTEST_DONT_REWRITE
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gateway.double.client import Double
    from gateway.double.moodle import Moodle

__all__ = ["moodle", "moodle_session"]

_MARKER = "moodle(seed=None, base=None, profile=None, strict=None, clock=None, ...): what the world of the test begins with"
# What the marker takes beside what ``gateway.double.options`` knows.
_OF_THE_TEST = frozenset({"strict"})


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("triglot", "a double of Moodle for tests")
    group.addoption("--triglot-strict", action="store_true", help="fail tests that send what a real site would refuse or ignore")
    group.addoption("--triglot-seed", metavar="FILE", help="what worlds begin with, unless a test says something else")
    parser.addini("triglot_seed", "what worlds begin with, unless a test says something else", type="string", default="")
    parser.addini("triglot_strict", "fail tests that send what a real site would refuse or ignore", type="bool", default=False)


def pytest_configure(config: pytest.Config) -> None:
    """Tell of the marker."""
    config.addinivalue_line("markers", _MARKER)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Fail a test that has passed, if it is strict and its client is not."""
    result = yield
    world = getattr(item, "funcargs", {}).get("moodle")
    if world is not None and _is_strict(item):
        message = ""
        try:
            world.assert_strict()
        except AssertionError as error:
            message = str(error)
        if message:
            pytest.fail(message, pytrace=False)
    return result


@pytest.fixture
def moodle(request: pytest.FixtureRequest, _triglot_doubles: _Doubles) -> Moodle:
    """A site of the test's own: nothing has happened in it yet."""
    from gateway.double.moodle import Moodle

    chosen = _chosen(request.node)
    seed = chosen.get("seed")
    if isinstance(seed, Mapping):
        chosen["seed"] = json.dumps(seed)  # every JSON is YAML
    elif isinstance(seed, str):
        chosen["seed"] = _found(Path(seed), request.path.parent, request.config.rootpath)
    return Moodle(_triglot_doubles.world(chosen))


@pytest.fixture(scope="session")
def moodle_session(request: pytest.FixtureRequest, _triglot_doubles: _Doubles) -> Moodle:
    """A site that all tests share which ask for it."""
    from gateway.double.moodle import Moodle

    return Moodle(_triglot_doubles.world(_by_option(request.config), "session"))


@pytest.fixture(scope="session")
def _triglot_doubles() -> Iterator[_Doubles]:
    """The doubles of this process, one for each kind of seed that a test has asked for."""
    with _Doubles() as doubles:
        yield doubles


class _Doubles(ExitStack):
    """Doubles in threads of this process, by what they begin with."""

    def __init__(self) -> None:
        super().__init__()
        self._started: dict[str, Double] = {}
        self._numbers = itertools.count(1)

    def world(self, options: Mapping[str, Any], name: str | None = None) -> str:
        """The address of a world with that name, or of one that nobody has used, in the double that begins like this."""
        key = json.dumps(options, sort_keys=True, default=str)
        if key not in self._started:
            from gateway.double.client import Double

            self._started[key] = self.enter_context(Double.start(**options))
        return self._started[key].world(name or f"test-{next(self._numbers)}").address


def _chosen(item: pytest.Item) -> dict[str, Any]:
    """What the world of a test begins with: as its marker says, or else as the options do."""
    marker = item.get_closest_marker("moodle")
    given = {name: value for name, value in (marker.kwargs if marker else {}).items() if value is not None and name not in _OF_THE_TEST}
    if marker and marker.args:
        raise pytest.UsageError("pytest.mark.moodle takes its arguments by name: seed=…")
    return given if "seed" in given or "base" in given else {**_by_option(item.config), **given}


def _by_option(config: pytest.Config) -> dict[str, Any]:
    """What a world begins with, as the options or the settings of pytest say."""
    seed = config.getoption("--triglot-seed") or config.getini("triglot_seed")
    return {"seed": _found(Path(seed), config.invocation_params.dir, config.rootpath)} if seed else {}


def _found(seed: Path, *folders: Path) -> Path:
    """A seed file, which is looked for in these folders."""
    for folder in folders:
        if (folder / seed).is_file():
            return (folder / seed).resolve()
    raise pytest.UsageError(f"there is no seed {seed} in {' or '.join(map(str, dict.fromkeys(folders)))}")


def _is_strict(item: pytest.Item) -> bool:
    """Whether a test fails if its client sends what a real site would not take."""
    marker = item.get_closest_marker("moodle")
    strict = marker.kwargs.get("strict") if marker else None
    return bool(item.config.getoption("--triglot-strict") or item.config.getini("triglot_strict")) if strict is None else bool(strict)
