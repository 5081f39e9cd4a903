"""Multipart bodies, taken apart as PHP does it (``docs/contract/encodings.md 3.1``).

Lines may end in a line feed alone, text before the first delimiter and after the last is ignored, and so is a parameter that
follows the boundary after a comma. A body without its last delimiter is refused, where PHP takes it for whole: it may have been
cut off, and its last value with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from gateway.errors import DecodeError, HostileInput

__all__ = ["Part", "parts"]

_BOUNDARY: Final = re.compile(r"""boundary[ \t]*=[ \t]*(?:"([^"]+)"|([^",;]+))""", re.IGNORECASE)
_BLANK: Final = b" \t\r"


class Part(NamedTuple):
    """A part of a multipart body: its headers, with names in lower case, and its content."""

    headers: Mapping[bytes, bytes]
    content: bytes


def parts(content_type: str, body: bytes, most: int) -> list[Part]:
    """The parts of a body with this header ``Content-Type``, in their order; parts without headers are left out.

    Raises ``HostileInput`` for more than ``most`` parts, and ``DecodeError`` for a body that is malformed or cut off.
    """
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise DecodeError("The multipart body has no boundary.")
    mark = b"--" + (boundary[1] or boundary[2]).strip().encode("latin-1", "replace")
    found: list[Part] = []
    start = None
    for count, (begins, ends, last) in enumerate(_delimiters(body, mark)):
        if start is not None:
            part = _part(body[start:begins])
            if part is not None:
                found.append(part)
        if last:
            return found
        if count == most:
            raise HostileInput(f"The request has more than {most} fields.")
        start = ends
    if start is None:
        raise DecodeError("The multipart body is malformed: it does not hold its boundary.")
    raise DecodeError("The multipart body is cut off: its last delimiter is missing.")


def _delimiters(body: bytes, mark: bytes) -> Iterator[tuple[int, int, bool]]:
    """The lines that divide a body: where each begins, where what follows it begins, and whether it is the last."""
    after_line = b"\n" + mark
    begins = 0 if body.startswith(mark) else body.find(after_line) + 1
    while begins or body.startswith(mark):
        ends = body.find(b"\n", begins)
        if ends < 0:
            ends = len(body)
        rest = body[begins + len(mark) : ends].strip(_BLANK)
        if rest in (b"", b"--"):
            yield begins, ends + 1, rest != b""
        begins = body.find(after_line, ends) + 1
        if not begins:
            return


def _part(text: bytes) -> Part | None:
    """The part between two delimiters; None if it has no headers. The line before a delimiter ends where the delimiter begins."""
    head, content = _split(text)
    headers: dict[bytes, bytes] = {}
    name = b""
    for line in head.split(b"\n"):
        if line[:1] in (b" ", b"\t") and name:
            headers[name] += b" " + line.strip()
            continue
        key, colon, value = line.partition(b":")
        if colon:
            name = key.strip().lower()
            headers[name] = value.strip()
    if not headers:
        return None
    return Part(headers, content.removesuffix(b"\n").removesuffix(b"\r"))


def _split(text: bytes) -> tuple[bytes, bytes]:
    """The lines before the first empty line, and what follows it."""
    ends = [(at, at + len(empty)) for empty in (b"\n\n", b"\n\r\n") if (at := text.find(empty)) >= 0]
    if not ends or text.startswith((b"\n", b"\r\n")):
        return b"", b""
    head, content = min(ends)
    return text[:head], text[content:]
