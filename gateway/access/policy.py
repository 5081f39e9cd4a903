"""The password policy of the site."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from gateway.access.config import Config

__all__ = ["shortcomings"]

# The settings that ask for a number of characters of one kind: digits, small letters, capital letters, in any script.
_KINDS = (
    ("minpassworddigits", "Nd", "digit"),
    ("minpasswordlower", "Ll", "lower-case letter"),
    ("minpasswordupper", "Lu", "upper-case letter"),
)


def shortcomings(config: Config, password: str) -> list[str]:
    """The rules of the password policy that a new password breaks, as sentences; empty if it is fine or there is no policy."""
    if not config.flag("passwordpolicy"):
        return []
    found = []
    kinds = [unicodedata.category(character) for character in password]
    if len(password) < (least := config.number("minpasswordlength")):
        found.append(f"The password must have at least {_counted(least, 'character')}.")
    for setting, kind, name in _KINDS:
        if kinds.count(kind) < (least := config.number(setting)):
            found.append(f"The password must have at least {_counted(least, name)}.")
    others = sum(kind not in ("Nd", "Ll", "Lu") for kind in kinds)
    if others < (least := config.number("minpasswordnonalphanum")):
        found.append(f"The password must have at least {_counted(least, 'character')} that is neither letter nor digit.")
    most = config.number("maxconsecutiveidentchars")
    if 0 < most < max((len(list(run)) for _, run in groupby(password)), default=0):
        found.append(f"The password must not have the same character more than {_counted(most, 'time')} in a row.")
    return found


def _counted(number: int, thing: str) -> str:
    """A number with its noun, in singular or plural."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
