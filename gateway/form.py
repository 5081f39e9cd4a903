"""Form data by PHP's rules: query strings, urlencoded and multipart bodies as nested dicts.

Clients of the contract spell lists and structs in field names (``notes[0][text]=hi``), and rely on
every quirk of how PHP reads those (``reference/encodings.md`` 3.2): dots and blanks become
underscores, ``[]`` appends, the last of two equal names wins, order is the order of arrival. The
result is plain: a dict with str or int keys, whose values are str or such dicts again; a list can
not be told from a struct. Bytes that are not UTF-8 are kept as lone surrogates
(``surrogateescape``). Every step is linear in the size of the input, and the number of fields is
bounded by the caller.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final, TypeAlias
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from gateway.describe.php import INT_MAX, array_key
from gateway.errors import DecodeError, HostileInput

__all__ = ["Form", "FormValue", "merge", "parse_body", "parse_fields", "reads_body"]

Form: TypeAlias = "dict[str | int, FormValue]"
FormValue: TypeAlias = "str | Form"

_URLENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"

_FIELD: Final = re.compile(rb"[^&]+")
_APPEND: Final = frozenset(("", " ", "\t", "\n", "\v", "\f", "\r"))
_MOST_BRACKETS: Final = 64


def parse_fields(data: bytes, most: int) -> Form:
    """The fields of a query string or of an urlencoded body.

    Raises ``HostileInput`` where there are more than ``most`` of them.
    """
    if not data:
        return {}
    builder = _Builder()
    if b"+" in data:
        data = data.replace(b"+", b" ")
    if b"%26" in data or b"%3D" in data or b"%3d" in data:
        # An escaped separator must not become a real one: take the fields apart before anything is unescaped.
        for field in _split(data, most):
            raw_name, _, raw_value = field.partition(b"=")
            builder.add(_text(unquote_to_bytes(raw_name)), _text(unquote_to_bytes(raw_value)))
        return builder.form
    # Unescape and decode the whole at once; "&" and "=" are never part of a longer UTF-8 sequence.
    if data.count(b"&") >= most:
        _split(data, most)
    form, add = builder.form, builder.add
    for text in _text(unquote_to_bytes(data) if b"%" in data else data).split("&"):
        name, _, value = text.partition("=")
        if name.isidentifier():  # by far the most common: nothing to mangle and no brackets
            form[name] = value
        elif text:
            add(name, value)
    return form


def reads_body(method: str, content_type: str) -> bool:
    """Whether the body of such a request is form data at all; any other body is ignored (3.1)."""
    return method == "POST" and _media_type(content_type) in (_URLENCODED, _MULTIPART)


def parse_body(content_type: str, body: bytes, most: int) -> Form:
    """The fields of a form body: urlencoded, or the text parts of a multipart one; empty for any other type.

    Uploaded files are left out. Raises ``HostileInput`` where there are more than ``most`` fields or
    parts, and ``DecodeError`` where a multipart body is malformed or cut off.
    """
    media_type = _media_type(content_type)
    if media_type == _URLENCODED:
        return parse_fields(body, most)
    if media_type == _MULTIPART and body:
        return _parse_multipart(content_type, body, most)
    return {}


def merge(query: Form, body: Form) -> Form:
    """Query and body as one form: the body wins for each top-level name, integer names are numbered anew (3.1)."""
    merged: Form = {}
    number = 0
    for form in (query, body):
        for name, value in form.items():
            if isinstance(name, int):
                merged[number] = value
                number += 1
            else:
                merged[name] = value
    return merged


class _Builder:
    """A form that grows field by field."""

    __slots__ = ("_free", "form")

    def __init__(self) -> None:
        self.form: Form = {}
        # For each dict that was appended to, by its id: the dict (so that the id stays its own) and its next free index.
        self._free: dict[int, tuple[Form, int]] = {}

    def add(self, name: str, value: str) -> None:
        """Put one field in its place, as its name says."""
        if name.isidentifier():  # by far the most common: nothing to mangle and no brackets
            self.form[name] = value
            return
        name = name.partition("\0")[0].lstrip(" ")
        head, bracket, path = name.partition("[")
        if not head:
            return
        top = head if head.isidentifier() else array_key(_mangle(head))
        if not bracket:
            self._put(self.form, top, value)
            return
        keys = _sub_keys(path)
        if keys is None:
            self.form.pop(top, None)
        elif keys:
            self._put_at(top, keys, value)
        else:
            self._put(self.form, _mangle(f"{head}_{path.replace('[', '_')}"), value)

    def _put_at(self, key: str | int, keys: list[str], value: str) -> None:
        """Put a value below ``key``; what is not a dict on the way gives way to one."""
        node = self.form
        for sub_key in keys:
            child = node.get(key)
            if not isinstance(child, dict):
                child = {}
                self._put(node, key, child)
            node = child
            if sub_key not in _APPEND:
                key = array_key(sub_key)
            elif (free := self._next_index(node)) <= INT_MAX:
                key = free
            else:
                return
        self._put(node, key, value)

    def _put(self, node: Form, key: str | int, value: FormValue) -> None:
        node[key] = value
        if isinstance(key, int) and (entry := self._free.get(id(node))) and key >= entry[1]:
            self._free[id(node)] = (node, key + 1)

    def _next_index(self, node: Form) -> int:
        """One more than the greatest integer key; looked for once and then kept, as appending may go on for long."""
        entry = self._free.get(id(node))
        if entry is None:
            entry = (node, max((key for key in node if isinstance(key, int)), default=-1) + 1)
            self._free[id(node)] = entry
        return entry[1]


def _sub_keys(path: str) -> list[str] | None:
    """The keys in what follows a name's first ``[``, up to the first that is not closed or does not follow directly.

    The list is empty where that first bracket is never closed; None means that the brackets nest too deep.
    """
    first, *others = path.split("]", _MOST_BRACKETS + 1)
    if not others:
        return []
    keys = [first]
    for other in others:
        if not other.startswith("["):
            return keys
        if len(keys) == _MOST_BRACKETS:
            return None
        keys.append(other[1:])
    return keys[:-1]  # the last bracket is open


def _mangle(name: str) -> str:
    return name.replace(".", "_").replace(" ", "_")


def _split(data: bytes, most: int) -> list[bytes]:
    """The fields between ``&``, without empty ones; a flood of them is noticed before it is stored."""
    if data.count(b"&") < most:
        return [field for field in data.split(b"&") if field]
    fields = [match.group() for match in islice(_FIELD.finditer(data), most + 1)]
    if len(fields) > most:
        raise _too_many(most)
    return fields


def _parse_multipart(content_type: str, body: bytes, most: int) -> Form:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise DecodeError("The multipart body has no boundary.")
    parts = _Parts(most)
    try:
        parser = MultipartParser(
            boundary,
            {
                "on_part_begin": parts.begin,
                "on_header_field": parts.header_name,
                "on_header_value": parts.header_value,
                "on_header_end": parts.header_end,
                "on_part_data": parts.data,
                "on_part_end": parts.end,
                "on_end": parts.finish,
            },
        )
        parser.write(body)
    except FormParserError as error:
        raise DecodeError("The multipart body is malformed.") from error
    if not parts.finished:
        raise DecodeError("The multipart body is cut off.")
    return parts.builder.form


class _Parts:
    """Collects the text parts of a multipart body from its parser's callbacks."""

    def __init__(self, most: int) -> None:
        self.builder = _Builder()
        self.finished = False
        self._most = most
        self._count = 0
        self._header = b""
        self._header_value = b""
        self._name: bytes | None = None
        self._value = b""

    def begin(self) -> None:
        if self._count == self._most:
            raise _too_many(self._most)
        self._count += 1
        self._name = None
        self._value = b""

    def header_name(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def header_end(self) -> None:
        if self._header.lower() == b"content-disposition":
            _, options = parse_options_header(self._header_value)
            self._name = None if b"filename" in options else options.get(b"name")
        self._header = b""
        self._header_value = b""

    def data(self, data: bytes, start: int, end: int) -> None:
        if self._name is not None:
            self._value += data[start:end]

    def end(self) -> None:
        if self._name is not None:
            self.builder.add(_text(self._name), _text(self._value))

    def finish(self) -> None:
        self.finished = True


def _media_type(content_type: str) -> str:
    return content_type.partition(";")[0].partition(",")[0].strip().lower()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _too_many(most: int) -> HostileInput:
    return HostileInput(f"The request has more than {most} fields.")
