from __future__ import annotations

import enum
import math
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe._refused import Refused
from gateway.describe._values import _CLEAN_ON_SITE, _CLEAN_TEXT, check_value
from gateway.describe.cleaners import CLEANERS
from gateway.describe.model import Value
from gateway.describe.rules import RULES
from gateway.describe.types import ParamType
from gateway.php.utf8 import normalise
from tests.unit.describe.site import REFERENCE, TestSite

SAME = object()
PEM = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"

# Each row: a type, what it accepts (as it is, or with what becomes of it), what it refuses.
TABLE: list[tuple[str, list[Any], list[Any]]] = [
    (
        "int",
        [("5", 5), 5, (5.0, 5), (True, 1), ("-5", -5), ("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63)),
         (99999999999999.0, 99999999999999), (12345678901234.5, 12345678901234), ("0", 0), (b"12", 12)],
        [5.5, "5.0", " 5", "5 ", "+5", "-0", "00", "05", "", "abc", "1e3", "9223372036854775808", False, "5\n", 1e14, 7.999999999999999,
         -0.0, math.inf, math.nan, 2**63, -(2**63) - 1, 10**5000, "9" * 5000, "٣"],
    ),
    (
        "float",
        [("5", 5.0), (5, 5.0), ("5.5", 5.5), (".5", 0.5), ("5.", 5.0), ("-.5", -0.5), ("+5", 5.0), ("1e3", 1000.0), ("1E-2", 0.01),
         ("011.1", 11.1), ("1e999", math.inf), ("5\n", 5.0), -0.0, math.inf, (2**63, 2.0**63), (0, 0.0)],
        [".", "1e", "e5", "1,5", "", "abc", "0x1A", " 5", "5 ", "5.5\n\n", True, False, "INF", "NAN", "1_000", 10**5000, "1e5\n\n", "٣"],
    ),
    (
        "bool",
        [True, False, (0, False), (1, True), ("0", False), ("1", True), (b"1", True)],
        ["true", "false", "on", "yes", "", "2", 2, 0.5, "01", "1 ", -0.0, 2**70],
    ),
    ("alphanum", ["a1B", (12, "12"), (True, "1"), (False, ""), ""], ["a_1", 1.5, "a\n"]),
    ("sequence", ["1,2,3", ",", "", (5, "5")], ["1, 2", -5]),
    ("raw", ["é", 5, True, 1.0, "", "\x07", (b"\xc3\xa9", "é"), (2**64, str(2**64))], ["a\0b", "\udcff", "\ufffe", "\ud800", 10**5000]),
    ("raw_trimmed", ["x", (5, "5"), "", "é x"], [" x", "x "]),
    ("notags", ["a < b", "a>b", (5, "5"), (True, "1")], ["a<b", "<b>x</b>", "a<"]),
    ("text", ["a < b", '<lang lang="en">a</lang>', '<span class="multilang" lang="en">a</span>', (5.0, "5")],
     ['<span lang="en">a</span>', '<lang lang="en">a</lang><b>x</b>', "a<b"]),
    ("file", ["f.txt", "", "a b"], ["a/b", ".", "..", "a:b", "a&b", "a'b"]),
    ("path", ["/a/b", "./a", "/a/b/", ""], ["a//b", "../a", "a/./b", "C:\\x"]),
    ("host", ["localhost", "example.com", "example.com.", "1.2.3.4", ""], ["1.2.3.400", "01.2.3.4", "::1", "a_b.com", "123", 5]),
    ("url", ["http://localhost/x", "example.com", "/a/b?x=1#y", "ftp://x.y/", ""],
     ["http://u:p@x.y/", "mailto:a@b.c", "rtmp://x.y", "a b", "?a[]=1", "0", "//e.com", "a:b"]),
    ("localisedfloat", [("1.5", 1.5), 1.5, ("1", 1.0), ("0.1", 0.1), ("", None), (True, 1.0), (False, None), (0.1 + 0.2, 0.3)],
     ["1.50", "1.0", ".5", "1 000", "abc", "100000000000000", 123456789012345678]),
    ("permission", [("1", 1), ("0", 0), ("-1", -1), ("-1000", -1000), (1.0, 1)], ["5", "1 ", ""]),
    ("timezone", ["Europe/Prague", "99", "5.5", "", "a1a\n"], ["13.5", "GMT+1", "a"]),
    ("component", ["mod_forum", "forum", "a1", ""], ["mod_a_b", "a", "x__y", "ab_", "x_y"]),
    ("plugin", ["forum", "my_plugin", "ab", ""], ["a", "1a", "a_", "Forum", "ab__c"]),
    ("base64", ["YWJj", "YWJj=", "a" * 64 + "\nb", ""], ["YW Jj", "a" * 65, "0", "$"]),
    ("pem", [PEM, ""], [PEM.strip(), "MIIB"]),
    ("email", ["a@b.cz", "A@B.CZ", "a+b@c.de", ""], ["a@b", "a@localhost", "a@b.cz\n", "é@b.cz"]),
    ("tag", ["a b", "", "x" * 255], ["a  b", " a", "<x>", "x" * 256]),
    ("username", ["bob", "b@x.y"], ["Bob", "bo b", "bób"]),
    ("auth", ["manual", ""], ["nosuch"]),
    ("theme", ["boost", ""], ["nosuch"]),
    ("lang", ["en", ""], ["xx"]),
    ("capability", ["moodle/site:config", ""], ["moodle/site:nosuch"]),
    ("stringid", ["a:b", ""], ["1a"]),
    ("safepath", ["a/b", ""], ["a.b"]),
    ("cleanhtml", ["<b>x</b>", "a &amp; b"], ["<b>x", "a & b", " x"]),
    ("clean", [" x ", "1.5", "<br />"], ["<br>"]),
    ("taglist", ["a,b", ""], ["a, b", "a,,b"]),
    ("integer", [("5", 5)], ["x"]),
]  # fmt: skip


def rows(index: int) -> list[Any]:
    return [pytest.param(row[0], value, id=f"{row[0]}-{at}") for row in TABLE for at, value in enumerate(row[index])]


@pytest.mark.parametrize(("kind", "row"), rows(1))
def test_accepted(kind: str, row: Any) -> None:
    value, expected = row if isinstance(row, tuple) else (row, row)
    result = check_value(Value(ParamType(kind)), argument=False).checked(value, REFERENCE)
    assert (type(result), repr(result)) == (type(expected), repr(expected))


@pytest.mark.parametrize(("kind", "value"), rows(2))
def test_refused(kind: str, value: object) -> None:
    with pytest.raises(Refused, match=re.escape(RULES[ParamType(kind).canonical])) as refused:
        check_value(Value(ParamType(kind)), argument=False).checked(value, REFERENCE)
    if isinstance(value, str) and value.strip() and value not in refused.value.reason.replace(kind, "").split():
        assert repr(value) not in refused.value.reason


@pytest.mark.parametrize("kind", ParamType)
def test_rules_are_told_in_words(kind: ParamType) -> None:
    assert kind.canonical in RULES
    words = RULES[kind.canonical]
    assert words[0].islower() or words.startswith(("HTML", "1 or"))
    assert not re.search(r"\b(raw_trimmed|notags|alphaext|localisedfloat|cleanhtml|safedir|stringid)\b", words)


@pytest.mark.parametrize("kind", ParamType)
@pytest.mark.parametrize("value", [[], {}, [1], (), pytest.param(object(), id="object"), {1}, 1j, int], ids=repr)
def test_only_scalars(kind: ParamType, value: object) -> None:
    with pytest.raises(Refused, match="a single value"):
        check_value(Value(kind), argument=True).checked(value, REFERENCE)


@pytest.mark.parametrize("kind", ParamType)
def test_none(kind: ParamType) -> None:
    assert check_value(Value(kind), argument=False).checked(None, REFERENCE) is None
    assert check_value(Value(kind, null_means="nothing"), argument=True).checked(None, REFERENCE) is None
    for node in (Value(kind), Value(kind, null=False)):
        with pytest.raises(Refused, match="not null"):
            check_value(node, argument=True).checked(None, REFERENCE)


@pytest.mark.parametrize(("value", "once", "twice"), [(1.0, 1, True), (0.0, 0, False), (0.9999999999999999, 1, True)])
def test_a_bool_from_a_float_is_an_integer_until_the_second_validation(value: float, once: int, twice: bool) -> None:
    assert repr(check_value(Value(ParamType.BOOL), argument=False).checked(value, REFERENCE)) == repr(once)
    assert check_value(Value(ParamType.BOOL), argument=True).checked(value, REFERENCE) is twice


def test_an_empty_localised_float_is_refused_by_the_second_validation_only() -> None:
    strict = Value(ParamType.LOCALISEDFLOAT, null=False)
    assert check_value(strict, argument=False).checked("", REFERENCE) is None
    with pytest.raises(Refused, match="not an empty text"):
        check_value(strict, argument=True).checked("", REFERENCE)
    assert check_value(strict, argument=True).checked("1.5", REFERENCE) == 1.5


def test_localised_float_in_another_language() -> None:
    check = check_value(Value(ParamType.LOCALISEDFLOAT), argument=True).checked
    site = TestSite(decimal_separator=",")
    assert check("1.5", site) == 1.5
    with pytest.raises(Refused):
        check("1,5", site)


class Colour(enum.StrEnum):
    RED = "red"


class Level(enum.IntEnum):
    COURSE = 50


class Weight(float):
    pass


@pytest.mark.parametrize(("value", "plain"), [(Colour.RED, "red"), (Level.COURSE, 50), (Weight(1.5), 1.5)])
def test_subclasses_count_as_their_values(value: object, plain: object) -> None:
    result = check_value(Value(ParamType.RAW, as_sent=True), argument=True).checked(value, REFERENCE)
    assert type(result) is type(plain)
    assert result == plain


@pytest.mark.parametrize("kind", _CLEAN_TEXT)
@given(text=st.text(st.characters(codec=None)) | st.text(alphabet="aZ09_-,/. <>\0&\n"))
def test_what_is_recognised_as_clean_is_clean(kind: ParamType, text: str) -> None:
    if _CLEAN_TEXT[kind](text):
        assert CLEANERS[kind](normalise(text), REFERENCE) == text


@pytest.mark.parametrize("kind", _CLEAN_ON_SITE)
@given(
    text=st.sampled_from(["", "en", "boost", "manual", "xx", "en ", "en\n", "mod/forum:view", "Ann", "manual\n"])
    | st.text("aen_/:\n", max_size=6)
)
def test_what_a_site_recognises_as_clean_is_clean(kind: ParamType, text: str) -> None:
    if _CLEAN_ON_SITE[kind](text, REFERENCE):
        assert CLEANERS[kind](normalise(text), REFERENCE) == text
