from __future__ import annotations

import math
from collections import OrderedDict, namedtuple
from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe import (
    ALPHA,
    ALPHANUM,
    BOOL,
    FLOAT,
    INT,
    LANG,
    LOCALISEDFLOAT,
    RAW,
    TEXT,
    Description,
    FromSetting,
    List,
    Now,
    ParamType,
    Struct,
    Value,
    compile_params,
    compile_returns,
)
from gateway.describe.model import MOST_STRUCTS, MOST_VALUES
from gateway.describe.rules import RULES
from gateway.errors import InvalidParameter, InvalidResponse
from tests.unit.describe.site import REFERENCE, TestSite


def validate(value: object, **members: Description) -> dict[str, Any]:
    return compile_params(Struct(members))(value, REFERENCE)


def clean(value: object, description: Description) -> Any:
    return compile_returns(description)(value, REFERENCE)


def same(result: object, expected: object) -> bool:
    """Whether both are equal, types and order included."""
    return repr(result) == repr(expected)


class TestParameters:
    @pytest.mark.parametrize(
        ("node", "given_", "expected"),
        [
            (List(Value(INT)), {0: "1", 1: 2, "a": "3"}, [1, 2, 3]),
            (List(Value(INT)), ("1",), [1]),
            (List(Value(INT)), [], []),
            (List(Value(INT), null=True), None, None),
            (Value(ALPHANUM), 666, "666"),
            (Struct({"0": Value(INT), "1": Value(INT)}), ["1", "2"], {"0": 1, "1": 2}),
            (Struct({"0": Value(INT)}), {0: "1"}, {"0": 1}),
            (Struct({"a": Value(INT, optional=True)}), [], {}),
            (Struct({"a": Value(INT, optional=True)}, null=True), None, None),
            (Struct({"a": Value(INT)}), OrderedDict(a="1"), {"a": 1}),
            (Struct({"a": Value(INT)}), MappingProxyType({"a": "1"}), {"a": 1}),
            (Value(BOOL), 1.0, True),
            (Value(LOCALISEDFLOAT, null_means="nothing"), "", None),
        ],
        ids=lambda value: None if isinstance(value, (Value, Struct, List)) else repr(value),
    )
    def test_given(self, node: Description, given_: object, expected: object) -> None:
        assert same(validate({"x": given_}, x=node), {"x": expected})

    @pytest.mark.parametrize(
        ("node", "expected"),
        [
            (Value(INT, default=None), {"x": None}),
            (Value(INT, default=5, null_means="no limit"), {"x": None}),
            (Value(INT, null_means="nobody"), {"x": None}),
            (List(Value(INT), default=[1], null=True), {"x": None}),
            (Value(INT, default=5), {"x": 5}),
            (Value(LANG, default="en"), {"x": "en"}),
            (Value(RAW, optional=True), {}),
            (List(Value(INT), default=["1"]), {"x": [1]}),
            (List(Value(INT), optional=True), {}),
            (Struct({"a": Value(INT, default=3)}, default=[]), {"x": {"a": 3}}),
        ],
        ids=range(10),
    )
    def test_null_is_what_it_means_or_else_counts_as_left_out(self, node: Description, expected: object) -> None:
        assert same(validate({"x": None}, x=node), expected)
        assert same(validate({"s": [{"x": None}]}, s=List(Struct({"x": node}))), {"s": [expected]})

    @pytest.mark.parametrize(
        "node",
        [Value(INT), Value(RAW), Value(FLOAT), Value(BOOL), Value(TEXT), Value(INT, default=5, null=False), List(Value(INT))],
        ids=repr,
    )
    def test_null_is_refused_where_it_means_nothing_and_may_not_be_left_out(self, node: Description) -> None:
        with pytest.raises(InvalidParameter) as refused:
            validate({"s": [{"x": None}]}, s=List(Struct({"x": node})))
        assert refused.value.path == "s[0].x"

    def test_null_in_a_list_is_refused_unless_it_means_something(self) -> None:
        assert validate({"x": [None]}, x=List(Value(INT, null_means="nobody"))) == {"x": [None]}
        with pytest.raises(InvalidParameter) as refused:
            validate({"x": [1, None]}, x=List(Value(INT)))
        assert refused.value.path == "x[1]"

    @pytest.mark.parametrize("value", [6, "6", 6.0, 2**63 - 1], ids=repr)
    def test_a_number_has_at_most_its_bound(self, value: object) -> None:
        assert validate({"x": 5, "y": -(2**63)}, x=Value(INT, most=5), y=Value(INT, most=5)) == {"x": 5, "y": -(2**63)}
        with pytest.raises(InvalidParameter, match="at most 5") as refused:
            validate({"x": value}, x=Value(INT, most=5))
        assert refused.value.path == "x"

    @pytest.mark.parametrize("kind", [TEXT, RAW, ALPHA, LANG])
    def test_a_text_has_at_most_its_bound(self, kind: ParamType) -> None:
        assert validate({"x": "en"}, x=Value(kind, most=5)) == {"x": "en"}
        with pytest.raises(InvalidParameter, match="at most 5 characters") as refused:
            validate({"x": "abcdef"}, x=Value(kind, most=5))
        assert refused.value.path == "x"

    @pytest.mark.parametrize("make", [list, tuple, lambda numbers: dict(enumerate(numbers))])
    def test_a_list_has_at_most_its_bound(self, make: Callable[[range], object]) -> None:
        for node, most in ((List(Value(INT), most=3), 3), (List(Value(INT)), MOST_VALUES)):
            assert len(validate({"x": make(range(most))}, x=node)["x"]) == most
            with pytest.raises(InvalidParameter, match=f"at most {most} items"):
                validate({"x": make(range(most + 1))}, x=node)

    def test_a_list_of_structs_has_a_bound_of_its_own(self) -> None:
        node = List(Struct({"a": Value(INT)}))
        assert len(validate({"x": [{"a": 1}] * MOST_STRUCTS}, x=node)["x"]) == MOST_STRUCTS
        with pytest.raises(InvalidParameter, match=f"at most {MOST_STRUCTS} items"):
            validate({"x": [{"a": 1}] * (MOST_STRUCTS + 1)}, x=node)

    @pytest.mark.parametrize(("value", "text"), [(True, "1"), (False, ""), (1.5, "1.5"), (7, "7"), ("7", "7"), (b"a", "a")], ids=repr)
    def test_a_raw_argument_is_text_unless_it_is_wanted_as_sent(self, value: object, text: str) -> None:
        assert same(validate({"x": value}, x=Value(RAW)), {"x": text})
        assert same(validate({"x": value}, x=Value(RAW, as_sent=True)), {"x": "a" if value == b"a" else value})

    def test_order_and_types_are_those_of_the_description(self) -> None:
        assert same(validate({"text": "aaa", "someid": "6"}, someid=Value(INT), text=Value(ALPHA)), {"someid": 6, "text": "aaa"})

    @pytest.mark.parametrize(
        ("node", "expected"),
        [
            (Value(INT, default=None), None),
            (Value(INT, default="12"), 12),
            (Value(BOOL, default=False), False),
            (Value(LANG, default="en"), "en"),
            (Struct({}, default=None, null=True), None),
            (Struct({"b": Value(INT, default=3)}, default=[]), {"b": 3}),
            (List(Value(INT), default=["1"]), [1]),
        ],
        ids=range(7),
    )
    def test_default(self, node: Description, expected: object) -> None:
        assert same(validate({}, x=node), {"x": expected})

    @pytest.mark.parametrize(
        ("node", "path"),
        [
            (Value(INT, default=False), "x"),
            (Value(INT, default=None, null=False), "x"),
            (Value(LANG, default="xx"), "x"),
            (Struct({}, default=None), "x"),
            (Struct({"b": Value(INT)}, default=[]), "x.b"),
            (List(Value(INT), default=["a"]), "x[0]"),
        ],
        ids=range(6),
    )
    def test_a_default_that_fails_its_type_fails_the_calls_that_need_it(self, node: Description, path: str) -> None:
        check = compile_params(Struct({"x": node}))
        for _ in range(2):
            with pytest.raises(InvalidParameter) as refused:
                check({}, REFERENCE)
            assert refused.value.path == path
        if isinstance(node, Value):
            assert check({"x": "en" if node.type is LANG else "1"}, REFERENCE)

    def test_defaults_of_site_types_are_checked_for_the_site_of_the_call(self) -> None:
        check = compile_params(Struct({"x": Value(LANG, default="cs")}))
        assert check({}, TestSite(languages=frozenset({"cs"}))) == {"x": "cs"}
        with pytest.raises(InvalidParameter):
            check({}, REFERENCE)

    def test_defaults_are_made_anew_for_each_call(self) -> None:
        check = compile_params(Struct({"x": List(Value(INT), default=[])}))
        check({}, REFERENCE)["x"].append(1)
        assert check({}, REFERENCE) == {"x": []}

    def test_optional_is_left_out(self) -> None:
        assert validate({}, x=Value(INT, optional=True), y=List(Value(INT), optional=True)) == {}

    @pytest.mark.parametrize("value", [None, "abc", "", 1, b"ab", pytest.param(object(), id="object"), {1}], ids=repr)
    def test_list_wants_a_list(self, value: object) -> None:
        with pytest.raises(InvalidParameter, match="a list is expected") as refused:
            validate({"x": value}, x=List(Value(INT)))
        assert refused.value.path == "x"

    @pytest.mark.parametrize("value", [None, "abc", "", 1, pytest.param(object(), id="object"), "a"], ids=repr)
    def test_struct_wants_members(self, value: object) -> None:
        with pytest.raises(InvalidParameter, match="named members"):
            validate({"x": value}, x=Struct({"a": Value(INT)}))
        with pytest.raises(InvalidParameter) as refused:
            validate(value, a=Value(INT))
        assert refused.value.path == ""

    def test_missing_names_the_place(self) -> None:
        with pytest.raises(InvalidParameter, match="required") as refused:
            validate({"groups": [{"id": 1}, {}]}, groups=List(Struct({"id": Value(INT)})))
        assert refused.value.path == "groups[1].id"

    def test_wrong_value_names_the_place_and_the_type_and_not_the_value(self) -> None:
        with pytest.raises(InvalidParameter) as refused:
            validate({"c": {7: {"ids": {"a": 1, "b": "S3CRET"}}}}, c=List(Struct({"ids": List(Value(INT))})))
        assert refused.value.path == "c[0].ids[1]"
        assert refused.value.public_message == f"c[0].ids[1]: {RULES[INT]} is expected"
        assert "S3CRET" not in f"{refused.value.public_message}{refused.value.debug}"
        assert refused.value.__cause__ is None
        assert refused.value.__suppress_context__

    def test_known_keys_are_judged_before_unknown_ones(self) -> None:
        with pytest.raises(InvalidParameter) as refused:
            validate({"unknown": 1}, x=Value(INT))
        assert refused.value.path == "x"

    def test_unknown_keys_are_named_beside_a_missing_one(self) -> None:
        with pytest.raises(InvalidParameter) as refused:
            validate({"s": {"Name": "a", "y": 1}}, s=Struct({"name": Value(INT), "y": Value(INT)}))
        assert refused.value.path == "s.name"
        assert refused.value.public_message == "s.name: a required value is missing; unknown keys beside it: Name"

    def test_unknown_keys_are_not_named_beside_a_wrong_value(self) -> None:
        with pytest.raises(InvalidParameter) as refused:
            validate({"z": 1, "s": {"y": "a"}}, s=Struct({"y": Value(INT)}))
        assert refused.value.public_message == f"s.y: {RULES[INT]} is expected"

    def test_unknown_keys_are_named_in_a_printable_way(self) -> None:
        keys = {"b": 1, "a\n<": 1, 5: 1, "k" * 500: 1, "\udcff": 1, "sixth": 1, "seventh": 1}
        with pytest.raises(InvalidParameter) as refused:
            validate({"x": keys}, x=Struct({"b": Value(INT)}))
        assert refused.value.path == "x"
        assert refused.value.public_message == f"x: unknown keys: a?<, 5, {'k' * 39}…, ?, sixth, …"

    @pytest.mark.parametrize("key", [10**5000, 1.5, None, b"x", (1,), "1"], ids=range(6))
    def test_keys_of_any_kind_are_unknown(self, key: object) -> None:
        with pytest.raises(InvalidParameter, match="unknown keys"):
            validate({key: 1, "x": 1}, x=Value(INT))

    def test_too_many_items_are_unknown_keys(self) -> None:
        with pytest.raises(InvalidParameter, match="unknown keys: 1"):
            validate({"x": [1, 2]}, x=Struct({"0": Value(INT)}))

    def test_empty_localised_float_where_none_is_not_allowed(self) -> None:
        with pytest.raises(InvalidParameter):
            validate({"x": ""}, x=Value(LOCALISEDFLOAT, null=False))


@dataclass
class Plain:
    id: object
    extra: str = "dropped"


@dataclass(slots=True)
class Slotted:
    id: object
    unset: int = 1


class Inherited(Plain):
    __slots__ = "more"


Named = namedtuple("Named", ["id", "extra"])


class TestResults:
    NODE = Struct({"id": Value(INT), "tag": Value(TEXT, optional=True)})

    @pytest.mark.parametrize(
        "value",
        [{"id": "7", "x": 1}, Plain("7"), Slotted("7"), Inherited("7"), Named("7", 1), MappingProxyType({"id": 7, 5: 6})],
        ids=range(6),
    )
    def test_objects_are_structs_and_other_members_are_dropped(self, value: object) -> None:
        assert clean(value, self.NODE) == {"id": 7}

    @pytest.mark.parametrize("value", [None, "x", 1, pytest.param(object(), id="object"), Plain, [], [7], Named], ids=repr)
    def test_no_struct(self, value: object) -> None:
        with pytest.raises(InvalidResponse):
            clean(value, self.NODE)

    @pytest.mark.parametrize("value", [[1, "2"], (1, 2), {"a": 1, 5: 2}, Named(1, 2)], ids=range(4))
    def test_lists(self, value: object) -> None:
        assert clean(value, List(Value(INT))) == [1, 2]

    @pytest.mark.parametrize("value", [None, "ab", Plain(1), {1, 2}, iter([1])], ids=range(5))
    def test_no_list(self, value: object) -> None:
        with pytest.raises(InvalidResponse):
            clean(value, List(Value(INT)))

    def test_only_values_have_defaults(self) -> None:
        node = Struct(
            {
                "value": Value(INT, default="5"),
                "list": List(Value(INT), default=[]),
                "struct": Struct({}, default=[]),
                "optional": List(Value(INT), optional=True),
            }
        )
        assert clean({}, node) == {"value": 5}

    def test_no_description_no_result(self) -> None:
        assert compile_returns(None)([1], REFERENCE) is None

    @pytest.mark.parametrize(("value", "result"), [(1.0, "1"), (0.0, "0"), (True, "True"), ("0", "False")])
    def test_bool_is_checked_once(self, value: object, result: str) -> None:
        assert repr(clean(value, Value(BOOL))) == result

    def test_native_types_of_raw_stay(self) -> None:
        assert same(clean([3, "4", 5.0, None], List(Value(RAW))), [3, "4", 5.0, None])

    def test_nulls(self) -> None:
        assert clean(None, Value(INT)) is None
        assert clean(None, List(Value(INT), null=True)) is None
        assert clean(None, Struct({}, null=True)) is None

    def test_place(self) -> None:
        with pytest.raises(InvalidResponse) as refused:
            clean([{"a": {}}, {"a": {"b": "<x>"}}], List(Struct({"a": Struct({"b": Value(TEXT, optional=True)})})))
        assert refused.value.path == "[1].a.b"
        assert refused.value.debug == f"[1].a.b: {RULES[TEXT]} is expected (type text)"
        assert "text" not in refused.value.public_message


# Anything at all: what decoders make, and what no decoder should.
NAMES = st.sampled_from(["a", "b", "0", "1", "", "é"])
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.just(2**3000) | st.floats() | st.text(st.characters(codec=None)) | st.binary() | NAMES
)
KEYS = (
    NAMES
    | st.just("\udcff")
    | st.integers(0, 2)
    | st.none()
    | st.booleans()
    | st.floats(allow_nan=True)
    | st.binary(max_size=2)
    | st.just(2**3000)
)
ANYTHING = st.recursive(
    SCALARS | st.builds(object) | st.builds(Plain, SCALARS) | st.just(int) | st.complex_numbers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(KEYS, inner, max_size=3)
        | st.builds(Slotted, inner)
    ),
    max_leaves=8,
)


def described(inner: st.SearchStrategy[Description]) -> st.SearchStrategy[Description]:
    presence = st.sampled_from([{}, {"optional": True}, {"default": []}, {"default": None}, {"null": True}, {"null": False}])
    return st.builds(lambda of, extras: List(of, **extras), inner, presence) | st.builds(
        lambda members, extras: Struct(members, **extras), st.dictionaries(NAMES, inner, max_size=3), presence
    )


VALUES = st.builds(Value, st.sampled_from(ParamType), null=st.booleans(), optional=st.booleans()) | st.builds(
    Value, st.sampled_from(ParamType), default=SCALARS
)
DESCRIPTIONS: st.SearchStrategy[Description] = st.recursive(VALUES, described, max_leaves=6)


@given(st.dictionaries(NAMES, DESCRIPTIONS, max_size=3), ANYTHING | st.dictionaries(KEYS, ANYTHING, max_size=3))
def test_validation_ends_in_a_result_or_in_its_one_error(members: dict[str, Description], value: object) -> None:
    check = compile_params(Struct(members))
    try:
        result = check(value, REFERENCE)
    except InvalidParameter as error:
        error.public_message.encode()
    else:
        assert list(result) == [name for name in members if name in result]
        assert same(check(result, REFERENCE), result), "a valid result is valid"


@given(DESCRIPTIONS, ANYTHING)
def test_cleaning_ends_in_a_result_or_in_its_one_error(description: Description, value: object) -> None:
    check = compile_returns(description)
    try:
        check(value, REFERENCE)
    except InvalidResponse as error:
        str(error.debug).encode()


def test_deep_input_is_not_followed_further_than_the_description() -> None:
    deep: object = 1
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(InvalidParameter):
        validate({"x": deep}, x=List(Value(INT)))


def test_nan_is_a_float() -> None:
    assert math.isnan(validate({"x": math.nan}, x=Value(FLOAT))["x"])


class TestDefaultsOfTheMoment:
    NODE = Struct(
        {
            "at": Value(INT, default=Now(), null=False),
            "lang": Value(LANG, default=FromSetting("lang")),
            "news": Value(INT, default=FromSetting("news")),
        }
    )

    @pytest.mark.parametrize("moment", [1_700_000_000, 1_800_000_000])
    def test_they_are_those_of_the_call(self, moment: int) -> None:
        site = TestSite(time=moment, settings={"lang": "pl", "news": str(moment % 7)}, languages=frozenset({"en", "pl"}))
        expected = {"at": moment, "lang": "pl", "news": moment % 7}
        assert same(compile_params(self.NODE)({}, site), expected)
        assert same(compile_returns(self.NODE)({}, site), expected)

    def test_what_is_given_wins(self) -> None:
        given_ = {"at": 5, "lang": "en", "news": 0}
        assert compile_params(self.NODE)(given_, REFERENCE) == given_

    @pytest.mark.parametrize("text", ["", "many"])
    def test_a_setting_that_does_not_fit_is_named(self, text: str) -> None:
        with pytest.raises(InvalidParameter, match="the site's setting news, which does not fit") as refused:
            compile_params(self.NODE)({}, TestSite(settings={"lang": "en", "news": text}))
        assert refused.value.path == "news"
