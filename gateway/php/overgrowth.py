"""Telling markup that a parser would blow up, before it is parsed (``docs/reliability.md``).

A browser's parser opens formatting elements such as ``<b>`` again in every block that follows while they are not closed, moves what
a table cannot hold to before it, and looks through all open elements at most tags: few bytes become many, and take a time
that grows with their square. Here the tags are read once, in a time that grows with the text, and what the parser would do is
estimated, never too low: where it is not clear that a tag closes an element, the element stays open.
"""

from __future__ import annotations

import re
from typing import Final

__all__ = ["is_overgrown"]

# What a text may cost: elements open at a time, formatting elements among them, attributes of a tag; the characters of tags
# that the parser writes again beyond those of the text; its steps, for each tag and for the text as a whole.
_OPEN_MAX, _FORMATTING_MAX, _ATTRIBUTES_MAX = 2000, 64, 100
_COPIED: Final = 8_000
_STEPS, _STEPS_A_TAG = 500_000, 100
# With fewer tags than this, and tags no longer than that, a text is not read at all.
_FEW, _SHORT = 16, 10_000


def _names(names: str) -> frozenset[str]:
    return frozenset(names.split())


_SPACE: Final = r" \t\n\f\r"
_ATTRIBUTE: Final = (
    rf"""[{_SPACE}/]*+(?:=[^{_SPACE}/>=]*+|[^{_SPACE}/>=]++)"""
    rf"""(?:[{_SPACE}]*+=[{_SPACE}]*+(?:"[^"]*+"|'[^']*+'|[^{_SPACE}>"'][^{_SPACE}>]*+)?)?"""
)
_ATTRIBUTES: Final = re.compile(_ATTRIBUTE)
# What may begin markup; then a comment or a declaration; or a tag, with its slash, name and attributes, all as the standard has them.
_BEGINS: Final = re.compile(r"<(?=[a-zA-Z/!?])")
_REMARK: Final = re.compile(r"<!--(?:-?>|.*?--!?>)|<(?![!]--)(?:[!?]|/[^a-zA-Z])[^>]*+>", re.DOTALL)
_TAG: Final = re.compile(
    rf"<(?P<slash>/?)(?P<name>[a-zA-Z][^{_SPACE}/>]*+)(?P<attributes>(?:{_ATTRIBUTE})*+)[{_SPACE}/]*+>",
)
_RAW: Final = {name: re.compile(rf"</{name}(?=[{_SPACE}/>])", re.IGNORECASE) for name in ("script", "style")}

_FORMATTING: Final = _names("a b big code em font i nobr s small strike strong tt u")
_VOID: Final = _names("area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr")
# Elements at which the parser stops looking for the one that an end tag closes.
_BORDERS: Final = _names("applet button caption html marquee math object ol svg table td template th ul")
# Inline elements, within which no block has begun; all others are blocks, for an end tag of an inline element does not pass them.
_INLINE: Final = _FORMATTING | _names("abbr acronym bdi bdo cite del dfn ins kbd label mark q ruby samp span sub sup tex time var")
# Within these a table's parts are, and what else comes is moved out.
_TABLE: Final = _names("table tbody tfoot thead tr")
_TABLE_PARTS: Final = _TABLE | _names("caption col colgroup td th")
_CELLS: Final = frozenset(("td", "th"))
# Elements that end a paragraph, and which elements end others of a kind.
_END_PARAGRAPHS: Final = _names(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption figure footer"
    " form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary ul"
)
_END_OTHERS: Final = {
    "li": ("li",),
    **dict.fromkeys(("dd", "dt"), ("dd", "dt")),
    **dict.fromkeys(("td", "th"), ("td", "th")),
    "tr": ("td", "th", "tr"),
    **dict.fromkeys(("tbody", "tfoot", "thead"), ("td", "th", "tr", "tbody", "tfoot", "thead")),
}
# After these, what follows is read in another way, so that no end tag is sure to be one.
_UNCLEAR: Final = _names("frameset iframe noembed noframes noscript plaintext select template textarea title xmp")


def is_overgrown(text: str) -> bool:
    """Whether a parser would make much more of an HTML text than it has, or take much longer than its length allows."""
    if text.count("<") <= _FEW and len(text) <= _SHORT:
        return False
    estimate = _Estimate(len(text))
    position = 0
    while (begins := _BEGINS.search(text, position)) is not None:
        tag = _TAG.match(text, begins.start())
        if tag is None:
            remark = _REMARK.match(text, begins.start())
            if remark is None:
                return False  # a tag or remark without end: to the parser, it is the rest of the text
            estimate.clear &= not remark[0].startswith("<![")
            position = remark.end()
            continue
        name, closes, position = tag["name"].lower(), bool(tag["slash"]), tag.end()
        if not estimate.tag(name, closes, tag):
            return True
        if not closes and name in _RAW:
            closing = _RAW[name].search(text, position)
            position = closing.start() if closing else len(text)
            estimate.clear &= text.find("<!--", tag.end(), position) < 0
    return False


class _Estimate:
    """The open elements as the parser may have them at the least favourable, and what it has done up to now."""

    def __init__(self, length: int) -> None:
        self.clear = True
        """Whether end tags are surely read as such."""
        self._copies_max = length + _COPIED
        self._copied = self._steps = self._tags = 0
        # The open elements, the places of those with each name, and of borders and blocks among them.
        self._open: list[str] = []
        self._places: dict[str, list[int]] = {}
        self._borders: list[int] = []
        self._blocks: list[int] = []
        # The places of cells that are surely in a table.
        self._cells: list[int] = []
        # The formatting elements that the parser opens again: place among the open elements, name, source.
        self._formatting: list[tuple[int, str, str]] = []
        self._weight = 0

    def tag(self, name: str, closes: bool, source: re.Match[str]) -> bool:
        """Take the next tag; returns whether the text is still within its bounds."""
        self._tags += 1
        self._steps += len(self._open)
        if name not in _INLINE:
            # A new block, or the end of one: what is open of formatting elements may be opened again.
            self._copied += self._weight
        if self._open and self._open[-1] in _TABLE and name not in _TABLE_PARTS:
            self._steps += self._tags
        if closes:
            self._end(name)
        else:
            attributes = source["attributes"]
            if len(attributes) > _ATTRIBUTES_MAX and len(_ATTRIBUTES.findall(attributes)) > _ATTRIBUTES_MAX:
                return False
            self._start(name, source[0])
        return (
            len(self._open) <= _OPEN_MAX
            and len(self._formatting) <= _FORMATTING_MAX
            and self._copied <= self._copies_max
            and self._steps <= _STEPS + _STEPS_A_TAG * self._tags
        )

    def _start(self, name: str, source: str) -> None:
        if self.clear:
            self._end_implied(name)
        if name in _VOID:
            return
        self.clear &= name not in _UNCLEAR
        place = len(self._open)
        if name in _FORMATTING:
            self._keep(place, name, source)
        elif name in _BORDERS:
            self._borders.append(place)
            if name in _CELLS and self._open and self._open[-1] in _TABLE:
                self._cells.append(place)
        if name not in _INLINE:
            self._blocks.append(place)
        self._open.append(name)
        self._places.setdefault(name, []).append(place)

    def _keep(self, place: int, name: str, source: str) -> None:
        """Keep a formatting element to be opened again: of those with the same tag the parser keeps three, of links one."""
        border = self._borders[-1] if self._borders else 0
        same = [entry for entry in self._formatting if entry[1] == name and entry[0] >= border and (name == "a" or entry[2] == source)]
        if len(same) >= (1 if name == "a" else 3):
            self._forget(same[0])
        self._formatting.append((place, name, source))
        self._weight += len(source)

    def _end_implied(self, name: str) -> None:
        """Close what the start of an element closes: a paragraph, the item or the cell before."""
        border = self._borders[-1] if self._borders else -1
        if name in _END_PARAGRAPHS and (places := self._places.get("p")) and places[-1] > border:
            self._close(places[-1])
        for other in _END_OTHERS.get(name, ()):
            places = self._places.get(other)
            if not places:
                continue
            # An item holds no other block, a part of a table belongs to the table that was begun last.
            tables = self._places.get("table")
            if (name in _TABLE_PARTS and tables and places[-1] > tables[-1]) or places[-1] == self._blocks[-1]:
                self._close(places[-1])

    def _end(self, name: str) -> None:
        """Close the last element with this name, if that is sure, and those within it."""
        places = self._places.get(name)
        if not places or not self.clear:
            return
        place = places[-1]
        if self._borders and self._borders[-1] > place and name not in _BORDERS and name not in _TABLE:
            return  # the parser looks no further
        blocks_within = sum(1 for block in self._blocks[-9:] if block > place) if name in _INLINE else 0
        if name in _FORMATTING:
            if blocks_within:
                # The parser takes the element and the blocks apart, in at most eight rounds, each with copies.
                self._copied += 8 * self._weight
                self._steps += self._tags
            if blocks_within < 8 and (entry := next((entry for entry in reversed(self._formatting) if entry[1] == name), None)):
                self._forget(entry)
        if not blocks_within:
            self._close(place)

    def _close(self, place: int) -> None:
        """Close the element at a place, and all within it; a cell takes along the formatting elements that began in it."""
        while len(self._open) > place:
            self._places[self._open.pop()].pop()
        for kept in (self._borders, self._blocks):
            while kept and kept[-1] >= place:
                kept.pop()
        while self._cells and self._cells[-1] >= place:
            cell = self._cells.pop()
            while self._formatting and self._formatting[-1][0] >= cell:
                self._forget(self._formatting[-1])

    def _forget(self, entry: tuple[int, str, str]) -> None:
        self._formatting.remove(entry)
        self._weight -= len(entry[2])
