"""The client half, against the server half."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.compiler import compile_params
from gateway.describe.model import Description, List, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW, TEXT, ParamType
from gateway.errors import CodedError, DecodeError, EncodeError, InvalidParameter
from gateway.wire.call import Call, Credential, Failure, Outcome, Password, Result, Session, Step, Token
from gateway.wire.exchange import Fault, HttpRequest, HttpResponse, Limits, Request
from protocols.rest.client import ADDRESS, SIMPLE_ADDRESS, read, request
from protocols.rest.codec import Encoder, Format, decode
from tests.unit.rest.strategies import FLOATS, INTS, NAMES, TEXTS, Site, descriptions, function, struct_values, structs


def arrive(sent: HttpRequest) -> tuple[Format, Call]:
    """What the server half makes of a request."""
    arrived = Request(
        method=sent.method,
        query=b"",
        content_type=sent.headers["content-type"],
        body=sent.body,
    )
    answer, call = decode(arrived, Site(), Limits(), simple=sent.path == SIMPLE_ADDRESS)
    assert isinstance(call, Call)
    return answer, call


def arguments(values: dict[str, object], params: Struct | None = None) -> object:
    """The arguments as they arrive."""
    return arrive(request(function(params=params), values, None))[1].arguments


@pytest.mark.parametrize(
    ("credential", "path", "arriving"),
    [
        (Token("a&b"), ADDRESS, Token("a&b")),
        (None, ADDRESS, Token("")),
        (Password("ann", "p w"), SIMPLE_ADDRESS, Password("ann", "p w")),
    ],
)
def test_envelope(credential: Credential | None, path: str, arriving: Credential) -> None:
    sent = request(function(), {"a": "1"}, credential)
    answer, call = arrive(sent)
    assert (sent.method, sent.path, answer) == ("POST", path, Format.JSON)
    assert (call.function, call.credential, call.arguments) == ("local_lab_f", arriving, {"a": "1"})


def test_the_format_can_be_chosen() -> None:
    assert arrive(request(function(), {}, None, Format.XML))[0] is Format.XML


def test_sessions_are_not_carried() -> None:
    with pytest.raises(EncodeError):
        request(function(), {}, Session("s", "k"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("żółć & = [x]", "żółć & = [x]"),
        ("a\udcffb", "a\udcffb"),
        (5, "5"),
        (-(2**70), "-1180591620717411303424"),
        (True, "1"),
        (False, "0"),
        (1.0, "1"),
        (-0.0, "-0"),
        (0.1 + 0.2, "0.30000000000000004"),
        (1e22, "1e+22"),
        (math.inf, "1e999"),
        (-math.inf, "-1e999"),
        ([1, "b"], {0: "1", 1: "b"}),
        (("a",), {0: "a"}),
        ([{"a": [1.5]}], {0: {"a": {0: "1.5"}}}),
        ({"x.y z": 1, "[": 2, 7: 3, "8": 4}, {"x.y z": "1", "[": "2", 7: "3", 8: "4"}),
    ],
)
def test_values(value: object, text: object) -> None:
    assert arguments({"a": value}) == {"a": text}


DEFAULTS = Struct(
    {
        "list": List(Value(INT), default=[]),
        "struct": Struct({"x": Value(INT, optional=True)}, default={}),
        "null": Value(INT, default=None),
        "full": List(Value(INT), default=[1]),
        "inner": Struct({"a": Value(INT, default=None), "b": Value(INT)}),
    }
)


def test_what_equals_its_default_is_left_out() -> None:
    values: dict[str, object] = {"list": [], "struct": {}, "null": None, "inner": {"a": None, "b": 1}}
    assert arguments(values, DEFAULTS) == {"inner": {"b": "1"}}


@pytest.mark.parametrize(
    "values",
    [
        {"a": None},
        {"a": []},
        {"a": {}},
        {"a": [None]},
        {"a": [[]]},
        {"a": {"b": None}},
        {"a": math.nan},
        {"a": b"bytes"},
        {"a": object()},
        {"a": "\ud800"},
        {"a": "\udcc5\udcbc"},
        {"full": []},
        {"null": []},
        {"inner": {"a": None}},
        {"struct": {"x": None}},
        {"wsfunction": "x"},
        {"wstoken": "x"},
        {"moodlewsrestformat": "x"},
        {"moodlewssettingraw": "1"},
        {"": 1},
        {"a.b": 1},
        {"a b": 1},
        {" a": 1},
        {"a[b]": 1},
        {"a\0": 1},
        {"5": 1},
        {"a": {"": 1}},
        {"a": {" ": 1}},
        {"a": {"b]": 1}},
        {"a": {"b\0c": 1}},
    ],
)
def test_what_a_form_cannot_carry(values: dict[str, object]) -> None:
    with pytest.raises(EncodeError):
        request(function(params=DEFAULTS), values, Token("t"))


def test_what_is_nested_too_deep() -> None:
    value: object = 1
    for _ in range(65):
        value = [value]
    with pytest.raises(EncodeError):
        arguments({"a": value})


# Text that parameters of these types accept, or the two sides could not be compared.
SCALARS: dict[ParamType, st.SearchStrategy[Any]] = {
    INT: INTS,
    FLOAT: FLOATS,
    BOOL: st.booleans(),
    RAW: st.text(st.characters(codec="utf-8", exclude_characters="\0\ufffe\uffff")),
}


@given(st.data())
def test_arguments_arrive(data: st.DataObject) -> None:
    params = data.draw(structs(descriptions(st.sampled_from(list(SCALARS)), null=False), st.just(False)))
    values = data.draw(struct_values(params, SCALARS))
    validate = compile_params(params)
    try:
        arriving = arguments(values, params)
    except EncodeError:
        return
    try:
        expected = validate(values, Site())
    except InvalidParameter:  # a default that does not satisfy its own type
        with pytest.raises(InvalidParameter):
            validate(arriving, Site())
    else:
        assert validate(arriving, Site()) == expected


@given(st.dictionaries(NAMES, st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=5)))
def test_any_arguments_arrive_or_are_refused(values: dict[str, object]) -> None:
    try:
        arriving = arguments(values)
    except EncodeError:
        return
    assert isinstance(arriving, dict)
    assert arriving.keys() == values.keys()


def respond(outcome: Outcome, answer: Format) -> HttpResponse:
    content_type = "application/json" if answer is Format.JSON else "application/xml; charset=utf-8"
    return HttpResponse(200, {"content-type": content_type}, Encoder().encode(outcome, answer))


@pytest.mark.parametrize("answer", list(Format))
@pytest.mark.parametrize(
    ("returns", "value"),
    [
        (Value(INT), 5),
        (Struct({"a": Value(FLOAT), "b": List(Value(TEXT))}), {"a": 1.0, "b": []}),
        (Struct({"exception": Value(TEXT), "message": Value(TEXT)}), {"exception": "a", "message": "b"}),
        (Struct({"exception": Value(INT), "message": Value(TEXT), "x": Value(INT)}), {"exception": 1, "message": "b", "x": 1}),
        (None, None),
    ],
)
def test_values_are_read(answer: Format, returns: Description | None, value: object) -> None:
    assert read(respond(Result(value, function(returns)), answer), function(returns)) == value


@pytest.mark.parametrize("answer", list(Format))
@pytest.mark.parametrize("debug", [None, "why"])
@pytest.mark.parametrize("returns", [None, Value(INT), Struct({"exception": Value(TEXT)})])
def test_faults_are_read(answer: Format, debug: str | None, returns: Description | None) -> None:
    response = respond(Failure(CodedError("invalidtoken", message="No."), Step.AUTHENTICATE, debug), answer)
    assert read(response, function(returns)) == Fault("invalidtoken", "No.", "core\\exception\\moodle_exception", debug)


@pytest.mark.parametrize(
    "response",
    [
        HttpResponse(403, {"content-type": "text/html"}, b""),
        HttpResponse(200, {}, b"1"),
        HttpResponse(200, {"content-type": "application/json"}, b""),
        HttpResponse(200, {"content-type": "application/json"}, b"[]"),
        HttpResponse(200, {"content-type": "application/xml"}, b""),
    ],
)
def test_other_answers_are_refused(response: HttpResponse) -> None:
    with pytest.raises(DecodeError):
        read(response, function(Value(INT)))
