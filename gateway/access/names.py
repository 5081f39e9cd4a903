"""The full names of users, put together as the site has it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gateway.access.site import SiteData

__all__ = ["fullname"]

# The names that a template may have, in the order in which they are looked for.
_NAMES = ("firstnamephonetic", "lastnamephonetic", "middlename", "alternatename", "firstname", "lastname")
_NAME = re.compile("|".join(_NAMES))
# What stands for a name that a user does not have, until it goes, with the punctuation around it.
_EMPTY = "\0"
_GAP = re.compile(rf"(?:[^\w\s\0]|_)*{_EMPTY}(?:[^\w\s\0]|_)*")
_SPACES = re.compile(r"\s{2,}")

# The value of the settings that leaves the order of names to the language.
_BY_LANGUAGE = ("", "language")


def fullname(site: SiteData, row: Mapping[Any, Any], *, complete: bool = False) -> str:
    """The full name of a user, as the site shows it; with ``complete``, as it shows it to holders of ``moodle/site:viewfullnames``."""
    template = str(site.config["alternativefullnameformat" if complete else "fullnamedisplay"])
    if template in _BY_LANGUAGE:
        return f"{row['firstname']} {row['lastname']}"
    named = _NAME.sub(lambda name: row.get(name[0]) or _EMPTY, template)
    return _SPACES.sub(" ", _GAP.sub(" ", named)).strip() or str(row["firstname"])
