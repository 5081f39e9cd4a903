"""What stands for a recorded text or number: what a right server may say instead of what was recorded, and nothing else."""

from __future__ import annotations

import pytest

from gateway.compare.conformance.answers import likeness
from gateway.compare.conformance.documents import json_difference, xml, xml_difference
from gateway.compare.conformance.likeness import ANY, Likeness

NOW = 1_796_000_000


def like(*, learning: bool = False, **swaps: object) -> Likeness:
    return likeness({name.removeprefix("_"): value for name, value in swaps.items()}, frozenset({"f" * 32}), learning=learning)


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("*", "whatever it is"),
        ("0" * 32, "a1" * 16),
        (str(NOW), "1700000001"),
        ("seen at 1796000001", "seen at 1650000000"),
        ('{"a": 1796000000}', '{"a":1700000001}'),
        ("data:image/svg+xml;base64,AAAA", "data:image/png;base64,BBBB"),
        ("=text One two", "<p>One</p> <script>x()</script> two"),
        ("=controls q1:radio:0 q1:radio:1*", '<input type="radio" name="q1" value="0"><input type="radio" name="q1" value="1" checked>'),
    ],
)
def test_what_is_made_anew_or_worded_anew_is_the_same(want: str, got: str) -> None:
    assert like().texts(want, got)


@pytest.mark.parametrize(
    ("want", "got"),
    [
        ("f" * 32, "a1" * 16),  # a token that the state holds
        ("plain", "plain "),
        ("1", 1),
        ("*", 1),
        (str(NOW), "12"),
        ('{"a": 1}', '{"a": 1.0}'),
        ("=text One two", "<p>One</p>"),
    ],
)
def test_anything_else_differs(want: str, got: object) -> None:
    assert not like().texts(want, got)


def test_an_integer_is_no_float_and_no_truth_value() -> None:
    assert like().numbers(1, 1, "x")
    assert not like().numbers(1, 1.0, "x")
    assert not like().numbers(1, True, "x")
    assert like().numbers(NOW, 1_700_000_001, "x")
    assert not like().numbers(7, 8, "x")


def test_an_id_that_an_earlier_step_made_is_the_one_that_this_server_made() -> None:
    assert like(_12=34).numbers(12, 34, "id")
    assert not like(_12=34).numbers(12, 35, "id")
    assert like(_12=34).texts("/course/view.php?id=12&x", "/course/view.php?id=34&x")


def test_in_a_story_the_first_number_in_the_place_of_a_made_id_is_that_id_from_then_on() -> None:
    learnt = like(learning=True)
    assert learnt.numbers(7_003_001, 5, "courseid")
    assert learnt.texts("https://x/course/view.php?id=7003001#section-7011002", "https://x/course/view.php?id=5#section-9")
    assert learnt.numbers(7_011_002, 9, "id")
    assert not learnt.numbers(7_003_001, 6, "courseid")
    assert not learnt.texts("id=7003001", "id=6")
    assert not learnt.texts("id=7003001", "other=5")


def test_any_value_stands_for_what_says_more_about_the_site() -> None:
    for value in (1, "x", None, [1], {"a": 1}):
        assert json_difference({"sortorder": ANY}, {"sortorder": value}, like()) is None
    assert json_difference({"sortorder": ANY}, {}, like()) == "$: missing ['sortorder'], extra []"
    assert xml_difference(xml(b"<a><b>{{any}}</b></a>"), xml(b"<a><b><c/></b></a>"), like()) is None
