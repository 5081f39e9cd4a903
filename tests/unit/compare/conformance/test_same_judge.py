"""The judge that is part of the distribution, held to the replay tool that came with the recordings: both say the same of any answer.

Every recorded answer is what a right server says; with something in it changed, it is what a wrong one might.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from gateway.compare.conformance import cases
from gateway.compare.conformance.answers import differences, likeness
from gateway.compare.conformance.cases import Expected
from gateway.compare.recording import BASE, readdressed
from gateway.wire.exchange import HttpResponse
from tests.oracle import replay

HERE = "http://127.0.0.1:65000"
SITE = replay.Site(HERE)


def recorded(suite: str) -> Iterator[tuple[str, dict[str, Any], dict[str, object]]]:
    """The answers of a suite, each with the values that were captured in its case."""
    for case in cases.lines(suite):
        swaps: dict[str, object] = {}
        for step in case.get("steps", [case]):
            swaps |= {str(value): value for value in step.get("captured", {}).values()}
            yield case["id"], step["res"], swaps


def right(want: dict[str, Any]) -> HttpResponse:
    """The answer of a server that says what was recorded."""
    if "hex" in want:
        body = bytes.fromhex(want["hex"])
    elif "image" in want:
        width, height = want["image"]
        body = b"\x89PNG" + bytes(12) + width.to_bytes(4, "big") + height.to_bytes(4, "big")
    else:
        body = readdressed(want["text"], BASE, HERE).encode("utf-8", "surrogateescape")
    headers = {name: readdressed(value, BASE, HERE) for name, value in want["headers"].items()}
    return HttpResponse(want["status"], headers, body)


def wrong(answer: HttpResponse, chance: random.Random) -> HttpResponse:
    """The answer with one thing changed."""
    kind = chance.randrange(6)
    if kind == 0:
        return msgspec.structs.replace(answer, status=chance.choice([200, 404, 500]))
    if kind == 1 and answer.headers:
        name = chance.choice(sorted(answer.headers))
        return msgspec.structs.replace(answer, headers={**answer.headers, name: answer.headers[name][:-2] + "x"})
    if kind == 2:
        try:
            value = json.loads(answer.body)
        except ValueError:
            pass
        else:
            return msgspec.structs.replace(answer, body=json.dumps(changed(value, chance)).replace("/", "\\/").encode())
    if kind == 3:
        return msgspec.structs.replace(answer, body=answer.body.replace(b"\\/", b"/"))
    if kind == 4 and answer.body:
        cut = chance.randrange(answer.body.find(b"?>") + 1, len(answer.body))
        return msgspec.structs.replace(answer, body=answer.body[:cut] + answer.body[cut + 1 :])
    begins = answer.body.find(b"?>") + 1  # in the declaration of XML, parsers are of several opinions
    digits = [place for place, byte in enumerate(answer.body) if place >= begins and 48 <= byte < 58]
    if not digits:
        return answer
    place = chance.choice(digits)
    return msgspec.structs.replace(answer, body=answer.body[:place] + b"7" + answer.body[place + 1 :])


def changed(value: Any, chance: random.Random) -> Any:
    """A JSON value that differs from another in one place, in what one might take for the same."""
    if isinstance(value, dict) and value:
        name = chance.choice(list(value))
        if chance.random() < 0.1:
            return dict(reversed(value.items()))
        return {**value, name: changed(value[name], chance)}
    if isinstance(value, list) and value:
        place = chance.randrange(len(value))
        return [*value[:place], changed(value[place], chance), *value[place + 1 :]]
    return chance.choice([str(value), 1, 0, True, None, 1.0, "", 1_800_000_000, "1800000000", [], {}, f"{value} "])


def found_by_the_tool(want: dict[str, Any], answer: HttpResponse, swaps: dict[str, object]) -> list[str]:
    """The differences by the replay tool, to which an answer that it cannot read is one that differs."""
    try:
        return list(replay.differences(SITE, want, answer.status, answer.headers, answer.body, swaps))
    except Exception as error:
        return [repr(error)]


@pytest.mark.parametrize("suite", cases.suites())
def test_both_judges_say_the_same_of_any_answer(suite: str) -> None:
    chance = random.Random(suite)
    different = 0
    for case, want, swaps in recorded(suite):
        if chance.random() > SHARE.get(suite, 1.0):
            continue
        expected = msgspec.convert(want, Expected)
        for answer in (right(want), wrong(right(want), chance)):
            ours = differences(expected, answer, HERE, likeness(swaps, cases.tokens()))
            theirs = found_by_the_tool(want, answer, swaps)
            assert bool(ours) == bool(theirs), (case, answer, ours, theirs)
            different += bool(ours)
    assert different  # or nothing was changed


# Of the largest suites a part is enough, as their answers are of few kinds.
SHARE = {"college_reads_core": 0.1, "college_reads_mod": 0.15, "values": 0.1, "emit": 0.3, "typed": 0.3, "campus": 0.5, "college_lang": 0.3}
