"""Functions with constant or reflected results, of every shape, and functions that fail in every way."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from gateway.api import (
    ALPHAEXT,
    ALPHANUMEXT,
    BOOL,
    FLOAT,
    INT,
    RAW,
    READ,
    TEXT,
    AccessRefused,
    CallContext,
    CodedError,
    CodingError,
    Description,
    InvalidParameter,
    InvalidResponse,
    InvalidState,
    List,
    LoginRequired,
    MissingCapability,
    MissingRecord,
    ParameterRefused,
    ParamType,
    Struct,
    Value,
    format_value,
    function,
    warnings,
)
from tests.components.local_probe.lib import text_of

PING = Value(RAW, "pong")


@function("local_probe_public_ping", READ, params={}, returns=PING, ajax=True, loginrequired=False)
def public_ping(ctx: CallContext) -> str:
    """Answer anybody."""
    return "pong"


@function("local_probe_private_ping", READ, params={}, returns=PING, ajax=True)
def private_ping(ctx: CallContext) -> str:
    """Answer whoever is logged in."""
    return "pong"


@function("local_probe_noajax_ping", READ, params={}, returns=PING)
def noajax_ping(ctx: CallContext) -> str:
    """Answer, but not by AJAX."""
    return "pong"


@function(
    "local_probe_shape",
    READ,
    params={
        "id": Value(INT, "required"),
        "name": Value(TEXT, "required"),
        "tags": List(Value(ALPHANUMEXT), "list with a default", default=[]),
        "options": List(Struct({"name": Value(ALPHANUMEXT), "value": Value(RAW)}), "list of structs with a default", default=[]),
        "nested": Struct(
            {
                "a": Value(INT, default=7),
                "b": Value(TEXT, optional=True),
                "c": Value(FLOAT, default=1.5),
                "d": Struct({"x": Value(BOOL), "y": Value(RAW, optional=True)}, optional=True),
            },
            "struct with a default",
            default=[],
        ),
        "limit": Value(INT, default=10),
        "note": Value(RAW, default=None),
    },
    returns=Struct({"json": Value(RAW, "the validated parameters")}),
    ajax=True,
)
def shape(ctx: CallContext, **parameters: Any) -> dict[str, str]:
    """Report the parameters as they were validated."""
    return {"json": text_of(parameters)}


def _item(*, flag_given: bool) -> Struct:
    flag = Value(BOOL) if flag_given else Value(BOOL, default=False)
    return Struct({"id": Value(INT), "label": Value(TEXT, optional=True), "flag": flag, "subs": List(Value(FLOAT), optional=True)})


@function(
    "local_probe_items",
    READ,
    params={"items": List(_item(flag_given=False))},
    returns=List(_item(flag_given=True)),
    ajax=True,
)
def items(ctx: CallContext, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return a list of structs as it was validated."""
    return items


@function(
    "local_probe_order",
    READ,
    params={"b": Value(TEXT), "a": Value(INT), "c": Value(TEXT, default="cee")},
    returns=Value(RAW),
    ajax=True,
)
def order(ctx: CallContext, b: str | None, a: int | None, c: str | None) -> str:
    """Tell the parameters apart."""
    return "|".join("" if part is None else str(part) for part in (b, a, c))


@function("local_probe_format", READ, params={"format": format_value("a text")}, returns=Value(INT), ajax=True)
def format_(ctx: CallContext, format: int) -> int:
    """Return a text format."""
    return format


@function(
    "local_probe_settings",
    READ,
    params={},
    returns=Struct({"raw": Value(BOOL), "fileurl": Value(BOOL), "filter": Value(BOOL), "lang": Value(RAW), "timezone": Value(RAW)}),
    ajax=True,
)
def settings(ctx: CallContext) -> dict[str, Any]:
    """Report the settings of the call."""
    return {name: getattr(ctx.settings, name) for name in ("raw", "fileurl", "filter", "lang", "timezone")}


def _values(kind: ParamType, *names: str) -> dict[str, Description]:
    return {name: Value(kind) for name in names}


@function(
    "local_probe_rich",
    READ,
    params={},
    returns=Struct(
        _values(INT, "int", "negative", "big")
        | _values(FLOAT, "float", "tiny", "whole", "third", "huge")
        | _values(BOOL, "yes", "no")
        | _values(TEXT, "text")
        | _values(RAW, "raw", "html", "unicode", "emoji", "cdata", "newlines", "empty", "slash", "numeric", "null")
        | {"nullint": Value(INT), "missing": Value(RAW, optional=True), "defaulted": Value(INT, default=42)}
        | {"emptylist": List(Value(INT)), "list": List(Value(INT)), "strings": List(Value(RAW))}
        | {"structs": List(Struct({"k": Value(RAW), "v": Value(FLOAT)})), "matrix": List(List(Value(INT))), "emptystruct": Struct({})}
        | {"child": Struct({"grand": Struct({"x": Value(INT)})})}
    ),
    ajax=True,
)
def rich(ctx: CallContext) -> dict[str, Any]:
    """Return a value of every kind."""
    return {
        "int": 5,
        "negative": -17,
        "big": 9007199254740993,
        "float": 3.25,
        "tiny": 1e-7,
        "whole": 2.0,
        "third": 1 / 3,
        "huge": 1.5e300,
        "yes": True,
        "no": False,
        "text": "plain text",
        "raw": "a & b < c > d \" e ' f",
        "html": '<p class="x">Hi &amp; bye</p>',
        "unicode": "Zażółć 漢字 ñ",
        "emoji": "🎓",
        "cdata": "x]]>y<![CDATA[z",
        "newlines": "l1\nl2\r\nl3\ttab",
        "empty": "",
        "slash": "a/b\\c",
        "numeric": "007",
        "null": None,
        "nullint": None,
        "emptylist": [],
        "list": [1, 2, 3],
        "strings": ["a", "", "<b>"],
        "structs": [{"k": "one", "v": 1.5}, {"k": "two", "v": 2.0}],
        "matrix": [[1, 2], [3]],
        "emptystruct": {},
        "child": {"grand": {"x": 1}},
    }


@function("local_probe_scalar_int", READ, params={}, returns=Value(INT), ajax=True)
def scalar_int(ctx: CallContext) -> int:
    """Return an integer."""
    return 12


@function("local_probe_scalar_bool", READ, params={}, returns=Value(BOOL), ajax=True)
def scalar_bool(ctx: CallContext) -> bool:
    """Return a boolean."""
    return True


@function("local_probe_scalar_null", READ, params={}, returns=Value(RAW), ajax=True)
def scalar_null(ctx: CallContext) -> None:
    """Return null."""


@function("local_probe_list_int", READ, params={}, returns=List(Value(INT)), ajax=True)
def list_int(ctx: CallContext) -> list[object]:
    """Return integers of three kinds."""
    return [3, "4", 5.0]


@function("local_probe_list_empty", READ, params={}, returns=List(Value(INT)), ajax=True)
def list_empty(ctx: CallContext) -> list[int]:
    """Return an empty list."""
    return []


@function("local_probe_list_keyed", READ, params={}, returns=List(Value(INT)), ajax=True)
def list_keyed(ctx: CallContext) -> dict[str, int]:
    """Return a map where a list is declared."""
    return {"x": 1, "y": 2}


@function("local_probe_struct_object", READ, params={}, returns=Struct({"a": Value(INT), "b": Value(RAW, optional=True)}), ajax=True)
def struct_object(ctx: CallContext) -> SimpleNamespace:
    """Return an object with a member that is not declared."""
    return SimpleNamespace(a=1, undeclared=2)


@function("local_probe_control_chars", READ, params={}, returns=Value(RAW), ajax=True)
def control_chars(ctx: CallContext) -> str:
    """Return characters that XML cannot carry."""
    return "a\x01b\x0bc\x1fd"


@function("local_probe_invalid_utf8", READ, params={}, returns=Value(RAW), ajax=True)
def invalid_utf8(ctx: CallContext) -> str:
    """Return bytes that are no text."""
    return b"a\xffb".decode("utf-8", "surrogateescape")


@function("local_probe_warn", READ, params={}, returns=Struct({"warnings": warnings()}), ajax=True)
def warn(ctx: CallContext) -> dict[str, Any]:
    """Return warnings."""
    full = {"item": "x", "itemid": 3, "warningcode": "w1", "message": "Careful"}
    return {"warnings": [full, {"warningcode": "w2", "message": "No item"}]}


@function("local_probe_nothing", READ, params={"x": Value(INT, default=0)}, ajax=True)
def nothing(ctx: CallContext, x: int) -> None:
    """Return nothing, as declared."""


@function("local_probe_nothing_but_value", READ, params={}, ajax=True)
def nothing_but_value(ctx: CallContext) -> dict[str, int]:
    """Return something, though nothing is declared."""
    return {"a": 1}


_FAILURES: dict[str, Exception] = {
    "moodle": CodedError("invaliduser"),
    "moodle_debug": CodedError("cannotcreate", debug="for developers"),
    "param": InvalidParameter("is wrong", path="kind"),
    "response": InvalidResponse("is wrong", path="kind"),
    "state": InvalidState("impossible"),
    "coding": CodingError("misuse"),
    "capability": MissingCapability("moodle/site:config"),
    "access": AccessRefused("because"),
    "missing_record": MissingRecord("user"),
    "dml": RuntimeError("SELECT secret FROM table"),
    "php": Exception("secret"),
    "runtime": RuntimeError("secret"),
    "typeerror": TypeError("secret"),
    "require_login": LoginRequired("because"),
    "file": OSError("/secret/path"),
    "parameter": ParameterRefused(),
    "divzero": ZeroDivisionError("secret"),
}


@function("local_probe_fail", READ, params={"kind": Value(ALPHAEXT, "kind of failure")}, returns=Value(RAW), ajax=True)
def fail(ctx: CallContext, kind: str) -> str:
    """Fail in the way named."""
    if kind in _FAILURES:
        raise _FAILURES[kind]
    return "no such kind"


_BAD_RETURNS: dict[str, object] = {
    "missing": {"b": True},
    "wrongtype": {"a": "x", "b": True},
    "array": {"a": [1], "b": True},
    "list": [1, True],
    "notarray": "text",
    "null": None,
    "nullvalue": {"a": None, "b": True},
    "floatint": {"a": 1.5, "b": True},
    "strint": {"a": "1.0", "b": True},
    "boolint": {"a": True, "b": 1},
    "text": {"a": 1, "b": True, "t": "<b>bold</b>"},
    "bigint": {"a": "9223372036854775808", "b": True},
    "c": {"a": 1, "b": True, "c": ["x"]},
    "object": SimpleNamespace(a=1, b=False),
    "ok": {"a": 1, "b": False},
}


@function(
    "local_probe_badreturn",
    READ,
    params={"kind": Value(ALPHAEXT, "kind of result")},
    returns=Struct({"a": Value(INT), "b": Value(BOOL), "t": Value(TEXT, optional=True), "c": List(Value(INT), optional=True)}),
    ajax=True,
)
def badreturn(ctx: CallContext, kind: str) -> object:
    """Return what the declaration forbids, in the way named."""
    return _BAD_RETURNS.get(kind)
