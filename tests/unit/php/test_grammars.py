from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.php import grammars as grammars

LABEL_63 = "a" * 63


@pytest.mark.parametrize(
    "text",
    [
        "localhost", "example.com", "example.com.", "example.com..", "1.2.3.4", "a\n", "a\n.", "1a.b", LABEL_63 + ".x", "a." + "b" * 200,
        "a--b.c", "255.255.255.255", ".".join(["a" * 50] * 4) + "." + "b" * 49,
    ],
)  # fmt: skip
def test_host(text: str) -> None:
    assert grammars.is_host(text)


@pytest.mark.parametrize(
    "text",
    [
        "", ".", "1.2.3.400", "01.2.3.4", "1.2.3.4\n", "1.2.3.4.", "::1", "a_b.com", "123", "a.1", "a.\n", "a\n\n", "-a.b", "a-.b", "a..b",
        LABEL_63 + "a.x", ".".join(["a" * 50] * 4) + "." + "b" * 50, "\u212a.com",
    ],
)  # fmt: skip
def test_no_host(text: str) -> None:
    assert not grammars.is_host(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "http://localhost/x", "example.com", "/a/b?x=1#y", "ftp://x.y/", "HTTPS://X.Y", "?", "#", "/", "/;a/b;c/", "001.2.3.4", "a:0",
        "a:65535", "a:00080/x", ":80", "http://", "a\n", "/%4a%4A", "1.2.3.4.com", "a" * 64 + ".b", "b" * 500, "a?x=/;?:@&=+$,~#!*'()",
    ],
)  # fmt: skip
def test_url(text: str) -> None:
    assert grammars.is_url(text)


@pytest.mark.parametrize(
    "text",
    [
        "http://user:pw@x.y/", "mailto:a@b.c", "rtmp://x.y", "a b", "?a[]=1", "//e.com", "a:b", "a//b", "/a//b", "a:65536", "a:000080", "0",
        "256.1.1.1", "http://[::1]/", "/%4", "/%zz", "#a#b", "a" * 65 + ".b", "/;", "/é", "a\n\n", "http:/a", '/"', "\u212a.com",
    ],
)  # fmt: skip
def test_no_url(text: str) -> None:
    assert not grammars.is_url(text)


@pytest.mark.parametrize("text", ["http://s.x/m", "HTTP://S.X/M/a", "/a", "a/b.php?x=1#y", "a", "?x", "javascript", "a?x=javascript//", ""])
def test_local_url(text: str) -> None:
    assert grammars.is_local_url(text, "http://s.x/m")


@pytest.mark.parametrize(
    "text",
    [
        "http://s.x/more",
        "http://e.com/",
        "ftp://a",
        "a?javascript:x",
        "a?JAVA%73cript%3Ax",
        "a?javascript%20x//:",
        "a?x//y=javascript//z//:",
    ],
)
def test_no_local_url(text: str) -> None:
    assert not grammars.is_local_url(text, "http://s.x/m")


def test_script_ends_at_the_line() -> None:
    assert grammars.is_local_url("a?javascript%0A//:", "http://s.x")


@pytest.mark.parametrize(
    "text",
    [
        "a@b.cz", "A@B.CZ", "a+b@c.de", "!#$%&'*+/=?^_`{|}~-@x.y", '"a\\ b"@x.y', '""@x.y', 'a."b@c".d@x.y', "a@x--y.z", "a@[1.2.3.4]",
        "a@[IPv6:::]", "a@[ipv6:1:2:3:4:5:6:7:8]", "a@[IPv6:1::8]", "a@[IPv6:1:2:3:4:5:6:1.2.3.4]", "a@[IPv6:::1.2.3.4]",
        "a@[IPv6:1:2::3:4:1.2.3.4]", "a@[IPv6:1::1.2.3.4]", "a" * 64 + "@x.y", '"' + "a" * 64 + '"@x.y', '"' + "\\a" * 64 + '"@x.y',
        "a@" + ".".join(["b" * 61] * 4) + ".cdef", '"\\""@x.y',
    ],
)  # fmt: skip
def test_email(text: str) -> None:
    assert grammars.is_email(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "a@b", "a@localhost", "a@b.c\n", "a@é.c", "a.@b.c", ".a@b.c", "a..b@c.d", "a@b.c.", "a@b..c", "a@-b.c", "a@b-.c", "a@b.1",
        '"a b"@x.y', '"<"@x.y', '"a"b@x.y', "a@[1.2.3.04]", "a@[1:2]", "a@[IPv6:1:2:3:4:5:6:7]", "a@[IPv6:1:2:3:4:5:6:7::]",
        "a@[IPv6:1::2::3]", "a@[IPv6:12345::]", "a@[IPv6:1:2:3:4:5:1.2.3.4]", "a@[IPv6:1:2:3::4:5:1.2.3.4]", "a@[IPv6:::1.2.3.256]",
        "a@[IPv6:1:2:3:4:5:6::1.2.3.4]", "a@[IPv6::::1.2.3.4]", "a@[IPv6::1.2.3.4]", "a" * 65 + "@x.y", "é@b.c",
        "a@" + ".".join(["b" * 61] * 4) + ".cdefg", "a@" + "b" * 64 + ".c", "a@b@c.d",
    ],
)  # fmt: skip
def test_no_email(text: str) -> None:
    assert not grammars.is_email(text)


@pytest.mark.parametrize("text", ["mod_forum", "forum", "core", "local_my_plugin", "a1", "a1_bc", "mod_a\n"[:-1] + "b\n", "mod_forum2"])
def test_component(text: str) -> None:
    assert grammars.is_component(text)


@pytest.mark.parametrize("text", ["", "mod_a_b", "Mod_forum", "a", "x__y", "ab_", "x_y", "1ab", "a_1b", "_ab", "ab\n\n"])
def test_no_component(text: str) -> None:
    assert not grammars.is_component(text)


@pytest.mark.parametrize("text", ["forum", "my_plugin", "ab", "a__b", "a_b", "ab\n", "a1"])
def test_plugin(text: str) -> None:
    assert grammars.is_plugin(text)


@pytest.mark.parametrize("text", ["", "a", "1a", "a_", "Forum", "ab__c", "a___b", "a-b"])
def test_no_plugin(text: str) -> None:
    assert not grammars.is_plugin(text)


@pytest.mark.parametrize(("text", "valid"), [("a", True), ("a.:/_-9", True), ("a\n", True), ("9a", False), ("", False), ("a b", False)])
def test_stringid(text: str, valid: bool) -> None:
    assert grammars.is_stringid(text) is valid


@pytest.mark.parametrize(
    "text",
    [
        "Europe/Prague", "UTC", "GMT", "PST8PDT", "99", "5.5", "-12.5", "13.0", "09", "+5", "0", "13", "5.|", "America/New_York", "1a",
        "99\n", "a/-", "a_/b", "12.0",
    ],
)  # fmt: skip
def test_timezone(text: str) -> None:
    assert grammars.is_timezone(text)


@pytest.mark.parametrize(
    "text",
    ["", "13.5", "GMT+1", "Etc/GMT+1", "0.3", "100", "UTC0", "a", "14", "a/", "a//b", "/a", "a-1", "12.5.", "-", "+99", "ab c", "a/b1"],
)
def test_no_timezone(text: str) -> None:
    assert not grammars.is_timezone(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("YWJj", "YWJj"),
        (" YWJj=\n", "YWJj="),
        ("a_/+=", "a_/+="),
        ("a" * 64 + "\r\n \tb", "a" * 64 + "\nb"),
        ("a" * 64, "a" * 64),
        ("a" * 65, ""),
        ("ab cd", ""),
        ("a" * 65 + "\nb", ""),
        ("", ""),
        ("0", ""),
        (" \n", ""),
        ("$", ""),
    ],
)
def test_base64(text: str, cleaned: str) -> None:
    assert grammars.clean_base64(text) == cleaned


HEAD, FOOT = "-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----"


@pytest.mark.parametrize("text", [f"{HEAD}\nMIIB\n{FOOT}\n", f" x{HEAD} MIIB{FOOT} y"])
def test_pem(text: str) -> None:
    assert grammars.clean_pem(text) == f"{HEAD}\nMIIB\n{FOOT}\n"


@pytest.mark.parametrize("text", ["", "MIIB", f"{HEAD}\n\n{FOOT}\n", f"{HEAD}0{FOOT}", f"{HEAD}$${FOOT}"])
def test_no_pem(text: str) -> None:
    assert grammars.clean_pem(text) == ""


GRAMMARS = [getattr(grammars, name) for name in grammars.__all__ if name != "is_local_url"]


@given(st.text())
def test_grammars_answer_for_any_text(text: str) -> None:
    assert all(isinstance(grammar(text), (bool, str)) for grammar in GRAMMARS)
    assert isinstance(grammars.is_local_url(text, "http://s.x"), bool)


@pytest.mark.parametrize(
    "text",
    [
        "a" * 200_000 + "!",
        "a." * 100_000 + "!",
        "/a" * 100_000 + "é",
        "/;" * 100_000,
        "a@" * 100_000,
        '"\\' * 100_000,
        "javascript" * 50_000,
    ],
    ids=lambda text: text[:10],
)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    for grammar in GRAMMARS:
        grammar(text)
    grammars.is_local_url(text, "http://s.x")
    assert time.process_time() - started < 5, "a quadratic search would take minutes"
