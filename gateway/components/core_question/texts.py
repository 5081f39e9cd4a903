"""Texts of questions: as plain text for summaries, and as HTML for pages, with the addresses of their files."""

from __future__ import annotations

import html
import re

import msgspec

from gateway.api import CallContext, Context, contexts, format_text
from gateway.api.php import strip_tags

__all__ = ["Texts", "plain"]

_PLACEHOLDER = "@@PLUGINFILE@@/"
_SPACES = re.compile(r"[ \t\r\n]+")
_BREAK, _BLOCK_BEGIN = (
    re.compile(r"<br\s*/?>", re.IGNORECASE),
    re.compile(r"<(?:p|div|h[1-6]|ul|ol|table|tr|blockquote)\b[^>]*>", re.IGNORECASE),
)
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|tr|blockquote)>", re.IGNORECASE)
_AROUND_LINES = re.compile(r" *\n *")
_FORMAT_PLAIN, _FORMAT_MOODLE = 2, 0


def plain(text: str | None, format_: int = 1) -> str:
    """A text as plain text, its blocks in lines of their own."""
    if not text:
        return ""
    if format_ == _FORMAT_PLAIN:
        return text
    if format_ == _FORMAT_MOODLE:
        text = text.replace("\r\n", "\n").replace("\n", "<br>")
    text = _BREAK.sub("\0", _SPACES.sub(" ", text))
    text = _BLOCK_END.sub("\0", _BLOCK_BEGIN.sub("", text))
    return _AROUND_LINES.sub("\n", html.unescape(strip_tags(text.replace("\0", "\n"))))


class Texts:
    """Writes the texts of questions for one use of them, as HTML.

    The addresses of their files name the use (``usageid``) and the slot, so that whoever takes part in the use may read them.
    """

    def __init__(self, ctx: CallContext, usageid: int) -> None:
        """``usageid`` is the id of the usage."""
        self._ctx, self._usageid = ctx, usageid
        self._settings = msgspec.structs.replace(ctx.settings, raw=False)
        self._contexts: dict[int, Context | None] = {}

    def html(self, text: str | None, format_: int, *, contextid: int, slot: int, area: str, item: int, component: str = "question") -> str:
        """A text in a file area of a question as clean HTML."""
        if not text:
            return ""
        place = self._place(contextid)
        if place is None:
            return ""
        site = self._ctx.site
        base = f"{site.wwwroot}/{self._settings.file}/{contextid}/{component}/{area}/{self._usageid}/{slot}/{item}/"
        return format_text(text.replace(_PLACEHOLDER, base), format_, self._settings, site, place)[0]

    def _place(self, contextid: int) -> Context | None:
        """The context with that id."""
        if contextid not in self._contexts:
            self._contexts[contextid] = contexts.by_id(self._ctx.db, contextid)
        return self._contexts[contextid]
