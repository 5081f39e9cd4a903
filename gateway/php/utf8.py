"""Texts as the reference has them: bytes that ought to be UTF-8 (``docs/contract/encodings.md 2.3``).

A ``str`` holds an invalid byte as the lone surrogate that ``surrogateescape`` makes of it.
"""

from __future__ import annotations

import re

__all__ = ["from_bytes", "is_text", "normalise", "repair"]

_SURROGATE = re.compile("[\ud800-\udfff]")
_DROPPED = re.compile("[\0\ufffe\uffff]")
# The bytes that the reference leaves in place. Its converter accepts sequences of four bytes above
# U+10FFFF, which are therefore listed as valid.
_VALID = re.compile(
    rb"(?:[\x00-\x7f]"
    rb"|[\xc2-\xdf][\x80-\xbf]"
    rb"|\xe0[\xa0-\xbf][\x80-\xbf]"
    rb"|[\xe1-\xec\xee\xef][\x80-\xbf]{2}"
    rb"|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}"
    rb"|[\xf1-\xf7][\x80-\xbf]{3})+"
)


def from_bytes(data: bytes) -> str:
    """The text of bytes, with a lone surrogate for each invalid byte."""
    return data.decode("utf-8", "surrogateescape")


def is_text(text: str) -> bool:
    """Whether a text has no invalid bytes, so that UTF-8 can encode it."""
    return text.isascii() or _SURROGATE.search(text) is None


def normalise(text: str) -> str:
    """A text with one lone surrogate for each invalid byte, whatever surrogates it had; a valid text is returned unchanged."""
    return text if is_text(text) else from_bytes(_to_bytes(text))


def repair(text: str) -> str:
    """A normalised text without NUL, U+FFFE, U+FFFF and without invalid bytes."""
    if text.isascii():
        return text.replace("\0", "")
    text = _DROPPED.sub("", text)
    return text if is_text(text) else from_bytes(b"".join(_VALID.findall(_to_bytes(text))))


def _to_bytes(text: str) -> bytes:
    """The bytes of a text; a surrogate that stands for no byte becomes its three bytes in generalised UTF-8."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return b"".join(char.encode("utf-8", "surrogateescape" if "\udc80" <= char <= "\udcff" else "surrogatepass") for char in text)
