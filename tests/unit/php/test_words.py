"""Words of texts with markup."""

from __future__ import annotations

import pytest

from gateway.php.words import count_words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \u00a0&nbsp;\n", 0),
        ("one two", 2),
        ("<p>one</p><p>two</p>", 2),
        ("<b>on</b>e <i>two</i>", 2),
        ("one<br>two<br />three", 3),
        ("one\u2014two\u2013three-four", 3),
        ("caf\u00e9 &amp; th\u00e9", 3),
        ("<img src='x' alt='no word'>", 0),
    ],
)
def test_words_are_what_is_between_spaces_once_there_are_no_tags(text: str, words: int) -> None:
    assert count_words(text) == words
