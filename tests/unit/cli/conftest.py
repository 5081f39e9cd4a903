"""The command line, run inside the tests' own process on a site of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result

from gateway.cli import main

Triglot = Callable[..., Result]

SETTINGS = """\
[database]
url = "sqlite:///{folder}/data/triglot.db"
[secrets]
key_file = "{folder}/keys/site.key"
[files]
folder = "{folder}/files"
[components]
load = ["tests.components.local_probe", "tests.unit.trial"]
"""


@pytest.fixture
def settings(tmp_path: Path) -> Path:
    """A settings file whose site does not exist yet."""
    return _settings_in(tmp_path)


@pytest.fixture
def triglot(settings: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Triglot]:
    """Run ``triglot`` with these arguments; an exception that is not meant for the user fails the test."""
    monkeypatch.delenv("TRIGLOT_TOKEN", raising=False)

    def run(*arguments: str, file: Path | None = settings, env: dict[str, str] | None = None) -> Result:
        options = ["--config", str(file)] if file else []
        return CliRunner(env=env, catch_exceptions=False).invoke(main, [*options, *arguments], prog_name="triglot")

    yield run
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def _made_demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """The folder of a new demo site, and what was said of it: made once, for making it takes longer than most tests."""
    folder = tmp_path_factory.mktemp("demo")
    result = CliRunner(catch_exceptions=False).invoke(main, ["--config", str(_settings_in(folder)), "init", "--demo"], prog_name="triglot")
    structlog.reset_defaults()
    return folder, result


@pytest.fixture
def demo(_made_demo: tuple[Path, Result], triglot: Triglot, tmp_path: Path) -> Result:
    """A new demo site, and what was said of it."""
    folder, result = _made_demo
    assert result.exit_code == 0, result.output
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("gateway.toml"))

    def here(said: bytes) -> bytes:
        return said.replace(bytes(folder), bytes(tmp_path))

    said = here(result.stdout_bytes), here(result.stderr_bytes), here(result.output_bytes)
    return Result(result.runner, *said, result.return_value, result.exit_code, result.exception)


def _settings_in(folder: Path) -> Path:
    """A settings file for a site in the folder."""
    file = folder / "gateway.toml"
    file.write_text(SETTINGS.format(folder=folder))
    return file
