from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.php.strip_tags import strip_multilang, strip_tags

MARKUP = st.text(alphabet="<>!?-/\\\"'() \n\0abxmlDOCTYPElangspan=", max_size=60)


@pytest.mark.parametrize("text", ["", "a < b", "5 < 6", "a>b", "a & b", '"q"', "a <\tb <\n", "é < ü"])
def test_untouched(text: str) -> None:
    assert strip_tags(text) == text


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("<b>x</b>", "x"),
        ("a<b", "a"),
        ("5 <6", "5 "),
        ("a<", "a"),
        ("a\0b", "ab"),
        ("a\0< b\0", "a< b"),
        ("x<!-- c -->", "x"),
        ("<!-- a > b -->y", "y"),
        ("<!-- ' --> ' -->y", " ' -->y"),
        ("x<a '<!-- -->y", "x"),
        ('<a title=">">x</a>', "x"),
        ("<a title='\">'>x", "x"),
        ("<a <b> c>x", "x"),
        ("<a < b>x", "x"),
        ("<?php echo ')' ; ?>x", "x"),
        ("<?php f('a'); ?>x", "x"),
        ("<?php f( ?>x ) ?>y", "y"),
        ('<?php "\\">" ?>x', "x"),
        ("<? a > ?>x", "x"),
        ('<?xml version="1.0" encoding="UTF-8"?>x', "x"),
        ("a <?xml a='?>'>x-->y", "a x-->y"),
        ("a <?XML a -> b>x", "a x"),
        ("<!DOCTYPE html>x", "x"),
        ("<!DOCTYPE a '>' b>x", "x"),
        ("<!ENTITY '>' \"x\" \\'>y", "y"),
        ("<!- a>x", "x"),
    ],
)
def test_stripped(text: str, stripped: str) -> None:
    assert strip_tags(text) == stripped


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ("<b>x</b><i>y</i>", "<b>x</b>y"),
        ('<B class="a>b" >x</B >', '<B class="a>b" >x</B >'),
        ("<b/>x<bb>y", "<b/>xy"),
    ],
)
def test_allowed_tag_is_kept(text: str, stripped: str) -> None:
    assert strip_tags(text, "b") == stripped


@given(MARKUP)
def test_a_text_is_untouched_exactly_if_it_opens_no_tag(text: str) -> None:
    opens = any(char == "<" and not text[at + 1 : at + 2].isspace() for at, char in enumerate(text))
    assert (strip_tags(text) == text) == (not opens and "\0" not in text)


@given(MARKUP)
def test_multilang_never_fails(text: str) -> None:
    assert "\0" not in strip_multilang(text)


@pytest.mark.parametrize(
    "text",
    [
        '<lang lang="en">a</lang>',
        '<lang lang="en" \n>a</lang> < b',
        '<lang lang="en">a<lang lang="cs">b</lang>',
        '<span lang="en" class="multilang">a</span><span class="multilang" lang="en_us">b</span>',
        '<span lang="a" lang="b">x</span>',
        "a > b",
    ],
)
def test_multilang_blocks_are_kept(text: str) -> None:
    assert strip_multilang(text) == text


@pytest.mark.parametrize(
    ("text", "stripped"),
    [
        ('<span lang="en">a</span>', "a"),
        ('<lang lang="en">a</lang><b>x</b>', '<lang lang="en">a</lang>x'),
        ('<lang lang="en">a</lang><lang lang="en">', "a"),
        ("a</lang>", "a"),
        ('<lang lang="é">a</lang>', "a"),
        ('< b <lang lang="en">a</lang>', "< b a"),
        ('<lang lang="en">a</lang><span lang="en" class="multilang">b</span>', '<lang lang="en">a</lang>b'),
        ("<?</span>", ""),
    ],
)
def test_multilang_strips_the_rest(text: str, stripped: str) -> None:
    assert strip_multilang(text) == stripped
