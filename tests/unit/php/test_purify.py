from __future__ import annotations

import re
from html import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.php.overgrowth import is_overgrown
from gateway.php.purify import _CLEANER, purify
from gateway.php.remembered import Remembered
from gateway.php.utf8 import repair


@pytest.mark.parametrize(
    "html",
    [
        "",
        "12",
        "plain \u00a0 \x07 'text' \"q\"",
        "<b>x</b>",
        "a &amp; b &lt; c &gt; d",
        '<div class="x" title="a&quot;b">y</div>',
        "<br />",
        "<p>ok</p>",
        "<p>a<em>b</em> <strong>c</strong><br /></p>",
        "<em><strong>x</strong></em>",
        "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>",
        '<img src="a/b.png" alt="x" />',
        '<a href="http://x.y/?a=1&amp;b=2" title="t">l</a>',
        '<a href="mailto:a@b.c">l</a>',
        '<a href="x" target="_blank" rel="noreferrer noopener">l</a>',
        "<table><tr><td>x</td></tr></table>",
        "<table><thead><tr><th>x</th></tr></thead><tbody><tr><td>x</td></tr></tbody></table>",
        '<p style="color:#FF0000;text-align:left;">x</p>',
        '<span lang="en" class="multilang">a</span>',
        '<span lang="en" xml:lang="en">a</span>',
        '<lang lang="en">a</lang>',
        "<tex>x^2</tex><nolink>y</nolink>",
        '<video src="x" controls="controls"></video>',
        "<ruby>漢<rt>kan</rt></ruby>",
    ],
)
def test_normal_xhtml_is_untouched(html: str) -> None:
    assert purify(html) == html


@pytest.mark.parametrize(
    ("html", "xhtml"),
    [
        ("a & b", "a &amp; b"),
        ("a < b", "a &lt; b"),
        ("a > b", "a &gt; b"),
        ("&#65;", "A"),
        ("<i>&nbsp;</i>", "<i>\u00a0</i>"),
        ("<br>", "<br />"),
        ("<p>a", "<p>a</p>"),
        ("<P>a</P>", "<p>a</p>"),
        ("<script>alert(1)</script>y", "y"),
        ("<!-- c -->x", "x"),
        ("<a href='x'>l</a>", '<a href="x">l</a>'),
        ('<a href="javascript:x">l</a>', "<a>l</a>"),
        ('<a href="x" id="y" onclick="z" rel="a">l</a>', '<a href="x">l</a>'),
        ('<a href="x" target="_blank">l</a>', '<a href="x" target="_blank" rel="noreferrer noopener">l</a>'),
        ('<a href="x" target="_top">l</a>', '<a href="x">l</a>'),
        ("<b><div>x</div></b>", "<b>x</b>"),
        ("<ul></ul>", ""),
        ("<ul>x</ul>", ""),
        ("<table><tbody><tr><td>x", "<table><tbody><tr><td>x</td></tr></tbody></table>"),
        ("<blink>x</blink>", "x"),
        ('<img src="a/b.png">', '<img src="a/b.png" alt="b.png" />'),
        ('<img alt="x" />', ""),
        ('<p style="color: #FF0000; position: fixed">x</p>', '<p style="color:#FF0000;">x</p>'),
        ('<p style="z-index:9;opacity:0;display:none;animation:a 1s;top:0;margin:-1px">x</p>', '<p style="margin:-1px;">x</p>'),
        ('<p style="-webkit-transform:none;transform:none;overflow:hidden;visibility:hidden">x</p>', "<p>x</p>"),
        ('<q cite="javascript:x">y</q>', "<q>y</q>"),
        ('<q cite=" java&#10;script:x">y</q>', "<q>y</q>"),
        ('<ins cite="data:x">y</ins>', "<ins>y</ins>"),
        ('<blockquote cite="https://x.y/z:1">y</blockquote>', '<blockquote cite="https://x.y/z:1">y</blockquote>'),
        ('<q cite="/a?b:c">y</q>', '<q cite="/a?b:c">y</q>'),
        ('<img src="a.png" alt="" longdesc="JavaScript:x" />', '<img src="a.png" alt="" />'),
        ('<img src="a.png" alt="" longdesc="b.html" />', '<img src="a.png" alt="" longdesc="b.html" />'),
        ('<p style="color: red; width: expression(1)">x</p>', "<p>x</p>"),
        ('<span class="multilang" lang="en">a</span>', '<span lang="en" class="multilang">a</span>'),
        ('<p lang="en">a</p>', '<p lang="en" xml:lang="en">a</p>'),
        ('<p xml:lang="en">a</p>', '<p xml:lang="en" lang="en">a</p>'),
        ("a\udcff<b>", ""),
        ("<div>" * 3000, "&lt;div&gt;" * 3000),
    ],
    ids=lambda text: text[:40],
)
def test_everything_else_is_mended(html: str, xhtml: str) -> None:
    assert purify(html) == xhtml


PIECES = st.sampled_from(
    [
        "<b>", "</b>", "<p>", "</p>", "<ul>", "<li>", "</ul>", "<table>", "<td>", "</table>", "<br>", '<a href="x">', "</a>", "<x", "&",
        "&amp;", "<!--", "-->", "<script>", "</script>", '"', "'", " ", "\r\n", "text", "<img src=x>", "<span lang=en>", "</span>", "é",
        "\udcf4", "\0",
    ]
)  # fmt: skip


@given(st.lists(PIECES).map("".join))
def test_purified_html_is_pure(html: str) -> None:
    once = purify(repair(html))
    assert purify(once) == once


FORMATTING = "".join(f"<b {number}>" for number in range(60))
OVERGROWN = {
    "formatting elements in every paragraph": f"<p>{FORMATTING}" + "</p><p>x" * 500,
    "more than may be open": "<p>" + "".join(f"<i {number}>x" for number in range(70)),
    "long tags in every paragraph": "<p>" + "".join(f'<b class="{"x" * 300}{number}">' for number in range(20)) + "</p><p>x" * 3000,
    "end tags in a comment": f"<p>{FORMATTING}<!--" + "</b>" * 60 + "-->" + "</p><p>x" * 500,
    "end tags in a value": f'<p>{FORMATTING}<i title="' + "</b>" * 60 + '">' + "</p><p>x" * 500,
    "end tags in a script": f"<p>{FORMATTING}<script>" + "</b>" * 60 + "</script>" + "</p><p>x" * 500,
    "end tags in raw text": f"<p>{FORMATTING}<textarea>" + "</b>" * 60 + "</textarea>" + "</p><p>x" * 500,
    "end tags in foreign data": f"<p>{FORMATTING}<svg><![CDATA[>" + "</b>" * 60 + "]]></svg>" + "</p><p>x" * 500,
    "end tags that a table keeps away": "".join(f"<b {number}><table></b>" for number in range(60)) + "</p><p>x" * 500,
    "end tags that close by parts": "<p>" + "".join(f"<b {number}>" + "<div>" * 9 + "</b>" for number in range(60)) + "</p><p>x" * 500,
    "moved out of a table": "<br>" * 8000 + "<table>" + "x<br>" * 8000,
    "taken apart again and again": "<div>" + "<b><p>x</b></p>" * 6000,
    "deep": "<div>" * 1900 + "<span></span>" * 8000,
    "attributes": "<b " + " ".join(f"a{number}" for number in range(3000)) + ">",
    "attributes without spaces": "<b " + "".join(f'a{number}="1"' for number in range(2000)) + ">",
}


@pytest.mark.parametrize("text", OVERGROWN.values(), ids=OVERGROWN)
def test_what_a_parser_would_blow_up_is_shown_as_it_was_written(text: str) -> None:
    assert is_overgrown(text)
    assert purify(text) == escape(text, quote=False)


GROWN = {
    "closed": "<p>" + "<b>x</b> <i class='y'>z</i>" * 2000 + "</p>",
    "paragraphs in one": "<b>" + "<p>x</p>" * 500 + "</b>",
    "paragraphs without ends": "<p>x" * 5000,
    "items without ends": "<ul>" + "<li>x <p>y" * 3000 + "</ul>",
    "cells without ends": "<table>" + "<tr><td><b>x<td><font color=red>y" * 2000 + "</table>",
    "links without ends": "".join(f"<p><a href='{number}'>x" for number in range(1000)),
    "the same three": "<p>" + "<b>" * 500 + "x",
    "lone brackets": "a < b " * 5000,
    "tags without end": '<a "' * 5000,
    "comments without end": "<!-- <b>" * 5000,
    "a script with tags": "<script>" + "<b>" * 500 + "</script>x",
    "a long address": "<a href='" + "/a b=c" * 5000 + "'>x</a>",
}


@pytest.mark.parametrize("text", GROWN.values(), ids=GROWN)
def test_what_people_write_is_no_such_thing(text: str) -> None:
    assert not is_overgrown(text)
    assert len(purify(text)) <= 5 * len(text)


TAGS = ("b", "i", "a", "font", "p", "div", "table", "tr", "td", "caption", "li", "ul", "svg", "select", "button", "dd")
OTHERS = ("<!--", "-->", "<![CDATA[", "]]>", "<textarea>", "</textarea>", "<script>", "</script>", '"', "'", "<i '>", "x", "<br>")
NESTING = [*(f"<{tag}>" for tag in TAGS), *(f"</{tag}>" for tag in TAGS), *OTHERS]


@st.composite
def repetitions(draw: st.DrawFn) -> str:
    """Sequences of tags, each again and again, the start tags with attributes by which the parser tells them apart."""
    text = ""
    for _ in range(draw(st.integers(1, 4))):
        block = "".join(draw(st.lists(st.sampled_from(NESTING), min_size=1, max_size=6)))
        again, apart = draw(st.sampled_from([1, 3, 40, 300])), draw(st.booleans())
        text += "".join(re.sub(r"<(\w+)", rf"<\1 q{number}", block) if apart else block for number in range(again))
    return text


@given(repetitions())
def test_whatever_is_parsed_comes_to_a_few_times_its_length(text: str) -> None:
    """The parser writes at most the tags of a text again that ``is_overgrown`` allows, end tags for all, and attributes in quotes."""
    if not is_overgrown(text):
        assert len(_CLEANER.clean(text)) <= 8 * (len(text) + 8000)


def test_the_results_for_long_texts_are_remembered_within_their_bound() -> None:
    made: list[str] = []

    def upper(text: str) -> str:
        made.append(text)
        return text.upper()

    remembered = Remembered(upper, 3000)
    for text in ("a" * 1000, "b" * 1000, "a" * 1000, "X" * 5000, "X" * 5000, "c" * 1000, "a" * 1000, "b" * 1000):
        assert remembered(text) == text.upper()
    assert [text[0] for text in made] == ["a", "b", "X", "c", "b"]
    assert remembered._size <= 3000
