"""The names of the 44 parameter types (``docs/contract/encodings.md 2.2``)."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

__all__ = [
    "ALPHA", "ALPHAEXT", "ALPHANUM", "ALPHANUMEXT", "AREA", "AUTH", "BASE64", "BOOL", "CAPABILITY", "CLEANHTML", "COMPONENT", "EMAIL",
    "FILE", "FLOAT", "HOST", "INT", "LANG", "LOCALISEDFLOAT", "LOCALURL", "NOTAGS", "PATH", "PEM", "PERMISSION", "PLUGIN", "RAW",
    "RAW_TRIMMED", "SAFEDIR", "SAFEPATH", "SEQUENCE", "STRINGID", "TAG", "TAGLIST", "TEXT", "THEME", "TIMEZONE", "URL", "USERNAME",
    "ParamType",
]  # fmt: skip


class ParamType(StrEnum):
    """A parameter type; the last seven names are deprecated and resolved by ``canonical``."""

    ALPHA = "alpha"
    ALPHAEXT = "alphaext"
    ALPHANUM = "alphanum"
    ALPHANUMEXT = "alphanumext"
    AREA = "area"
    AUTH = "auth"
    BASE64 = "base64"
    BOOL = "bool"
    CAPABILITY = "capability"
    CLEANHTML = "cleanhtml"
    COMPONENT = "component"
    EMAIL = "email"
    FILE = "file"
    FLOAT = "float"
    HOST = "host"
    INT = "int"
    LANG = "lang"
    LOCALISEDFLOAT = "localisedfloat"
    LOCALURL = "localurl"
    NOTAGS = "notags"
    PATH = "path"
    PEM = "pem"
    PERMISSION = "permission"
    PLUGIN = "plugin"
    RAW = "raw"
    RAW_TRIMMED = "raw_trimmed"
    SAFEDIR = "safedir"
    SAFEPATH = "safepath"
    SEQUENCE = "sequence"
    STRINGID = "stringid"
    TAG = "tag"
    TAGLIST = "taglist"
    TEXT = "text"
    THEME = "theme"
    TIMEZONE = "timezone"
    URL = "url"
    USERNAME = "username"
    CLEAN = "clean"
    INTEGER = "integer"
    NUMBER = "number"
    ACTION = "action"
    FORMAT = "format"
    MULTILANG = "multilang"
    CLEANFILE = "cleanfile"

    @property
    def canonical(self) -> ParamType:
        """The type a deprecated alias stands for, or the type itself."""
        return _ALIASES.get(self, self)


_ALIASES: Final = {
    ParamType.INTEGER: ParamType.INT,
    ParamType.NUMBER: ParamType.FLOAT,
    ParamType.ACTION: ParamType.ALPHANUMEXT,
    ParamType.FORMAT: ParamType.ALPHANUMEXT,
    ParamType.MULTILANG: ParamType.TEXT,
    ParamType.CLEANFILE: ParamType.FILE,
}

# The current types as plain names, as authors of functions write them.
ALPHA: Final = ParamType.ALPHA
ALPHAEXT: Final = ParamType.ALPHAEXT
ALPHANUM: Final = ParamType.ALPHANUM
ALPHANUMEXT: Final = ParamType.ALPHANUMEXT
AREA: Final = ParamType.AREA
AUTH: Final = ParamType.AUTH
BASE64: Final = ParamType.BASE64
BOOL: Final = ParamType.BOOL
CAPABILITY: Final = ParamType.CAPABILITY
CLEANHTML: Final = ParamType.CLEANHTML
COMPONENT: Final = ParamType.COMPONENT
EMAIL: Final = ParamType.EMAIL
FILE: Final = ParamType.FILE
FLOAT: Final = ParamType.FLOAT
HOST: Final = ParamType.HOST
INT: Final = ParamType.INT
LANG: Final = ParamType.LANG
LOCALISEDFLOAT: Final = ParamType.LOCALISEDFLOAT
LOCALURL: Final = ParamType.LOCALURL
NOTAGS: Final = ParamType.NOTAGS
PATH: Final = ParamType.PATH
PEM: Final = ParamType.PEM
PERMISSION: Final = ParamType.PERMISSION
PLUGIN: Final = ParamType.PLUGIN
RAW: Final = ParamType.RAW
RAW_TRIMMED: Final = ParamType.RAW_TRIMMED
SAFEDIR: Final = ParamType.SAFEDIR
SAFEPATH: Final = ParamType.SAFEPATH
SEQUENCE: Final = ParamType.SEQUENCE
STRINGID: Final = ParamType.STRINGID
TAG: Final = ParamType.TAG
TAGLIST: Final = ParamType.TAGLIST
TEXT: Final = ParamType.TEXT
THEME: Final = ParamType.THEME
TIMEZONE: Final = ParamType.TIMEZONE
URL: Final = ParamType.URL
USERNAME: Final = ParamType.USERNAME
