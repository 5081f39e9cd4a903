"""Reducing HTML to harmless XHTML (``docs/contract/encodings.md 2.8``).

``nh3`` parses the text as browsers do and drops elements and attributes that are not allowed. The rest is a plain
sequence of tags and text, which is then written as XHTML 1.0 Transitional: elements that their parent cannot hold are
left out, empty elements closed, ``alt`` and ``xml:lang`` supplied.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from itertools import islice
from typing import Final

import nh3

from gateway.php.overgrowth import is_overgrown
from gateway.php.remembered import Remembered
from gateway.php.utf8 import is_text

__all__ = ["purify"]

# Text without special characters, with at most the plainest tags.
_PLAIN: Final = re.compile(r"(?:[^<>&]++|<br />|<(em|strong)>[^<>&]++</\1>|<p>(?:[^<>&\n]++|<br />|<(em|strong)>[^<>&\n]++</\2>)*+</p>)*+")

# The greatest length of a short text, the number of such whose results are cached, and the characters of results for longer ones.
_SHORT, _SHORT_REMEMBERED, _LONG_REMEMBERED = 2000, 512, 8_000_000

_CELLS: Final = frozenset({"td", "th"})
_VOID: Final = frozenset({"br", "col", "hr", "img", "source", "track"})
_HEADINGS: Final = ("h1", "h2", "h3", "h4", "h5", "h6")
_BLOCKS: Final = frozenset(
    {
        "address", "blockquote", "center", "dir", "div", "dl", *_HEADINGS, "hr", "lang", "menu", "ol", "p", "pre", "table", "ul",
    }
)  # fmt: skip
_INLINE: Final = frozenset(
    {
        "a", "abbr", "acronym", "algebra", "audio", "b", "bdi", "bdo", "big", "br", "cite", "code", "del", "dfn", "em", "font", "i", "img",
        "ins", "kbd", "nolink", "q", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "sup", "tex", "tt", "u", "var",
        "video",
    }
)  # fmt: skip
_FLOW: Final = _BLOCKS | _INLINE
_ITEMS: Final = frozenset({"li"})
# The elements allowed within an element, if not inline ones. An element that allows neither blocks nor inline elements has no text.
_CHILDREN: Final = {
    **dict.fromkeys(("blockquote", "center", "dd", "del", "div", "ins", "lang", "li", "nolink", "td", "th"), _FLOW),
    **dict.fromkeys(("dir", "menu", "ol", "ul"), _ITEMS),
    "dl": frozenset({"dt", "dd"}),
    "table": frozenset({"caption", "col", "colgroup", "thead", "tfoot", "tbody", "tr"}),
    **dict.fromkeys(("thead", "tfoot", "tbody"), frozenset({"tr"})),
    "tr": _CELLS,
    "colgroup": frozenset({"col"}),
    "audio": _FLOW | {"source", "track"},
    "video": _FLOW | {"source", "track"},
    "ruby": _INLINE | {"rb", "rp", "rt", "rtc"},
}
_TAGS: Final = _FLOW | frozenset().union(*_CHILDREN.values())

_TABLE_PARTS: Final = re.compile(r"<(?:tbody|tfoot|thead)\b", re.IGNORECASE)

_COMMON: Final = {"class", "dir", "lang", "style", "title", "xml:lang"}
_ROW_ATTRIBUTES: Final = {"align", "bgcolor", "char", "charoff", "valign"}
_CELL_ATTRIBUTES: Final = _ROW_ATTRIBUTES | {"abbr", "colspan", "height", "nowrap", "rowspan", "scope", "width"}
_COLUMN_ATTRIBUTES: Final = {"align", "char", "charoff", "span", "valign", "width"}
_MEDIA_ATTRIBUTES: Final = {"autoplay", "controls", "crossorigin", "height", "loop", "muted", "poster", "preload", "src", "width"}
_ATTRIBUTES: Final[dict[str, set[str]]] = {
    "*": _COMMON,
    "a": {"href"},
    "audio": _MEDIA_ATTRIBUTES,
    "video": _MEDIA_ATTRIBUTES,
    "source": {"src", "type"},
    "track": {"default", "kind", "label", "src", "srclang"},
    "blockquote": {"cite"},
    "q": {"cite"},
    "del": {"cite"},
    "ins": {"cite"},
    "br": {"clear"},
    "font": {"color", "face", "size"},
    "hr": {"align", "noshade", "size", "width"},
    "img": {"align", "alt", "border", "height", "hspace", "longdesc", "src", "vspace", "width"},
    "ol": {"compact", "start", "type"},
    "ul": {"compact", "type"},
    "li": {"type", "value"},
    "table": {"align", "bgcolor", "border", "cellpadding", "cellspacing", "frame", "rules", "summary", "width"},
    "caption": {"align"},
    **dict.fromkeys(("col", "colgroup"), _COLUMN_ATTRIBUTES),
    **dict.fromkeys(("thead", "tfoot", "tbody", "tr"), _ROW_ATTRIBUTES),
    **dict.fromkeys(_CELLS, _CELL_ATTRIBUTES),
    **{tag: {"align"} for tag in ("div", "p", *_HEADINGS)},
    "pre": {"width"},
}
_VALUES: Final = {"a": {"target": {"_blank"}}, "*": {"dir": {"ltr", "rtl"}}}
_SCHEMES: Final = {"http", "https", "ftp", "irc", "nntp", "news", "rtsp", "rtmp", "teamspeak", "gopher", "mms", "mailto"}

_SIDES: Final = ("bottom", "left", "right", "top")
# The properties of style that are kept: with others, such as position, z-index, opacity, display, overflow or animation, an
# element could cover or hide the page around it.
_PROPERTIES: Final = frozenset(
    {
        "background", "background-attachment", "background-color", "background-image", "background-position", "background-repeat",
        "background-size", "border", "border-collapse", "border-color", "border-radius", "border-spacing", "border-style", "border-width",
        "caption-side", "clear", "color", "direction", "float", "font", "font-family", "font-size", "font-style", "font-variant",
        "font-weight", "height", "letter-spacing", "line-height", "list-style", "list-style-image", "list-style-position",
        "list-style-type", "margin", "max-height", "max-width", "min-height", "min-width", "padding", "page-break-after",
        "page-break-before", "page-break-inside", "table-layout", "text-align", "text-decoration", "text-indent", "text-transform",
        "vertical-align", "white-space", "width", "word-spacing", "word-wrap",
        *(f"{box}-{side}" for box in ("border", "margin", "padding") for side in _SIDES),
        *(f"border-{side}-{part}" for side in _SIDES for part in ("color", "style", "width")),
    }
)  # fmt: skip
_DECLARATION: Final = re.compile(r"[a-z-]+:[^:;&\\<>()\"']+")
_COLOUR: Final = re.compile(r"color:(?!#|rgb|transparent|inherit)")


# The scheme of an address, as browsers find it: they pass over white space and control characters.
_SCHEME: Final = re.compile(r"([^/?#:]*):")
_IGNORED: Final = re.compile(r"[\x00-\x20]")


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """The value of an allowed attribute for nh3, None for one that is left out: of ``style`` its harmless declarations.

    nh3 itself looks at the schemes of other addresses.
    """
    if name == "style":
        declarations = [":".join(part.strip() for part in item.strip().split(":", 1)) for item in value.split(";")]
        return "".join(f"{item};" for item in declarations if _is_harmless(item)) or None
    if name in ("cite", "longdesc"):
        scheme = _SCHEME.match(_IGNORED.sub("", value))
        return value if scheme is None or scheme[1].lower() in _SCHEMES else None
    return value


def _is_harmless(declaration: str) -> bool:
    """Whether a declaration is a plain one, of a property that changes the look of its own element alone."""
    return (
        _DECLARATION.fullmatch(declaration) is not None and declaration.partition(":")[0] in _PROPERTIES and not _COLOUR.search(declaration)
    )


_CLEANER: Final = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags={"script", "style"},
    attributes={tag: names - {"dir"} for tag, names in _ATTRIBUTES.items()},
    attribute_filter=_filter_attribute,
    tag_attribute_values=_VALUES,
    url_schemes=_SCHEMES,
    link_rel=None,
)


def purify(text: str) -> str:
    """Harmless XHTML made of any HTML; harmless XHTML is returned unchanged.

    A text with bytes that are not UTF-8 becomes empty. One of which a parser would make much more than it has is given back with
    its markup to be read: what comes out grows with what goes in.
    """
    if not is_text(text):
        return ""
    if _PLAIN.fullmatch(text):
        return text
    return _purified_short(text) if len(text) <= _SHORT else _purified_long(text)


def _purified(text: str) -> str:
    """Harmless XHTML made of a text with markup."""
    if is_overgrown(text):
        return escape(text, quote=False)
    # A browser's parser puts rows into a body of their own, which XHTML asks for only beside a head or a foot.
    unwanted: frozenset[str] = frozenset() if _TABLE_PARTS.search(text) else frozenset({"tbody"})
    return _Writer(unwanted).write(_CLEANER.clean(text))


# Sites return the same texts over and over: what was purified when it came in is not purified again when it is read.
_purified_short = lru_cache(maxsize=_SHORT_REMEMBERED)(_purified)
_purified_long = Remembered(_purified, _LONG_REMEMBERED)


@dataclass(slots=True)
class _Open:
    """An open element: its name, the index of its start tag, the elements it may hold, whether its own tags are left out."""

    tag: str
    start: int
    children: frozenset[str]
    left_out: bool


class _Writer:
    """Writes the canonical HTML of nh3 as XHTML."""

    _TOKEN: Final = re.compile(r'<(/?)([a-z0-9]+)((?: [^\s="<>]+="[^"]*")*)>|([^<]+)')
    _ATTRIBUTE: Final = re.compile(r' ([^\s="<>]+)="([^"]*)"')
    _MULTILANG: Final = frozenset({"lang", "class"})

    def __init__(self, unwanted: frozenset[str]) -> None:
        self._unwanted = unwanted
        self._parts: list[str] = []
        self._open: list[_Open] = []
        self._links = 0

    def write(self, html: str) -> str:
        """The XHTML of a fragment."""
        for closing, tag, attributes, text in self._TOKEN.findall(html):
            if text:
                self._text(unescape(text))
            elif closing:
                self._close()
            else:
                self._start(tag, {name: unescape(value) for name, value in self._ATTRIBUTE.findall(attributes)})
        return "".join(self._parts)

    def _children(self) -> frozenset[str]:
        """The names of the elements that may stand at this place."""
        return self._open[-1].children if self._open else _FLOW

    def _text(self, text: str) -> None:
        if text.isspace() or not self._children().isdisjoint(_INLINE):
            self._parts.append(escape(text, quote=False))

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        left_out = self._is_left_out(tag, attributes)
        start = len(self._parts)
        if not left_out:
            written = "".join(f' {name}="{_quoted(value)}"' for name, value in self._completed(tag, attributes).items())
            self._parts.append(f"<{tag}{written} />" if tag in _VOID else f"<{tag}{written}>")
        if tag not in _VOID:
            children = self._children() if left_out else _CHILDREN.get(tag, _INLINE)
            self._open.append(_Open(tag, start, children, left_out))
            self._links += tag == "a" and not left_out

    def _is_left_out(self, tag: str, attributes: dict[str, str]) -> bool:
        """Whether the tags of an element are left out, because it may not stand at this place; its content is written."""
        if tag in self._unwanted or tag not in self._children():
            return True
        return (tag == "img" and "src" not in attributes) or (tag == "a" and self._links > 0)

    def _close(self) -> None:
        element = self._open.pop()
        if element.left_out:
            return
        self._links -= element.tag == "a"
        holds_no_text = _CHILDREN.get(element.tag, _INLINE).isdisjoint(_INLINE)
        if holds_no_text and not any(part.startswith("<") for part in islice(self._parts, element.start + 1, None)):
            # A list without items, a table without rows.
            del self._parts[element.start :]
        else:
            self._parts.append(f"</{element.tag}>")

    def _completed(self, tag: str, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes of an element, with those added that XHTML requires."""
        if tag == "img":
            attributes.setdefault("alt", attributes["src"].rsplit("/", 1)[-1])
        if tag == "a" and "target" in attributes:
            attributes["rel"] = "noreferrer noopener"
        if tag == "span" and attributes.keys() == self._MULTILANG and attributes["class"] == "multilang":
            return {"lang": attributes["lang"], "class": "multilang"}
        if tag != "lang" and "lang" in attributes:
            attributes.setdefault("xml:lang", attributes["lang"])
        elif "xml:lang" in attributes:
            attributes.setdefault("lang", attributes["xml:lang"])
        return attributes


def _quoted(value: str) -> str:
    """A value escaped for an attribute in double quotes."""
    return escape(value, quote=False).replace('"', "&quot;")
