"""Texts as functions return them: names without markup, formatted texts as clean HTML (``docs/contract/server.md 2.4``).

The per-call settings decide: a raw call gets the text as stored; file addresses in a text point to this
site unless the call asks for the placeholders.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import TYPE_CHECKING

from gateway.access.contexts import Context
from gateway.access.site import SiteData
from gateway.errors import CodedError
from gateway.php.purify import purify
from gateway.php.strip_tags import strip_tags
from gateway.wire.call import CallSettings

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

__all__ = [
    "FORMAT_HTML",
    "FORMAT_MARKDOWN",
    "FORMAT_MOODLE",
    "FORMAT_PLAIN",
    "format_string",
    "format_text",
    "offline_page",
    "validate_format",
]

FORMAT_MOODLE, FORMAT_HTML, FORMAT_PLAIN, FORMAT_MARKDOWN = 0, 1, 2, 4

# An ampersand that begins no character reference.
_BARE_AMPERSAND = re.compile(r"&(?!#?[A-Za-z0-9]{1,8};)")
_PLACEHOLDER = "@@PLUGINFILE@@/"
_BETWEEN_TAGS, _AROUND_TAGS = re.compile(r">\s+<"), re.compile(r"\n(?=<)|(?<=>)\n")


@cache
def _markdown() -> MarkdownIt:
    """Markdown with the extensions of the reference's renderer; HTML in it is passed on to ``purify``."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def format_string(text: str | None, settings: CallSettings) -> str:
    """A name with markup stripped and bare ampersands escaped; as stored for a raw call."""
    if not text:
        return ""
    return text if settings.raw else _BARE_AMPERSAND.sub("&amp;", strip_tags(text))


def format_text(
    text: str | None,
    format_: int,
    settings: CallSettings,
    site: SiteData,
    context: Context,
    *,
    component: str = "",
    filearea: str = "",
    itemid: int | None = None,
    block: bool = False,
    trusted: bool = False,
) -> tuple[str, int]:
    """A text and its format: clean HTML, or the text as stored for a raw call.

    With ``block``, a text in the automatic format is put into a ``div``. A ``trusted`` text, which only those may write
    who may write anything (the summary of a section, the introduction of an activity), is not cleaned.
    """
    if not text:
        return "", format_
    if component and filearea and settings.fileurl:
        item = f"{itemid}/" if itemid else ""
        text = text.replace(_PLACEHOLDER, f"{site.wwwroot}/{settings.file}/{context.id}/{component}/{filearea}/{item}")
    if settings.raw:
        return text, format_
    return _to_html(text, format_, block=block, trusted=trusted), FORMAT_HTML


def offline_page(text: str | None, format_: int, site: SiteData, context: Context) -> str:
    """A trusted text as HTML that is kept beside its files: their addresses in it are relative."""
    as_page, _ = format_text(text, format_, CallSettings(fileurl=False), site, context, trusted=True)
    return f'<div class="no-overflow">{as_page.replace(_PLACEHOLDER, "")}</div>'


def validate_format(format_: int) -> int:
    """The format, if it is a format for texts. Raises ``formatnotsupported`` for any other."""
    if format_ not in (FORMAT_MOODLE, FORMAT_HTML, FORMAT_PLAIN, FORMAT_MARKDOWN):
        raise CodedError("formatnotsupported", "webservice")
    return format_


def _to_html(text: str, format_: int, *, block: bool, trusted: bool) -> str:
    """HTML of a text in one of the formats, clean unless it is trusted."""
    if format_ == FORMAT_PLAIN:
        return html.escape(text, quote=False).replace("\n", "<br />")
    if format_ == FORMAT_MOODLE:
        text = _with_breaks(text)
        text = f'<div class="text_to_html">{text}</div>' if block else text
    elif format_ == FORMAT_MARKDOWN:
        text = _markdown().render(text)
    return text if trusted else purify(text)


def _with_breaks(text: str) -> str:
    """A text in the automatic format with ``<br />`` for line breaks, except those next to tags."""
    text = _BETWEEN_TAGS.sub("><", text.replace("\r\n", "\n"))
    return _AROUND_TAGS.sub(" ", text).replace("\n", "<br />\n")
