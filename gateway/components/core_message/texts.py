"""The texts of messages as people read them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping

from gateway.api import SYSTEM, CallSettings, SiteData, format_text
from gateway.api.text import FORMAT_HTML, FORMAT_PLAIN

__all__ = ["formatted", "plain", "shortened"]

_SETTINGS = CallSettings()
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)")
_BLOCKS = frozenset(
    {
        "address", "blockquote", "center", "dd", "dir", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "menu", "ol",
        "p", "pre", "table", "ul",
    }
)  # fmt: skip


def formatted(site: SiteData, row: RowMapping | Mapping[str, Any], *, notification: bool = False) -> str:
    """The text of a message as HTML: bare text in paragraphs, links opening in new windows.

    The text is ``smallmessage`` if it is not empty (plain text for notifications), else the full message.
    """
    short, page, full = (row[name] or "" for name in ("smallmessage", "fullmessagehtml", "fullmessage"))
    text, text_format = short or page or full, row["fullmessageformat"]
    if short:
        text_format = FORMAT_PLAIN if notification and (page or full) else text_format
    elif page:
        text_format = FORMAT_HTML
    html, _ = format_text(text, text_format, _SETTINGS, site, SYSTEM)
    return _in_paragraphs(html)


def plain(text: str) -> str:
    """An HTML text without its tags, with a line per paragraph."""
    broken = re.sub(r"<br ?/?>|</(?:p|div|li|h[1-6]|tr)>", "\n", text)
    bare = _TAG.sub("", broken)
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&nbsp;", " "), ("&amp;", "&")):
        bare = bare.replace(entity, character)
    return bare.strip()


def shortened(text: str, length: int) -> str:
    """The text, cut between words to at most ``length`` characters."""
    if len(text) <= length:
        return text
    cut = text[: length - 3]
    return f"{cut.rpartition(' ')[0] or cut}..."


def _in_paragraphs(text: str) -> str:
    """The HTML with all bare text at the top level in paragraphs, each up to the next block element."""
    written: list[str] = []
    depth, opened = 0, False
    for token in _TAG.split(text):
        match = _NAME.match(token)
        if match is None:
            if depth == 0 and not opened and token.strip():
                written.append("<p>")
                opened = True
            written.append(token)
            continue
        closing, void = token.startswith("</"), token.endswith("/>")
        if depth == 0 and opened and match[1].lower() in _BLOCKS:
            written.append("</p>")
            opened = False
        depth += 0 if void else -1 if closing else 1
        written.append(_tag(token, match[1], void=void, closing=closing))
    return "".join([*written, "</p>" if opened else ""]).strip()


def _tag(token: str, name: str, *, void: bool, closing: bool) -> str:
    """A tag in HTML notation; a link gets ``target="_blank"`` and ``rel="noreferrer"``."""
    if void:
        return f"{token[:-2].rstrip()}>"
    if name != "a" or closing or " target=" in token:
        return token
    return f'{token[:-1]} target="_blank" rel="noreferrer">'
