"""Removing tags from text, by the reference's definition of a tag (``docs/contract/encodings.md 2.5, 2.6``).

This is a scanner, no parser: a tag starts at ``<`` unless white space follows, and ends at a ``>`` that is
neither in quotes nor belongs to a nested ``<``; instructions, declarations and comments have rules of their own.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

__all__ = ["strip_multilang", "strip_tags"]

_SPACE: Final = " \t\n\v\f\r"
_TAG: Final = re.compile(r"<[^>]*>")
_LANGUAGE_TAGS: Final = (
    ("lang", re.compile(r'<lang lang="[a-zA-Z0-9_-]+"\s*>', re.ASCII)),
    ("span", re.compile(r'<span(?:\s+(?:lang="[a-zA-Z0-9_-]+"|class="multilang")){2}\s*>', re.ASCII)),
)


def strip_tags(text: str, allowed: str | None = None) -> str:
    """``text`` without NUL and without its tags, except those named ``allowed`` (``docs/contract/encodings.md 2.5``)."""
    if "<" not in text:
        return text.replace("\0", "")
    return _Scanner(text, allowed).run()


def strip_multilang(text: str) -> str:
    """``text`` without tags, except well-formed blocks that mark the language of a part of it (``docs/contract/encodings.md 2.6``)."""
    for name, opening in _LANGUAGE_TAGS:
        if f"</{name}>" in text:
            text = strip_tags(text, name)
            if _well_formed(text, opening, f"</{name}>"):
                return text
            break
    return strip_tags(text)


def _well_formed(text: str, opening: re.Pattern[str], closing: str) -> bool:
    """Whether a text has tags, and these are pairs of an ``opening`` and a ``closing`` one, one pair after another."""
    # What follows the last ">" cannot hold a tag, but could make the search for one quadratic.
    tags = _TAG.findall(text, 0, text.rfind(">") + 1)
    opened = False
    for tag in tags:
        if tag == closing:
            if not opened:
                return False
            opened = False
        elif opening.fullmatch(tag):
            opened = True
        else:
            return False
    return bool(tags) and not opened


class _Scanner:
    """One pass over a text; each state is a method that takes a character and returns the next state."""

    def __init__(self, text: str, allowed: str | None) -> None:
        self.text = text
        self.allowed = allowed
        self.at = 0
        self.output: list[str] = []
        self.start = 0
        self.depth = 0
        self.quote = ""
        self.parens = 0
        self.last_quote = ""
        self.xml = False

    def run(self) -> str:
        """The text without its tags."""
        state: Callable[[str], _State] = self._text
        while self.at < len(self.text):
            state = state(self.text[self.at])
            self.at += 1
        return "".join(self.output)

    def _text(self, char: str) -> _State:
        if char == "<" and not self._space_follows():
            self.start = self.at
            return self._tag
        # Everything up to the next "<" is text as well.
        end = self.text.find("<", self.at + 1)
        end = len(self.text) if end < 0 else end
        self.output.append(self.text[self.at : end].replace("\0", ""))
        self.at = end - 1
        return self._text

    def _tag(self, char: str) -> _State:
        if char == "<":
            if not self.quote and not self._space_follows():
                self.depth += 1
        elif char == ">":
            if not self._claimed() and not (self.xml and self._previous("-")):
                if self.allowed and _name(self.text[self.start : self.at + 1]) == self.allowed:
                    self.output.append(self.text[self.start : self.at + 1])
                return self._end()
        elif char in "\"'":
            self._toggle(char)
        elif char == "!" and self._previous("<"):
            return self._declaration
        elif char == "?" and self._previous("<"):
            self.parens = 0
            return self._instruction
        return self._tag

    def _instruction(self, char: str) -> _State:
        if char in "()":
            if not self.last_quote:
                self.parens += 1 if char == "(" else -1
        elif char in "\"'":
            if not self._previous("\\"):
                self.last_quote = "" if self.last_quote == char else char
                self._toggle(char)
        elif char == ">":
            if not self._claimed() and not self.parens and self.last_quote != '"' and self._previous("?"):
                return self._end()
        elif char in "lL" and self.at > 4 and self.text[self.at - 4 : self.at].lower() == "<?xm":
            self.xml = True
            return self._tag
        return self._instruction

    def _declaration(self, char: str) -> _State:
        if char == ">":
            if not self._claimed():
                return self._end()
        elif char in "\"'":
            if not self._previous("\\"):
                self._toggle(char)
        elif char == "-":
            if self._previous("!-"):
                return self._comment
        elif char in "eE" and self.at > 6 and self.text[self.at - 6 : self.at].lower() == "doctyp":
            return self._tag
        return self._declaration

    def _comment(self, char: str) -> _State:
        return self._end() if char == ">" and not self.quote and self._previous("--") else self._comment

    def _end(self) -> _State:
        self.quote = ""
        self.last_quote = ""
        self.xml = False
        return self._text

    def _claimed(self) -> bool:
        """Whether a ``>`` belongs to a nested ``<``, which it closes, or to a quote."""
        if self.depth:
            self.depth -= 1
            return True
        return bool(self.quote)

    def _toggle(self, char: str) -> None:
        """Open a quote, or close the open quote if it is of the same character."""
        if not self.quote:
            self.quote = char
        elif self.quote == char:
            self.quote = ""

    def _previous(self, text: str) -> bool:
        return self.text.endswith(text, 0, self.at)

    def _space_follows(self) -> bool:
        return self.text[self.at + 1 : self.at + 2] in _SPACE if self.at + 1 < len(self.text) else False


# What a state returns: the next state, which takes the next character.
_State = Callable[[str], "_State"]


def _name(tag: str) -> str:
    """The name of a tag in lower case, without the slash of a closing or an empty one."""
    name = tag[1:-1].removeprefix("/").removesuffix("/")
    return re.split(f"[{_SPACE}]", name, maxsplit=1)[0].lower()
