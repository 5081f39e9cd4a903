"""Texts of requests, answers and values with their parts marked, as markup for pages: names, texts, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape
from typing import Final

from markupsafe import Markup

__all__ = ["body", "value"]

# The most characters of a body that are shown, and the most lines of a value.
_SHOWN: Final = 20_000
_LINES: Final = 500

# A text, which is a name where a colon follows; a number; a word. A text that never ends is taken whole, so that each character is
# looked at once.
_JSON: Final = re.compile(
    r'(?P<text>"(?:[^"\\]|\\.)*+"?+)(?P<colon>\s*+:)?|(?P<number>-?\d++(?:\.\d++)?(?:[eE][-+]?\d++)?)|(?P<word>true|false|null)', re.DOTALL
)
_ATTRIBUTE: Final = re.compile(r"""(?<![\w:.-])(?P<name>[\w:.-]++)(?P<equals>\s*+=\s*+)(?P<text>"[^"]*+"?+|'[^']*+'?+)""")
# The classes of names, of texts, of numbers and words, and of what is beside the contents.
_NAME, _TEXT, _NUMBER, _ASIDE = "t-name", "t-text", "t-number", "t-aside"


def body(text: str, content_type: str) -> Markup:
    """The body of a request or an answer, as much as is shown of it."""
    shown, more = text[:_SHOWN], len(text) - _SHOWN
    mark = next((mark for kind, mark in _MARKS.items() if kind in content_type), escape)
    rest = f"<i>… and {more:,} characters more</i>" if more > 0 else ""
    return Markup(mark(shown) + rest)  # noqa: S704 - each part is escaped


def value(found: object, differing: Collection[str] = ()) -> Markup:
    """A value as indented JSON, with the lines marked whose paths differ."""
    lines: list[str] = []
    left = 2 * _SHOWN
    for path, text in _lines(found, "", 0, ""):
        if len(lines) == _LINES or left <= 0:
            lines.append("<i>… and more</i>")
            break
        line = _json(text[:left])
        lines.append(f"<mark>{line}</mark>" if path in differing else line)
        left -= len(text)
    return Markup("\n".join(lines))  # noqa: S704 - each part is escaped


def _span(kind: str, text: str) -> str:
    return f'<span class="{kind}">{escape(text)}</span>'


def _json(text: str) -> str:
    """JSON, or what looks like it."""
    marked, last = [], 0
    for found in _JSON.finditer(text):
        marked.append(escape(text[last : found.start()]))
        if found["text"] is not None:
            marked.append(_span(_TEXT if found["colon"] is None else _NAME, found["text"]) + (found["colon"] or ""))
        else:
            marked.append(_span(_NUMBER, found[0]))
        last = found.end()
    return "".join([*marked, escape(text[last:])])


def _xml(text: str) -> str:
    """XML, or what looks like it: each tag with its attributes, and what is between tags as it is."""
    before, *pieces = text.split("<")
    marked = [escape(before)]
    for piece in pieces:
        tag, end, content = piece.partition(">")
        aside = tag.startswith(("?", "!"))
        marked += [_span(_ASIDE, f"<{tag}{end}") if aside else _tag(f"<{tag}{end}"), escape(content)]
    return "".join(marked)


def _tag(tag: str) -> str:
    """A tag with its name and its attributes."""
    name, blank, rest = tag.partition(" ")
    marked, last = [_span(_NAME, name), blank], 0
    for found in _ATTRIBUTE.finditer(rest):
        marked += [escape(rest[last : found.start()]), _span(_NAME, found["name"]), found["equals"], _span(_TEXT, found["text"])]
        last = found.end()
    return "".join([*marked, _span(_NAME, rest[last:]) if rest[last:] else ""])


def _form(text: str) -> str:
    """The fields of a form, as they are sent."""
    return "<wbr>&amp;".join(map(_field, text.split("&")))


def _field(text: str) -> str:
    name, equals, given = text.partition("=")
    return f"{_span(_NAME, name)}{equals}{_span(_TEXT, given)}"


_MARKS: Final[Mapping[str, Callable[[str], str]]] = {"json": _json, "xml": _xml, "form-urlencoded": _form}
"""What marks a text, by what the media type has in it."""


def _lines(found: object, path: str, depth: int, before: str, after: str = "") -> Iterator[tuple[str, str]]:
    """The lines of a value, each with the path of what begins there."""
    indent = "  " * depth
    if isinstance(found, dict) and found:
        yield path, f"{indent}{before}{{"
        for number, (key, item) in enumerate(found.items(), 1):
            inner = f"{path}.{key}" if path else str(key)
            yield from _lines(item, inner, depth + 1, f"{_text(str(key))}: ", "," if number < len(found) else "")
        yield path, f"{indent}}}{after}"
    elif isinstance(found, list) and found:
        yield path, f"{indent}{before}["
        for number, item in enumerate(found):
            yield from _lines(item, f"{path}[{number}]", depth + 1, "", "," if number < len(found) - 1 else "")
        yield path, f"{indent}]{after}"
    else:
        yield path, f"{indent}{before}{_text(found)}{after}"


def _text(found: object) -> str:
    return json.dumps(found, ensure_ascii=False, default=str).encode("utf-8", "backslashreplace").decode()
