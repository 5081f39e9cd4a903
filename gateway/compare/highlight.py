"""Texts of requests, answers and values with their parts marked, as markup for pages: names, texts, numbers."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers.data import JsonLexer
from pygments.lexers.html import XmlLexer

__all__ = ["body", "value"]

# The most characters of a body that are shown, and the most lines of a value.
_SHOWN: Final = 20_000
_LINES: Final = 500
_LEXERS: Final[Mapping[str, Lexer]] = {"json": JsonLexer(ensurenl=False, stripnl=False), "xml": XmlLexer(ensurenl=False, stripnl=False)}
_FORMATTER: Final = HtmlFormatter(nowrap=True)


def body(text: str, content_type: str) -> Markup:
    """The body of a request or an answer, as much as is shown of it."""
    shown, more = text[:_SHOWN], len(text) - _SHOWN
    kind = next((kind for kind in _LEXERS if kind in content_type), None)
    if kind is not None:
        marked = _with_lexer(shown, kind)
    elif "form-urlencoded" in content_type:
        marked = Markup("<wbr>&amp;").join(_field(field) for field in shown.split("&"))
    else:
        marked = Markup.escape(shown)
    return marked + Markup("<i>… and {} characters more</i>").format(f"{more:,}") if more > 0 else marked


def value(found: object, differing: Collection[str] = ()) -> Markup:
    """A value as indented JSON, with the lines marked whose paths differ, or are in what differs."""
    lines = []
    for number, (path, text) in enumerate(_lines(found, "", 0, "")):
        if number == _LINES:
            lines.append(Markup("<i>… and more</i>"))
            break
        line = _with_lexer(text, "json")
        lines.append(Markup("<mark>{}</mark>").format(line) if path in differing else line)
    return Markup("\n").join(lines)


def _with_lexer(text: str, kind: str) -> Markup:
    marked = highlight(text, _LEXERS[kind], _FORMATTER)
    return Markup(marked if text.endswith("\n") else marked.removesuffix("\n"))  # noqa: S704 - the formatter escapes


def _field(text: str) -> Markup:
    """A field of a form, as it is sent."""
    name, equals, given = text.partition("=")
    return Markup('<span class="nt">{}</span>{}<span class="s">{}</span>').format(name, equals, given)


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
