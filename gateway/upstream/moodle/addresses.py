"""Addresses of another site in what it answers, as those of this site: in values, and in the bytes of an answer.

A site that stands for another hands on what that one says of itself, so that clients which follow addresses stay here.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

__all__ = ["Addresses"]

# What may follow the address of a site: another letter or digit would make it the address of another one.
_END: Final = r"(?![A-Za-z0-9.:-])"
_FILES: Final = r"(?=/(?:webservice/|token)?pluginfile\.php)"


class Addresses:
    """Replaces one site's address by that of another."""

    def __init__(self, there: str, here: str, *, files_only: bool = False) -> None:
        """Addresses that begin with ``there`` will begin with ``here``; with ``files_only`` those of files alone."""
        self._there = there
        what = _FILES if files_only else _END
        self._texts = [
            (re.compile(re.escape(_escaped(there, times)) + what.replace("/", re.escape(_escaped("/", times)))), _escaped(here, times))
            for times in range(4)
        ]
        if not files_only:
            self._texts.append((re.compile(re.escape(quote(there, safe="")) + r"(?![A-Za-z0-9.-])"), quote(here, safe="")))
        self._octets = [(re.compile(pattern.pattern.encode()), text.encode()) for pattern, text in self._texts]
        # In JSON every slash of a text is escaped once more than in the text.
        self._bare = there.partition("://")[2].partition("/")[0]

    def in_value(self, value: object) -> object:
        """The value with addresses replaced in all its texts; the value itself where there are none."""
        if isinstance(value, str):
            return self.in_text(value) if self._bare in value else value
        if isinstance(value, list):
            return [self.in_value(item) for item in value]
        if isinstance(value, dict):
            return {key: self.in_value(item) for key, item in value.items()}
        return value

    def in_text(self, text: str) -> str:
        """The text with addresses replaced, those in JSON within it too."""
        for pattern, here in self._texts:
            text = pattern.sub(lambda _match, here=here: here, text)  # type: ignore[misc]
        return text

    def in_bytes(self, body: bytes) -> bytes:
        """A document with addresses replaced, whatever JSON it is within."""
        if self._bare.encode() not in body:
            return body
        for pattern, here in self._octets:
            body = pattern.sub(lambda _match, here=here: here, body)  # type: ignore[misc]
        return body


def _escaped(text: str, times: int) -> str:
    """A text as it stands in JSON that is within JSON so many times."""
    for _ in range(times):
        text = text.replace("\\", "\\\\").replace("/", "\\/")
    return text
