"""What programs call themselves in the header ``User-Agent``, shortened to a name and the first number of its version."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

__all__ = ["agent_name"]

_LONGEST: Final = 200
_PRODUCT: Final = re.compile(r"([A-Za-z][A-Za-z0-9_.+-]{0,39})(?:/v?(\d{1,9}))?")
# What names itself behind the name of a browser, most particular first: the text that tells it, and its name.
_BEHIND: Final = (
    (re.compile(r"MoodleMobile(?: |/)?(\d{1,9})?"), "MoodleMobile"),
    (re.compile(r"MS Web Services Client Protocol (\d{1,9})?"), ".NET"),
    (re.compile(r"Edg(?:A|iOS)?/(\d{1,9})"), "Edge"),
    (re.compile(r"OPR/(\d{1,9})"), "Opera"),
    (re.compile(r"Firefox/(\d{1,9})"), "Firefox"),
    (re.compile(r"Chrome/(\d{1,9})"), "Chrome"),
    (re.compile(r"Version/(\d{1,9})[^ ]* (?:Mobile/\S+ )?Safari/"), "Safari"),
)


def agent_name(agent: str) -> str:
    """The name of a program and the first number of its version, such as ``python-requests/2``; empty if it names nothing."""
    return _named(agent[:_LONGEST])


@lru_cache(maxsize=1024)
def _named(agent: str) -> str:
    for marked, name in _BEHIND:
        if found := marked.search(agent):
            return _versioned(name, found[1])
    product = _PRODUCT.match(agent.strip())
    return _versioned(product[1], product[2]) if product else ""


def _versioned(name: str, version: str | None) -> str:
    return f"{name}/{version}" if version else name
