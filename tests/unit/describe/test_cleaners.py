from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe.cleaners import CLEANERS, SITE_TYPES, clean
from gateway.describe.types import ParamType
from gateway.php.utf8 import normalise
from gateway.php.values import INT_MAX, INT_MIN, Scalar
from tests.unit.describe.site import REFERENCE, TestSite

SCALARS = st.one_of(st.none(), st.booleans(), st.integers(INT_MIN, INT_MAX), st.floats(), st.text().map(normalise))


@pytest.mark.parametrize(
    ("kind", "value", "cleaned"),
    [
        ("alpha", "a1-B", "aB"),
        ("alphaext", "a1-_B", "a-_B"),
        ("alphanum", 12, "12"),
        ("alphanumext", "é1-_", "1-_"),
        ("action", "a b", "ab"),
        ("auth", "manual", "manual"),
        ("auth", "nosuch", ""),
        ("bool", "On", 1),
        ("bool", "NO", 0),
        ("bool", "0", 0),
        ("bool", "0.0", 1),
        ("bool", -0.0, 0),
        ("bool", 2, 1),
        ("capability", "moodle/site:config", "moodle/site:config"),
        ("capability", "moodle/site:nosuch", ""),
        ("clean", "1.50 ", "1.50 "),
        ("clean", "<b>x", "<b>x</b>"),
        ("cleanhtml", " <b>x</b> ", "<b>x</b>"),
        ("email", "a@b.cz\n", ""),
        ("file", "a/b\\c:d&e'f`g\u0085h\x7f.txt", "abcdefgh.txt"),
        ("file", "..", ""),
        ("file", "a\udcf4\udc90\udc80\udc80", ""),
        ("host", 5, ""),
        ("int", "12abc", 12),
        ("lang", "e'n", "en"),
        ("lang", "xx", ""),
        ("localisedfloat", " 1 000.5 ", 1000.5),
        ("localisedfloat", "x", False),
        ("localisedfloat", " ", None),
        ("localurl", "http://127.0.0.1:8090", "http://127.0.0.1:8090"),
        ("localurl", "http://example.com", ""),
        ("notags", "a<b>c", "ac"),
        ("path", "C:\\x\\..//a/././b", "C/x/a/b"),
        ("path", "./a", "./a"),
        ("path", "../a", "/a"),
        ("permission", "5", 0),
        ("permission", "-1000", -1000),
        ("raw", 5, 5),
        ("raw", "a\0b\udcff", "ab"),
        ("raw_trimmed", " \vx\f ", "x\f"),
        ("safedir", "a/b", "ab"),
        ("safepath", "a/b.", "a/b"),
        ("sequence", "1, 2", "1,2"),
        ("tag", " a\t\u00a0 <b> ` c\u180ed ", "a b c d"),
        ("tag", "x" * 300, "x" * 255),
        ("tag", "a\udcf4\udc90\udc80\udc80", ""),
        ("taglist", " a ,, b,<", "a,b"),
        ("text", "<b>x</b>", "x"),
        ("theme", "boost", "boost"),
        ("theme", "Boost", ""),
        ("timezone", "Mars", "Mars"),
        ("url", "0", ""),
        ("url", "a b", ""),
        ("username", " BoB é@x ", "bob@x"),
    ],
    ids=repr,
)
def test_clean(kind: str, value: Scalar, cleaned: Scalar) -> None:
    result = clean(value, ParamType(kind), REFERENCE)
    assert (type(result), result) == (type(cleaned), cleaned)


def test_settings_of_the_site_count() -> None:
    site = TestSite(extended_usernames=True, decimal_separator=",", wwwroot="https://s.org/m")
    assert clean(" BÖB x", ParamType.USERNAME, site) == "böb x"
    assert clean("1,5", ParamType.LOCALISEDFLOAT, site) == 1.5
    assert clean("https://s.org/m/a", ParamType.LOCALURL, site) == "https://s.org/m/a"


def test_every_type_has_a_cleaner() -> None:
    assert {kind.canonical for kind in ParamType} == CLEANERS.keys()


@given(st.sampled_from(ParamType), SCALARS)
def test_cleaning_any_scalar_gives_a_scalar(kind: ParamType, value: Scalar) -> None:
    assert isinstance(clean(value, kind, REFERENCE), Scalar)


@given(st.sampled_from(sorted(CLEANERS.keys() - SITE_TYPES)), SCALARS)
def test_types_that_are_no_site_types_ignore_the_site(kind: ParamType, value: Scalar) -> None:
    other = replace(REFERENCE, wwwroot="", extended_usernames=True, decimal_separator=",", capabilities=frozenset(), themes=frozenset())
    assert repr(clean(value, kind, other)) == repr(clean(value, kind, REFERENCE))
