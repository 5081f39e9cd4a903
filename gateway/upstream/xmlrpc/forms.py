"""Times and octets of XML-RPC between the texts that they are here and the types that callers of an old server send and expect."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple

__all__ = ["Forms", "as_texts", "as_types"]

OCTETS, TIME = "base64", "dateTime.iso8601"


class Forms(NamedTuple):
    """The types that texts stand for, by their paths in the arguments of a function, and in its result."""

    arguments: Mapping[str, str] = {}
    returned: Mapping[str, str] = {}


def as_texts(value: object, forms: Mapping[str, str], path: str) -> object:
    """An argument whose octets, which XML-RPC has decoded, are a text of Base64 again; times are texts already."""
    return _converted(value, forms, path, _text) if forms else value


def as_types(value: object, forms: Mapping[str, str]) -> object:
    """A result whose texts are times and octets again; a text that is neither stays a text."""
    return _converted(value, forms, "", _type) if forms else value


def _converted(value: object, forms: Mapping[str, str], path: str, convert: Callable[[str, str], object]) -> object:
    if isinstance(value, Mapping):
        return {name: _converted(item, forms, f"{path}.{name}" if path else str(name), convert) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_converted(item, forms, f"{path}[]", convert) for item in value]
    return convert(value, forms.get(path, "")) if isinstance(value, str) else value


def _text(text: str, form: str) -> object:
    return base64.b64encode(text.encode("utf-8", "surrogateescape")).decode() if form == OCTETS else text


def _type(text: str, form: str) -> object:
    try:
        if form == TIME:
            return datetime.fromisoformat(text)
        return base64.b64decode(text, validate=True) if form == OCTETS else text
    except ValueError:
        return text
