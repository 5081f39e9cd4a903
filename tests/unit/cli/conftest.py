"""The command line, run inside the tests' own process on a site of its own."""

from __future__ import annotations

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
    file = tmp_path / "gateway.toml"
    file.write_text(SETTINGS.format(folder=tmp_path))
    return file


@pytest.fixture
def triglot(settings: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Triglot]:
    """Run ``triglot`` with these arguments; an exception that is not meant for the user fails the test."""
    monkeypatch.delenv("TRIGLOT_TOKEN", raising=False)

    def run(*arguments: str, file: Path | None = settings, env: dict[str, str] | None = None) -> Result:
        options = ["--config", str(file)] if file else []
        return CliRunner(env=env, catch_exceptions=False).invoke(main, [*options, *arguments], prog_name="triglot")

    yield run
    structlog.reset_defaults()


@pytest.fixture
def demo(triglot: Triglot) -> Result:
    """A new demo site, and what was said of it."""
    result = triglot("init", "--demo")
    assert result.exit_code == 0, result.output
    return result
