"""The password policy of the site."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from gateway.access.config import Config

__all__ = ["rules", "shortcomings"]

# The settings that ask for a number of characters of one kind: digits, small letters, capital letters, in any script.
_KINDS = (
    ("minpassworddigits", "Nd", "digit"),
    ("minpasswordlower", "Ll", "lower-case letter"),
    ("minpasswordupper", "Lu", "upper-case letter"),
)


def rules(config: Config) -> list[str]:
    """The rules of the password policy, as sentences; empty if there is none."""
    if not config.flag("passwordpolicy"):
        return []
    found = [_at_least(config.number("minpasswordlength"), "character")]
    found += [_at_least(config.number(setting), name) for setting, _kind, name in _KINDS]
    found.append(_at_least(config.number("minpasswordnonalphanum"), "character", " that is neither letter nor digit"))
    found.append(_in_a_row(config.number("maxconsecutiveidentchars")))
    return [rule for rule in found if rule]


def shortcomings(config: Config, password: str) -> list[str]:
    """The rules of the password policy that a new password breaks, as sentences; empty if it is fine or there is no policy."""
    if not config.flag("passwordpolicy"):
        return []
    found = []
    kinds = [unicodedata.category(character) for character in password]
    if len(password) < (least := config.number("minpasswordlength")):
        found.append(_at_least(least, "character"))
    for setting, kind, name in _KINDS:
        if kinds.count(kind) < (least := config.number(setting)):
            found.append(_at_least(least, name))
    others = sum(kind not in ("Nd", "Ll", "Lu") for kind in kinds)
    if others < (least := config.number("minpasswordnonalphanum")):
        found.append(_at_least(least, "character", " that is neither letter nor digit"))
    most = config.number("maxconsecutiveidentchars")
    if 0 < most < max((len(list(run)) for _, run in groupby(password)), default=0):
        found.append(_in_a_row(most))
    return found


def _at_least(least: int, thing: str, which: str = "") -> str:
    """The rule that asks for a number of characters; empty if it asks for none."""
    return f"The password must have at least {_counted(least, thing)}{which}." if least > 0 else ""


def _in_a_row(most: int) -> str:
    """The rule against repeated characters; empty if there is none."""
    return f"The password must not have the same character more than {_counted(most, 'time')} in a row." if most > 0 else ""


def _counted(number: int, thing: str) -> str:
    """A number with its noun, in singular or plural."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"
