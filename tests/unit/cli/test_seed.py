"""The verb ``seed``."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from tests.unit.cli.verbs import done, refusal

Triglot = Callable[..., Result]

SEED = "base: empty\npeople: {ben: {}}\ncourses: {MATH1: {people: [ben]}}\n"


@pytest.fixture
def seed(tmp_path: Path) -> Path:
    file = tmp_path / "seed.yaml"
    file.write_text(SEED)
    return file


def test_a_seed_is_checked(triglot: Triglot, seed: Path) -> None:
    assert "is a seed of " in done(triglot("seed", "check", str(seed)))
    seed.write_text(SEED + "courzes: {}\n")
    assert refusal(triglot("seed", "check", str(seed))) == "seed.yaml:4: courzes: unknown member 'courzes'; did you mean 'courses'?"


def test_a_seed_is_described_and_made_into_a_state(triglot: Triglot, seed: Path, tmp_path: Path) -> None:
    assert "       2  MATH1: MATH1, 1 people" in done(triglot("seed", "describe", str(seed))).splitlines()
    state = tmp_path / "state.json"
    state.write_text(done(triglot("seed", "state", str(seed))))
    assert [row["username"] for row in json.loads(state.read_text())["user"]] == ["guest", "admin", "ben"]
    done(triglot("init"))
    assert triglot("load", str(state)).exit_code == 0
    assert "ben" in done(triglot("user", "list"))


@pytest.mark.usefixtures("demo")
def test_a_site_is_told_as_a_seed(triglot: Triglot, tmp_path: Path) -> None:
    text = done(triglot("seed", "from-site"))
    assert "tokens:" not in text
    out = tmp_path / "site.yaml"
    assert done(triglot("seed", "from-site", "--out", str(out), "--tokens")) == f"Wrote {out}.\n"
    assert out.stat().st_mode & 0o077 == 0
    assert "tokens:" in out.read_text()
    described = done(triglot("seed", "describe", str(out)))
    assert "tess: Tess Teacher" in described
    assert "OPT: Optics" in described
