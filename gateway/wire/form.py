"""Form data by PHP's rules: query strings, urlencoded and multipart bodies as nested dicts.

Clients of the contract spell lists and structs in field names (``notes[0][text]=hi``), and rely on
every quirk of how PHP reads those (``docs/contract/encodings.md 3.2``): dots and blanks become
underscores, ``[]`` appends, the last of two equal names wins, order is the order of arrival. The
result is plain: a dict with str or int keys, whose values are str or such dicts again; lists and structs
look the same. Bytes that are not UTF-8 become lone surrogates (``surrogateescape``). Every step is linear in the
size of the input, and the caller limits the number of fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import Final, TypeAlias

from python_multipart.multipart import parse_options_header

from gateway.errors import HostileInput
from gateway.native import unquoted
from gateway.php.values import INT_MAX, array_key, to_int
from gateway.wire.exchange import Request
from gateway.wire.multipart import parts

__all__ = [
    "CREDENTIAL_FIELDS",
    "Form",
    "FormBuilder",
    "FormValue",
    "early_fields",
    "field_in",
    "is_multipart",
    "is_set",
    "merge",
    "parse_body",
    "parse_fields",
    "parse_upload",
    "reads_body",
    "text_of",
]

Form: TypeAlias = "dict[str | int, FormValue]"
FormValue: TypeAlias = "str | Form"

_URLENCODED: Final = "application/x-www-form-urlencoded"
_MULTIPART: Final = "multipart/form-data"

# The fields of a form that hold a token, and those that hold a user name and a password.
CREDENTIAL_FIELDS: Final[Sequence[Sequence[str]]] = (("wstoken",), ("wsusername", "wspassword"))
# How far a field is read that is looked for alone.
_MOST_OF_FIELD: Final = 4096
_FIELD: Final = re.compile(rb"[^&]+")
_APPEND: Final = frozenset(("", " ", "\t", "\n", "\v", "\f", "\r"))
_MOST_BRACKETS: Final = 64
# Clients write each item of a list of structs as some fields of one dict: more dicts than this come from nobody's arguments.
_DICTS_PER_FIELD: Final = 4
# Names up to this length are remembered with their dicts: longer ones are no names of parameters.
_LONGEST_REMEMBERED: Final = 200
# The length of the longest header of a media type that is kept in a cache.
_LONGEST_CACHED: Final = 200
# The first integer keys, by their texts.
_INDEXES: Final = {str(number): number for number in range(1000)}
# The two bytes that ``parse_fields`` puts in the place of separators, raw or percent-encoded, as data may hold them too.
_STAND_IN: Final = re.compile(rb"[\xfe\xff]|%[fF][eEfF]")


def parse_fields(data: bytes, most: int) -> Form:
    """The fields of a query string or of an urlencoded body.

    Raises ``HostileInput`` for more than ``most`` fields.
    """
    if not data:
        return {}
    if data.count(b"&") >= most:
        data = b"&".join(_split(data, most))
    if b"+" in data:
        data = data.replace(b"+", b" ")
    form: Form = {}
    builder: FormBuilder | None = None
    and_, equals = "&", "="
    if b"%" in data:
        # The whole text is unescaped and decoded at once, brackets first: most escapes are brackets. An escaped separator must
        # not become a real one: if there is any, the real ones are replaced first by two bytes that UTF-8 never has.
        data = data.replace(b"%5B", b"[").replace(b"%5D", b"]")
        if b"%26" in data or b"%3D" in data or b"%3d" in data:
            if _STAND_IN.search(data):
                return _field_by_field(data, most)
            and_, equals = "\udcff", "\udcfe"
            data = data.replace(b"&", b"\xff").replace(b"=", b"\xfe")
        data = unquoted(data)
    for text in _text(data).split(and_):
        name, _, value = text.partition(equals)
        if equals in value:
            value = value.replace(equals, "=")
        if name.isidentifier() and name not in form:  # by far the most common: nothing to mangle and no brackets
            form[name] = value
        elif text:
            builder = builder or FormBuilder(form, most)
            builder.add(name, value)
    return form


def _field_by_field(data: bytes, most: int) -> Form:
    """The fields of an urlencoded text, each field unescaped by itself: the slow form of ``parse_fields``."""
    builder = FormBuilder({}, most)
    for field in data.split(b"&"):
        raw_name, _, raw_value = field.partition(b"=")
        if field:
            builder.add(_text(unquoted(raw_name)), _text(unquoted(raw_value)))
    return builder.form


def text_of(value: FormValue | None) -> str:
    """The text of a field that must be a text; empty for an absent field or an array."""
    return value if isinstance(value, str) else ""


def is_set(form: Form, name: str) -> bool:
    """Whether a field is a number other than 0, or begins with one."""
    value = form.get(name)
    return isinstance(value, str) and to_int(value) != 0


def reads_body(method: str, content_type: str) -> bool:
    """Whether the body of a request is form data; any other body is ignored (``docs/contract/encodings.md 3.1``)."""
    return method == "POST" and _media_type(content_type) in (_URLENCODED, _MULTIPART)


def is_multipart(content_type: str) -> bool:
    """Whether a body of this type is a form in parts, which may have files."""
    return _media_type(content_type) == _MULTIPART


def parse_body(content_type: str, body: bytes, most: int) -> Form:
    """The fields of a form body: urlencoded, or the text parts of a multipart one; empty for any other type.

    Uploaded files are left out. Raises ``HostileInput`` for more than ``most`` fields or
    parts, and ``DecodeError`` for a multipart body that is malformed or cut off.
    """
    media_type = _media_type(content_type)
    if media_type == _URLENCODED:
        return parse_fields(body, most)
    if media_type == _MULTIPART and body:
        return _parse_multipart(content_type, body, most)[0]
    return {}


def parse_upload(content_type: str, body: bytes, most: int) -> tuple[Form, bool]:
    """The fields of a form body, and whether files came with them. Raises the errors of ``parse_body``."""
    if _media_type(content_type) != _MULTIPART or not body:
        return parse_body(content_type, body, most), False
    return _parse_multipart(content_type, body, most)


def field_in(content_type: str, body: bytes, name: str) -> str | None:
    """The text of the last field ``name`` in a form body, found without reading the others; None without one.

    Only a name that is sent as it is counts, as clients send what is made of letters.
    """
    wanted = name.encode()
    if _media_type(content_type) == _URLENCODED:
        start = body.rfind(b"&" + wanted + b"=") + 1
        if not start and not body.startswith(wanted + b"="):
            return None
        begins = start + len(wanted) + 1
        value = body[begins : begins + _MOST_OF_FIELD].partition(b"&")[0]
        return _text(unquoted(value.replace(b"+", b" ")))
    start = max(body.rfind(b'name="' + wanted + b'"'), body.rfind(b"name=" + wanted))
    _, blank, value = body[start : start + _MOST_OF_FIELD].replace(b"\r\n", b"\n").partition(b"\n\n")
    return _text(value.partition(b"\n--")[0]) if start >= 0 and blank else None


def early_fields(request: Request, names: Sequence[str], most: int) -> Form | None:
    """The query of a request, with those of the fields ``names`` that its form has; None while some are missing and a body is to come.

    Raises ``HostileInput`` for a query with more than ``most`` fields.
    """
    form = parse_fields(request.query, most)
    if not request.body:
        return form if all(name in form for name in names) else None
    if reads_body(request.method, request.content_type):
        found = {name: field_in(request.content_type, request.body, name) for name in names}
        form |= {name: value for name, value in found.items() if value is not None}
    return form


def merge(query: Form, body: Form) -> Form:
    """Query and body as one form (``docs/contract/encodings.md 3.1``).

    The body wins for each top-level name; integer names are numbered anew.
    """
    merged = {**query, **body}
    if set(map(type, merged)) == {str}:
        return merged
    merged.clear()
    number = 0
    for form in (query, body):
        for name, value in form.items():
            if isinstance(name, int):
                merged[number] = value
                number += 1
            else:
                merged[name] = value
    return merged


class FormBuilder:
    """A form that grows field by field; ``form`` is what it has so far."""

    __slots__ = ("_free", "_left", "_nodes", "form")

    def __init__(self, form: Form, most: int) -> None:
        """``most`` is how many fields the form may have, from which follows how many dicts may be made for them."""
        self.form = form
        self._left = most * _DICTS_PER_FIELD
        # For each dict that was appended to, by its id: the dict (so that no other dict gets the id) and its next free index.
        self._free: dict[int, tuple[Form, int]] = {}
        # The dicts that hold the fields added so far, by their names: the next field is often in the same dict.
        self._nodes: dict[str, Form] = {}

    def add(self, name: str, value: str) -> None:
        """Put one field where its name says."""
        before, _, last = name.rpartition("[")
        if (node := self._nodes.get(before)) is not None and not self._free:
            # In the same dict as an earlier field, under a new name: so are most fields.
            key = last[:-1]
            place = key if key.isidentifier() else _INDEXES.get(key)
            if place is not None and last[-1] == "]" and place not in node:
                node[place] = value
                return
        parent, key = _taken_apart(name)
        if key and (node := self._nodes.get(parent) or self._beside(parent)) is not None:
            self._put(node, array_key(key), value)
            return
        head, bracket, path = name.partition("\0")[0].lstrip(" ").partition("[")
        if not head:
            return
        top = head if head.isidentifier() else array_key(_mangle(head))
        if not bracket:
            self._put(self.form, top, value)
            return
        keys = _sub_keys(path)
        if keys is None:
            self._nodes.clear()
            self.form.pop(top, None)
        elif keys:
            way = self._put_at(top, keys, value)
            # A dict is remembered only if its name leads there again: nothing of the name was ignored, and nothing appended.
            if len(name) <= _LONGEST_REMEMBERED and name == f"{head}[{']['.join(keys)}]" and _APPEND.isdisjoint(keys):
                for sub_key, node in zip(keys, way, strict=True):
                    self._nodes[head] = node
                    head = f"{head}[{sub_key}]"
        else:
            self._put(self.form, _mangle(f"{head}_{path.replace('[', '_')}"), value)

    def _beside(self, name: str) -> Form | None:
        """The dict under a name whose parent is a remembered dict, made if need be; None if the parent is not remembered."""
        parent, key = _taken_apart(name)
        node = self._nodes.get(parent) if key and len(name) <= _LONGEST_REMEMBERED and name.count("[") < _MOST_BRACKETS else None
        if node is None:
            return None
        place = array_key(key)
        child = node.get(place)
        if not isinstance(child, dict):
            child = self._new()
            self._put(node, place, child)
            self._nodes[parent] = node
        self._nodes[name] = child
        return child

    def _put_at(self, key: str | int, keys: list[str], value: str) -> list[Form]:
        """Put a value below ``key``, and return the dicts on the way; a value on the way that is no dict is replaced by one."""
        node = self.form
        way = []
        for sub_key in keys:
            child = node.get(key)
            if not isinstance(child, dict):
                child = self._new()
                self._put(node, key, child)
            node = child
            way.append(node)
            if sub_key not in _APPEND:
                key = array_key(sub_key)
            elif (free := self._next_index(node)) <= INT_MAX:
                key = free
            else:
                return way
        self._put(node, key, value)
        return way

    def _new(self) -> Form:
        """A new dict. Raises ``HostileInput`` once there are too many."""
        self._left -= 1
        if self._left < 0:
            raise HostileInput("The fields of the request make too many lists and structs.")
        return {}

    def _put(self, node: Form, key: str | int, value: FormValue) -> None:
        if self._nodes and key in node:  # the replaced value may be a remembered dict
            self._nodes.clear()
        node[key] = value
        if self._free and isinstance(key, int) and (entry := self._free.get(id(node))) and key >= entry[1]:
            self._free[id(node)] = (node, key + 1)

    def _next_index(self, node: Form) -> int:
        """One more than the greatest integer key; computed once for each dict, because many fields may be appended."""
        entry = self._free.get(id(node))
        if entry is None:
            entry = (node, max((key for key in node if isinstance(key, int)), default=-1) + 1)
            self._free[id(node)] = entry
        return entry[1]


def _taken_apart(name: str) -> tuple[str, str]:
    """A name in brackets without its last sub key, and that sub key; the key is empty if the name has another form."""
    if not name.endswith("]"):
        return name, ""
    parent, _, key = name[:-1].rpartition("[")
    return parent, "" if "]" in key or key in _APPEND else key


def _sub_keys(path: str) -> list[str] | None:
    """The sub keys in ``path``, the part of a name after its first ``[``, up to a bracket that is not closed or not adjacent.

    The list is empty if the first bracket is never closed; None means that the brackets nest too deep.
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
    """The fields between ``&``, without empty ones. Raises ``HostileInput`` for more than ``most``, before they are stored."""
    if data.count(b"&") < most:
        return [field for field in data.split(b"&") if field]
    fields = [match.group() for match in islice(_FIELD.finditer(data), most + 1)]
    if len(fields) > most:
        raise _too_many(most)
    return fields


def _parse_multipart(content_type: str, body: bytes, most: int) -> tuple[Form, bool]:
    """The text parts of a multipart body, and whether files came with them. Raises the errors of ``parse_body``."""
    builder, files = FormBuilder({}, most), False
    for part in parts(content_type, body, most):
        _, options = parse_options_header(part.headers.get(b"content-disposition", b""))
        if b"filename" in options:
            files = True
        elif b"name" in options:
            builder.add(_text(options[b"name"]), _text(part.content))
    return builder.form, files


def _media_type(content_type: str) -> str:
    """The media type in a header, cached for those that are not longer than clients have."""
    return (_cached_media_type if len(content_type) <= _LONGEST_CACHED else _cached_media_type.__wrapped__)(content_type)


@lru_cache(maxsize=64)
def _cached_media_type(content_type: str) -> str:
    return content_type.partition(";")[0].partition(",")[0].strip().lower()


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _too_many(most: int) -> HostileInput:
    return HostileInput(f"The request has more than {most} fields.")
