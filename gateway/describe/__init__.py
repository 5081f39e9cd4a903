"""The description language: parameters and results of functions, and checking values against them.

``Value``, ``Struct`` and ``List`` with the parameter types describe (``model``, ``types``);
``compile_params`` and ``compile_returns`` make a validator and a cleaner of a description once, when
its function is first called; ``fold`` lets each protocol compile its own encoder; ``export`` and ``read``
turn descriptions into data and back.
"""

from __future__ import annotations

from gateway.describe.cleaners import clean
from gateway.describe.compiler import ParameterCheck, ResultCheck, compile_params, compile_returns
from gateway.describe.export import export, export_params, read, read_params
from gateway.describe.fold import fold
from gateway.describe.helpers import FORMATS, files, format_value, warning, warnings
from gateway.describe.model import MISSING, Description, FromSetting, List, Missing, Now, Struct, Value, constant_default
from gateway.describe.signature import read_signature
from gateway.describe.site import Site
from gateway.describe.types import (
    ALPHA,
    ALPHAEXT,
    ALPHANUM,
    ALPHANUMEXT,
    AREA,
    AUTH,
    BASE64,
    BOOL,
    CAPABILITY,
    CLEANHTML,
    COMPONENT,
    EMAIL,
    FILE,
    FLOAT,
    HOST,
    INT,
    LANG,
    LOCALISEDFLOAT,
    LOCALURL,
    NOTAGS,
    PATH,
    PEM,
    PERMISSION,
    PLUGIN,
    RAW,
    RAW_TRIMMED,
    SAFEDIR,
    SAFEPATH,
    SEQUENCE,
    STRINGID,
    TAG,
    TAGLIST,
    TEXT,
    THEME,
    TIMEZONE,
    URL,
    USERNAME,
    ParamType,
)
from gateway.php.values import Scalar

__all__ = [
    "ALPHA", "ALPHAEXT", "ALPHANUM", "ALPHANUMEXT", "AREA", "AUTH", "BASE64", "BOOL", "CAPABILITY", "CLEANHTML", "COMPONENT", "EMAIL",
    "FILE", "FLOAT", "HOST", "INT", "LANG", "LOCALISEDFLOAT", "LOCALURL", "NOTAGS", "PATH", "PEM", "PERMISSION", "PLUGIN", "RAW",
    "RAW_TRIMMED", "SAFEDIR", "SAFEPATH", "SEQUENCE", "STRINGID", "TAG", "TAGLIST", "TEXT", "THEME", "TIMEZONE", "URL", "USERNAME",
    "ParamType",
    "MISSING", "FORMATS", "Description", "FromSetting", "List", "Missing", "Now", "ParameterCheck", "ResultCheck", "Scalar", "Site",
    "Struct", "Value",
    "clean", "compile_params", "compile_returns", "constant_default", "export", "export_params", "files", "fold", "format_value", "read",
    "read_params", "read_signature", "warning", "warnings",
]  # fmt: skip
