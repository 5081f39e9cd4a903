"""Checks of single values: whether cleaning leaves a value unchanged (``docs/contract/encodings.md 1.2, 2.1``)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, NamedTuple, cast

from gateway.describe._refused import Refused
from gateway.describe.cleaners import CLEANERS
from gateway.describe.model import Value
from gateway.describe.rules import RULES
from gateway.describe.site import Site
from gateway.describe.types import ParamType
from gateway.native import always, fits, is_repaired, is_tagless
from gateway.php.grammars import is_component, is_email, is_plugin, is_stringid, is_timezone, is_url
from gateway.php.utf8 import from_bytes, normalise
from gateway.php.values import INT_MAX, INT_MIN, Scalar, to_text, trim

__all__ = ["Check", "Checker", "check_value"]

Check = Callable[[object, Site], object]


class Checker(NamedTuple):
    """The check of a node: a value of the type ``exact`` that is ``plain`` is returned as it is; others go through ``check``.

    ``check`` returns a value converted to its type, or raises ``Refused``. Callers with many values call ``plain`` first, in a
    loop of their own: most values are plain, and one function call less saves a third of the time.
    """

    exact: type
    plain: Callable[[Any], object]
    check: Check

    def checked(self, value: object, site: Site) -> object:
        """The checked value."""
        return value if type(value) is self.exact and self.plain(value) else self.check(value, site)


# Decimal integers in canonical form that certainly fit 64 bits.
_INTEGER: Final = re.compile(r"0|-?[1-9][0-9]{0,17}")
_FLOAT: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?\n?")
_BOOLEANS: Final[Mapping[int | str, bool]] = {0: False, 1: True, "0": False, "1": True}
# Integers above this are not converted to text: Python can be configured to refuse texts of more than 640 digits.
_INT_BITS: Final = 2048


def check_value(node: Value, *, argument: bool) -> Checker:
    """The checker of a value; an ``argument`` is validated once more, and may be None only where that has a meaning."""
    kind = node.type.canonical
    null = node.takes_null if argument else node.null
    if kind is ParamType.INT:
        slow = _check_int(_by_cleaning(kind, null))
        return Checker(int, fits, slow) if node.most is None or not argument else _check_at_most(node.most, slow)
    if kind is ParamType.FLOAT:
        return Checker(float, always, _check_float(null))
    if kind is ParamType.BOOL:
        return Checker(bool, always, _check_bool(_by_cleaning(kind, null), argument))
    slow = _by_cleaning(kind, null)
    if kind is ParamType.LOCALISEDFLOAT and argument and not null:
        slow = _never_none(slow, kind)
    if kind is ParamType.RAW and argument and not node.as_sent:
        slow = _check_raw_text(slow)
    if kind in _CLEAN_ON_SITE:
        slow = _check_text_on_site(slow, _CLEAN_ON_SITE[kind])
    if argument and node.most is not None:
        return _check_length(node.most, slow)
    return Checker(str, _CLEAN_TEXT.get(kind, _never), slow)


def _never(_value: object) -> bool:
    return False


def _by_cleaning(kind: ParamType, null: bool) -> Check:
    """The check of every type but ``float``: the cleaned value must have the same text as the value."""
    clean = CLEANERS[kind]
    expected = f"{RULES[kind]} is expected"

    def check(value: object, site: Site) -> object:
        if value is None and null:
            return None
        given = _scalar(value, kind)
        cleaned = clean(given, site)
        if to_text(cleaned) != to_text(given):
            raise Refused(expected, kind)
        return cleaned

    return check


def _scalar(value: object, kind: ParamType) -> Scalar:
    """A value as a scalar of the value model (``docs/contract/encodings.md 0.1``).

    Raises ``Refused`` for None, lists, structs and objects. Bytes are text, and so is an integer beyond 64 bits, which
    the reference can only hold as text.
    """
    if value is None:
        raise Refused(f"{RULES[kind]} is expected, not null", kind)
    if isinstance(value, bool):
        return value
    if isinstance(value, str):
        return normalise(str.__str__(value))
    if isinstance(value, int):
        number = int.__int__(value)
        if INT_MIN <= number <= INT_MAX:
            return number
        if number.bit_length() <= _INT_BITS:
            return str(number)
    elif isinstance(value, float):
        return float.__float__(value)
    elif isinstance(value, bytes):
        return from_bytes(value)
    raise Refused(f"a single value is expected, and it is {RULES[kind]}", kind)


def _check_raw_text(slow: Check) -> Check:
    def check(value: object, site: Site) -> object:
        cleaned = slow(value, site)
        return cleaned if cleaned is None else to_text(cast("Scalar", cleaned))

    return check


def _check_int(slow: Check) -> Check:
    def check(value: object, site: Site) -> object:
        if type(value) is str and _INTEGER.fullmatch(value):
            return int(value)
        return slow(value, site)

    return check


def _check_at_most(most: int, slow: Check) -> Checker:
    def check(value: object, site: Site) -> object:
        number = slow(value, site)
        if isinstance(number, int) and number > most:
            raise Refused(f"a whole number of at most {most} is expected")
        return number

    return Checker(int, lambda number: INT_MIN <= number <= most, check)


def _check_length(most: int, slow: Check) -> Checker:
    def check(value: object, site: Site) -> object:
        if isinstance(value, (str, bytes)) and len(value) > most:  # before it is cleaned
            raise Refused(f"a text of at most {most} characters is expected")
        return slow(value, site)

    return Checker(str, _never, check)


def _check_float(null: bool) -> Check:
    def check(value: object, site: Site) -> object:
        if value is None and null:
            return None
        given = _scalar(value, ParamType.FLOAT)
        if isinstance(given, bool) or (isinstance(given, str) and not _FLOAT.fullmatch(given)):
            raise Refused(f"{RULES[ParamType.FLOAT]} is expected", ParamType.FLOAT)
        return float(given or 0)

    return check


def _check_bool(slow: Check, argument: bool) -> Check:
    def check(value: object, site: Site) -> object:
        if type(value) in (int, str):
            known = _BOOLEANS.get(value)  # type: ignore[call-overload]  # mypy does not follow the test
            if known is not None:
                return known
        cleaned = slow(value, site)
        # Valid values are None, 0 and 1. The reference converts a float to an integer first.
        return cleaned if cleaned is None or (isinstance(value, float) and not argument) else bool(cleaned)

    return check


def _never_none(check: Check, kind: ParamType) -> Check:
    """A check whose result may be None although null is not allowed; None is refused then."""

    def check_again(value: object, site: Site) -> object:
        cleaned = check(value, site)
        if cleaned is None:
            raise Refused(f"{RULES[kind]} is expected, not an empty text", kind)
        return cleaned

    return check_again


def _check_text_on_site(slow: Check, is_clean: Callable[[str, Site], object]) -> Check:
    """The check of a type that depends on the site; ``is_clean`` is a cheap test for most clean texts."""

    def check(value: object, site: Site) -> object:
        if type(value) is str and is_clean(value, site):
            return value
        return slow(value, site)

    return check


def _matches(pattern: str) -> Callable[[str], object]:
    return re.compile(pattern).fullmatch


def _is_word(otherwise: Callable[[str], object]) -> Callable[[str], object]:
    """A test for texts that are Python identifiers, as most names are; others are tested with ``otherwise``."""
    return lambda text: (text.isascii() and text.isidentifier()) or otherwise(text)


def _is_short_url(text: str) -> bool:
    """Whether a text certainly is a valid address; results are remembered for addresses that recur, such as those of pictures."""
    return len(text) <= _REMEMBERED_LENGTH and _is_url(text)


@lru_cache(maxsize=2048)
def _is_url(text: str) -> bool:
    return text != "0" and is_url(text)


def _if_ascii(holds: Callable[[str], bool]) -> Callable[[str], object]:
    """A test by the grammar ``holds`` for ASCII texts; other texts are not recognised, as they may need repair first."""
    return lambda text: text.isascii() and "\0" not in text and holds(text)


# Characters that the repair of a text removes.
_REPAIRED: Final = "\0\ud800-\udfff\ufffe\uffff"
_REMEMBERED_LENGTH: Final = 250

# Tests for texts that a type certainly leaves unchanged. Texts that they do not recognise may be clean, too.
_CLEAN_TEXT: Final[Mapping[ParamType, Callable[[str], object]]] = {
    ParamType.ALPHA: lambda text: not text or (text.isascii() and text.isalpha()),
    ParamType.ALPHAEXT: _matches("[a-zA-Z_-]*"),
    ParamType.ALPHANUM: lambda text: not text or (text.isascii() and text.isalnum()),
    ParamType.ALPHANUMEXT: _is_word(_matches("[a-zA-Z0-9_-]*")),
    ParamType.AREA: _if_ascii(is_plugin),
    ParamType.CLEAN: _matches(f"[^<>&{_REPAIRED}]*"),
    ParamType.COMPONENT: _if_ascii(is_component),
    ParamType.EMAIL: _if_ascii(is_email),
    ParamType.NOTAGS: is_tagless,
    ParamType.PLUGIN: _if_ascii(is_plugin),
    ParamType.RAW: is_repaired,
    ParamType.RAW_TRIMMED: lambda text: trim(text) == text and is_repaired(text),
    ParamType.SAFEDIR: _is_word(_matches("[a-zA-Z0-9_-]*")),
    ParamType.SAFEPATH: _matches("[a-zA-Z0-9/_-]*"),
    ParamType.SEQUENCE: _matches("[0-9,]*"),
    ParamType.STRINGID: _if_ascii(is_stringid),
    ParamType.TEXT: is_tagless,
    ParamType.TIMEZONE: _if_ascii(is_timezone),
    ParamType.URL: _is_short_url,
    ParamType.USERNAME: _matches("[-.@_a-z0-9]*"),
}
_CLEAN_ON_SITE: Final[Mapping[ParamType, Callable[[str, Site], object]]] = {
    ParamType.AUTH: lambda text, site: not text or (is_plugin(text) and site.has_auth(text)),
    ParamType.CAPABILITY: lambda text, site: not text or site.has_capability(text),
    ParamType.LANG: lambda text, site: not text or (_CLEAN_TEXT[ParamType.SAFEDIR](text) and site.has_language(text)),
    ParamType.THEME: lambda text, site: not text or (is_plugin(text) and site.has_theme(text)),
}
