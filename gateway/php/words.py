"""Counting the words of a text as the reference does (``count_words``)."""

from __future__ import annotations

import html
import re
from typing import Final

from gateway.php.strip_tags import strip_tags

__all__ = ["count_words"]

# The end of an element that stands on lines of its own, or a break: what is on its two sides are different words.
_BREAK: Final = re.compile(r"(</(?!(?:a|b|del|em|i|ins|s|small|span|strong|sub|sup|u)>)\w+>|<br>|<br\s*/>)")
# Spaces of any kind, control characters, dashes between words.
_BETWEEN: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2013\u2014]+")


def count_words(markup: str) -> int:
    """The number of words in a text with markup: of what is between spaces, once there are no tags."""
    plain = html.unescape(strip_tags(_BREAK.sub(r"\1 ", markup)))
    return sum(bool(word) for word in _BETWEEN.split(plain))
