"""What a client reads of rendered markup: the names and values of its form controls, or else its words.

The recordings keep markup that templates rendered in this form, since the markup itself is each server's own.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Final

__all__ = ["reduced"]

# Controls whose values are made anew at each call.
_CHANGING: Final = re.compile(r"flagged|sesskey|_qf__|checksum")
_BUTTONS: Final = ("submit", "button")


class _Reading(HTMLParser):
    """Collects form controls and words."""

    def __init__(self) -> None:
        super().__init__()
        self.controls: list[str] = []
        self.words: list[str] = []
        self._hidden = 0
        self._menu: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("script", "style"):
            self._hidden += 1
        elif tag == "select":
            self._menu = given.get("name", "")
        elif tag == "option" and self._menu:
            self._add(f"{self._menu}:option:{given.get('value', '')}", marked="selected" in given)
        elif tag in ("input", "textarea") and given.get("name") and given.get("type") not in _BUTTONS:
            kind = tag if tag == "textarea" else given.get("type", "text")
            value = "" if _CHANGING.search(given["name"]) else given.get("value", "")
            self._add(f"{given['name']}:{kind}:{value}", marked="checked" in given)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style") and self._hidden:
            self._hidden -= 1
        elif tag == "select":
            self._menu = None

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)

    def _add(self, control: str, *, marked: bool) -> None:
        self.controls.append(control + ("*" if marked else ""))


def reduced(markup: str) -> str:
    """The form in which the recordings keep rendered markup."""
    reading = _Reading()
    reading.feed(markup)
    if reading.controls:
        return "=controls " + " ".join(control.replace(" ", "_") for control in reading.controls)
    return "=text " + " ".join(" ".join(reading.words).split())
