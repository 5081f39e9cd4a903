"""The cleaner of each parameter type (``docs/contract/encodings.md 2.4``).

Cleaning always succeeds; a value satisfies its type when cleaning leaves its text unchanged (``docs/contract/encodings.md 2.1``),
which ``gateway.describe.compiler`` decides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from gateway.describe.site import Site
from gateway.describe.types import ParamType
from gateway.php.grammars import (
    clean_base64,
    clean_pem,
    is_component,
    is_email,
    is_host,
    is_local_url,
    is_plugin,
    is_stringid,
    is_timezone,
    is_url,
)
from gateway.php.purify import purify
from gateway.php.strip_tags import strip_multilang, strip_tags
from gateway.php.utf8 import is_text, repair
from gateway.php.values import Scalar, is_numeric, to_float, to_int, to_text, trim, truthy

__all__ = ["CLEANERS", "SITE_TYPES", "Cleaner", "clean"]

Cleaner = Callable[[Scalar, Site], Scalar]


def clean(value: Scalar, kind: ParamType, site: Site) -> Scalar:
    """``value`` cleaned to the type ``kind``.

    Never raises; texts hold invalid bytes as ``surrogateescape`` makes them.
    """
    return CLEANERS[kind.canonical](value, site)


def _of_text(rule: Callable[[str], str]) -> Cleaner:
    """A cleaner for a rule that needs only the text of the value."""
    return lambda value, site: rule(to_text(value))


def _of_utf8(rule: Callable[[str], str]) -> Cleaner:
    """A cleaner for a rule that needs only the text of the value, with its UTF-8 repaired."""
    return lambda value, site: rule(repair(to_text(value)))


def _keeping(characters: str) -> Cleaner:
    """A cleaner that removes all characters outside of a character class."""
    others = re.compile(f"[^{characters}]+")
    return _of_text(lambda text: others.sub("", text))


def _if(holds: Callable[[str], bool]) -> Callable[[str], str]:
    """A rule that keeps a text for which ``holds`` is true, and empties every other one."""
    return lambda text: text if holds(text) else ""


def _raw(value: Scalar, site: Site) -> Scalar:
    return repair(value) if isinstance(value, str) else value


_TRUE: Final = frozenset({"on", "yes", "true"})
_FALSE: Final = frozenset({"off", "no", "false"})


def _bool(value: Scalar, site: Site) -> int:
    word = to_text(value).lower()
    return int(word in _TRUE or (word not in _FALSE and truthy(value)))


_PERMISSIONS: Final = frozenset({0, 1, -1, -1000})


def _permission(value: Scalar, site: Site) -> int:
    number = to_int(value)
    return number if number in _PERMISSIONS else 0


def _localised_float(value: Scalar, site: Site) -> float | bool | None:
    text = trim(to_text(value))
    if text == "":
        return None
    text = text.replace(" ", "").replace(site.decimal_separator, ".")
    return to_float(text) if is_numeric(text) else False


def _clean(value: Scalar, site: Site) -> str:
    text = to_text(value)
    return text if is_numeric(text) else purify(repair(text))


# Unicode control characters; the reference's regular expressions also fail for invalid UTF-8.
_CONTROL: Final = "\\0-\x1f\x7f-\x9f"
_NOT_IN_FILE: Final = re.compile(f"[{_CONTROL}&<>\"'`|:\\\\/]")
_NOT_IN_TAG: Final = re.compile(f"[{_CONTROL}<>`]")
_SLASHES: Final = re.compile(r"/+")
_SLASH_DOTS: Final = re.compile(r"/(?:\./)+")
# U+180E was a space until Unicode 6.3, and the reference still treats it as one.
_SPACES: Final = re.compile("[\\s\u180e]+")
_TAG_LENGTH: Final = 255


def _file(text: str) -> str:
    name = _NOT_IN_FILE.sub("", text) if is_text(text) else ""
    return "" if name in (".", "..") else name


def _path(text: str) -> str:
    first, *others = text.replace("\\", "/").split("/")
    pieces = [first if first == "." else _file(first), *map(_file, others)]
    return _SLASH_DOTS.sub("/", _SLASHES.sub("/", "/".join(pieces)))


def _tag(text: str) -> str:
    if not is_text(text):
        return ""
    return trim(_SPACES.sub(" ", _NOT_IN_TAG.sub("", text)))[:_TAG_LENGTH]


def _taglist(text: str) -> str:
    return ",".join(filter(None, map(_tag, text.split(","))))


_NOT_IN_USERNAME: Final = re.compile(r"[^-.@_a-z0-9]+")


def _username(value: Scalar, site: Site) -> str:
    name = trim(repair(to_text(value))).lower()
    return name if site.extended_usernames else _NOT_IN_USERNAME.sub("", name)


def _host(value: Scalar, site: Site) -> str:
    return value if isinstance(value, str) and is_host(value) else ""


def _is_url(text: str) -> bool:
    return text != "0" and is_url(text)


def _local_url(value: Scalar, site: Site) -> str:
    text = repair(to_text(value))
    return text if _is_url(text) and is_local_url(text, site.wwwroot) else ""


def _auth(value: Scalar, site: Site) -> str:
    name = to_text(value)
    return name if is_plugin(name) and site.has_auth(name) else ""


def _capability(value: Scalar, site: Site) -> str:
    name = to_text(value)
    return name if site.has_capability(name) else ""


_NOT_IN_DIRECTORY: Final = re.compile(r"[^a-zA-Z0-9_-]+")


def _lang(value: Scalar, site: Site) -> str:
    code = _NOT_IN_DIRECTORY.sub("", to_text(value))
    return code if site.has_language(code) else ""


def _theme(value: Scalar, site: Site) -> str:
    name = to_text(value)
    return name if is_plugin(name) and site.has_theme(name) else ""


SITE_TYPES: Final = frozenset(
    {
        ParamType.AUTH,
        ParamType.CAPABILITY,
        ParamType.LANG,
        ParamType.LOCALISEDFLOAT,
        ParamType.LOCALURL,
        ParamType.THEME,
        ParamType.USERNAME,
    }
)
"""The types whose cleaners look at the site; the others ignore it."""

CLEANERS: Final[Mapping[ParamType, Cleaner]] = MappingProxyType(
    {
        ParamType.ALPHA: _keeping("a-zA-Z"),
        ParamType.ALPHAEXT: _keeping("a-zA-Z_-"),
        ParamType.ALPHANUM: _keeping("a-zA-Z0-9"),
        ParamType.ALPHANUMEXT: _keeping("a-zA-Z0-9_-"),
        ParamType.AREA: _of_text(_if(is_plugin)),
        ParamType.AUTH: _auth,
        ParamType.BASE64: _of_text(clean_base64),
        ParamType.BOOL: _bool,
        ParamType.CAPABILITY: _capability,
        ParamType.CLEAN: _clean,
        ParamType.CLEANHTML: _of_utf8(lambda text: trim(purify(text))),
        ParamType.COMPONENT: _of_text(_if(is_component)),
        ParamType.EMAIL: _of_utf8(_if(is_email)),
        ParamType.FILE: _of_utf8(_file),
        ParamType.FLOAT: lambda value, site: to_float(value),
        ParamType.HOST: _host,
        ParamType.INT: lambda value, site: to_int(value),
        ParamType.LANG: _lang,
        ParamType.LOCALISEDFLOAT: _localised_float,
        ParamType.LOCALURL: _local_url,
        ParamType.NOTAGS: _of_utf8(strip_tags),
        ParamType.PATH: _of_utf8(_path),
        ParamType.PEM: _of_text(clean_pem),
        ParamType.PERMISSION: _permission,
        ParamType.PLUGIN: _of_text(_if(is_plugin)),
        ParamType.RAW: _raw,
        ParamType.RAW_TRIMMED: _of_utf8(trim),
        ParamType.SAFEDIR: _keeping("a-zA-Z0-9_-"),
        ParamType.SAFEPATH: _keeping("a-zA-Z0-9/_-"),
        ParamType.SEQUENCE: _keeping("0-9,"),
        ParamType.STRINGID: _of_text(_if(is_stringid)),
        ParamType.TAG: _of_utf8(_tag),
        ParamType.TAGLIST: _of_utf8(_taglist),
        ParamType.TEXT: _of_utf8(strip_multilang),
        ParamType.THEME: _theme,
        ParamType.TIMEZONE: _of_utf8(_if(is_timezone)),
        ParamType.URL: _of_utf8(_if(_is_url)),
        ParamType.USERNAME: _username,
    }
)
"""How each type that is no alias cleans a value."""
