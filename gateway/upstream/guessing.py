"""Whether a function reads or writes, as far as its name tells; people correct it in the import file."""

from __future__ import annotations

import re
from typing import Final

from gateway.wire.call import FunctionType

__all__ = ["guessed_type"]

_NAMED: Final = """
get list find search read fetch query lookup is has have can count show describe view check exists validate verify browse retrieve
select load info status version ping echo help head download export preview calculate compute convert sum total
"""
_READING: Final = frozenset(_NAMED.split())
_WORDS: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def guessed_type(name: str) -> FunctionType:
    """The type of the function ``name``: it reads if its last part begins with a word that promises to change nothing."""
    last = re.split(r"[./:]", name)[-1] or name
    words = [word.lower() for word in _WORDS.findall(last)]
    return FunctionType.READ if words and words[0] in _READING else FunctionType.WRITE
