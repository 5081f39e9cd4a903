from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.php.purify import purify
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
        ('<p style="color: #FF0000; position: fixed">x</p>', '<p style="color:#FF0000;position:fixed;">x</p>'),
        ('<p style="color: red; width: expression(1)">x</p>', "<p>x</p>"),
        ('<span class="multilang" lang="en">a</span>', '<span lang="en" class="multilang">a</span>'),
        ('<p lang="en">a</p>', '<p lang="en" xml:lang="en">a</p>'),
        ('<p xml:lang="en">a</p>', '<p xml:lang="en" lang="en">a</p>'),
        ("a\udcff<b>", ""),
        ("<div>" * 3000, ""),
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
