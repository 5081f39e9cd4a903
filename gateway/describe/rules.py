"""The rules of parameter types in words, for the errors that people read who have broken them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gateway.describe.types import ParamType

__all__ = ["RULES"]

_TEXT: Final = "a text"
_WITHOUT_TAGS: Final = "a text without tags (no < before anything but a blank)"

RULES: Final[Mapping[ParamType, str]] = MappingProxyType(
    {
        ParamType.ALPHA: "a text of the letters a to z alone",
        ParamType.ALPHAEXT: "a text of the letters a to z, - and _ alone",
        ParamType.ALPHANUM: "a text of the letters a to z and digits alone",
        ParamType.ALPHANUMEXT: "a text of the letters a to z, digits, - and _ alone",
        ParamType.AREA: "the name of an area: small letters, digits and single _, beginning with a letter",
        ParamType.AUTH: "the name of a method of authentication that this site has",
        ParamType.BASE64: "base64, in lines of 64 characters",
        ParamType.BOOL: "1 or 0 (true or false)",
        ParamType.CAPABILITY: "the name of a capability that this site has",
        ParamType.CLEAN: "a text without markup that browsers might execute, and with well-formed tags",
        ParamType.CLEANHTML: "HTML without markup that browsers might execute, with well-formed tags and no blanks at its ends",
        ParamType.COMPONENT: "the name of a component, such as core or mod_forum",
        ParamType.EMAIL: "an e-mail address, without blanks before or after it",
        ParamType.FILE: "the name of a file, without any of & < > \" ' ` | : \\ /",
        ParamType.FLOAT: "a number, with a point for its fraction",
        ParamType.HOST: "the name or the address of a host",
        ParamType.INT: "a whole number, without blanks, leading zeros or a fraction",
        ParamType.LANG: "the code of a language that this site has, such as en",
        ParamType.LOCALISEDFLOAT: "a number, as it is written in the language of the site",
        ParamType.LOCALURL: "an address on this site",
        ParamType.NOTAGS: _WITHOUT_TAGS,
        ParamType.PATH: "the path of a file, without any of & < > \" ' ` | : \\ in its parts",
        ParamType.PEM: "a certificate in the format PEM",
        ParamType.PERMISSION: "a permission: 0 (inherit), 1 (allow), -1 (prevent) or -1000 (prohibit)",
        ParamType.PLUGIN: "the name of a plugin: small letters, digits and single _, beginning with a letter",
        ParamType.RAW: _TEXT,
        ParamType.RAW_TRIMMED: "a text without blanks at its ends",
        ParamType.SAFEDIR: "a text of the letters a to z, digits, - and _ alone",
        ParamType.SAFEPATH: "a text of the letters a to z, digits, -, _ and / alone",
        ParamType.SEQUENCE: "numbers with commas between them, without blanks",
        ParamType.STRINGID: "the identifier of a text: letters, digits and . : _ / -, beginning with a letter",
        ParamType.TAG: "a tag: at most 255 characters, without < > ` and without blanks at its ends",
        ParamType.TAGLIST: "tags with commas between them, without < > ` and without blanks around them",
        ParamType.TEXT: f"{_WITHOUT_TAGS[:-1]}, but for those of several languages)",
        ParamType.THEME: "the name of a theme that this site has",
        ParamType.TIMEZONE: "a time zone, such as Europe/Warsaw, an offset in hours, or 99 for that of the site",
        ParamType.URL: "an address, such as https://example.org/page",
        ParamType.USERNAME: "a user name: no capital letters and no blanks, but letters a to z, digits and . - _ @ alone",
    }
)
"""What is expected of a value of each type that is no alias, as a noun with what follows it."""
