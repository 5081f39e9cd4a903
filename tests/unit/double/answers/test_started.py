"""A double that is started with a version, files of answers and recordings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.double.options import DoubleError, Options
from gateway.double.process import run
from tests.unit.double.answers.doubled import STATE


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"profile": "9.9"}, r"'9\.9': there are 3\.9"),
        ({"answers": Path("nowhere")}, "nowhere: No such file"),
        ({"replay": Path("nowhere.jsonl")}, r"nowhere\.jsonl: No such file"),
    ],
    ids=["version", "answers", "replay"],
)
def test_what_a_double_cannot_answer_from_keeps_it_from_starting(options: dict[str, Any], told: str) -> None:
    with pytest.raises(DoubleError, match=told):
        run(Options(**options), lambda started: started.stop())


def test_answers_that_are_named_come_before_those_beside_the_seed(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    assert Options(seed=seed).folder_of_answers is None
    (tmp_path / "answers").mkdir()
    assert Options(seed=seed).folder_of_answers == tmp_path / "answers"
    assert Options(seed=seed, answers=tmp_path / "others").folder_of_answers == tmp_path / "others"
    assert Options(seed=STATE).folder_of_answers is None
