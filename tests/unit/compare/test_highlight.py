"""Texts as markup: nothing is lost, nothing of them becomes markup, and what differs is marked."""

from __future__ import annotations

import html
import re

import pytest

from gateway.compare import highlight

HOSTILE = {
    "application/json": '{"a": "</pre><script>", "b": [1, null]}',
    "text/xml; charset=utf-8": '<?xml version="1.0"?>\n<a b="&amp;">c</a><script/>',
    "application/x-www-form-urlencoded": "a=1&b[0]=<script>&c",
    "text/plain": "<script>",
    "": "\n <b>",
    "application/json; broken": "{<script>",
    "application/json; open": '{"a": "b\\" <script>',
    "application/xml; open": """<a b="c" d='<e' f="g <!-- <?h""",
}
# What takes long if each character is looked at more than a few times.
LONG = ['"\\', "<", "<a ", "<!--", "&", "<a b='", "1e", "[", "a=", "x"]


@pytest.mark.parametrize(("kind", "text"), HOSTILE.items())
def test_a_body_is_shown_as_it_is(kind: str, text: str) -> None:
    marked = highlight.body(text, kind)
    assert "<script" not in marked
    assert html.unescape(re.sub(r"<[^>]+>", "", marked)) == text


def test_of_a_long_body_the_beginning_is_shown() -> None:
    marked = highlight.body("x" * 25_000, "text/plain")
    assert marked.endswith("<i>… and 5,000 characters more</i>")
    assert len(marked) < 20_100


def test_the_lines_that_differ_are_marked() -> None:
    marked = highlight.value({"a": [{"id": 1}, {"id": 2}], "b": {}}, ["a[1].id"])
    plain = re.sub(r"</?span[^>]*>", "", marked)
    assert html.unescape(plain).splitlines() == [
        "{", '  "a": [', "    {", '      "id": 1', "    },", "    {", '<mark>      "id": 2</mark>', "    }", "  ],", '  "b": {}', "}",
    ]  # fmt: skip
    assert "<mark>" in highlight.value([1], [""])


def test_of_a_long_value_the_beginning_is_shown() -> None:
    for long in ([*range(1000)], ["x" * 30_000] * 3):
        marked = str(highlight.value(long))
        assert marked.splitlines()[-1] == "<i>… and more</i>"
        assert len(marked) < 70_000


@pytest.mark.parametrize("text", LONG)
@pytest.mark.parametrize("kind", ["json", "xml", "form-urlencoded"])
def test_what_is_hostile_is_shown_as_anything(kind: str, text: str) -> None:
    long = text * (20_000 // len(text))
    assert html.unescape(re.sub(r"<[^>]+>", "", highlight.body(long, kind))) == long
