"""Form data by PHP's rules (``docs/contract/encodings.md 3.1, 3.2``)."""

from __future__ import annotations

import contextlib
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import DecodeError, HostileInput
from gateway.wire import form
from gateway.wire.form import Form, FormBuilder, _field_by_field, field_in, merge, parse_body, parse_fields, reads_body

MOST = 1000
URLENCODED = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("data", "form"),
    [
        # pieces, names and values
        (b"", {}),
        (b"a=1&b=2", {"a": "1", "b": "2"}),
        (b"&&a=1&&&b=2&", {"a": "1", "b": "2"}),
        (b"a=1;b=2", {"a": "1;b=2"}),
        (b"a", {"a": ""}),
        (b"a=", {"a": ""}),
        (b"=1&a=2", {"a": "2"}),
        (b"a=b=c", {"a": "b=c"}),
        (b"a=x+y%2Bz", {"a": "x y+z"}),
        (b"a%5B%30%5d=%41", {"a": {0: "A"}}),
        (b"a=%zz%4&%=%", {"a": "%zz%4", "%": "%"}),
        (b"a=%2541", {"a": "%41"}),
        (b"a%3D1=b%26c%3dd", {"a=1": "b&c=d"}),
        (b"a%3Db%5B%5D=%31", {"a=b": {0: "1"}}),
        ("a=żółć".encode(), {"a": "żółć"}),
        (b"a=%C5%BC", {"a": "ż"}),
        (b"a=\xff&b=%ff%fe", {"a": "\udcff", "b": "\udcff\udcfe"}),
        (b"a=\xc5&%BC=1", {"a": "\udcc5", "\udcbc": "1"}),
        (b"a=x%00y", {"a": "x\0y"}),
        # top-level names
        (b"a%00b=1", {"a": "1"}),
        (b"%00a=1", {}),
        (b"++a=1", {"a": "1"}),
        (b"++=1", {}),
        (b"[a]=1&[=2", {}),
        (b"+[a]=1", {}),
        (b"a.b+c=1", {"a_b_c": "1"}),
        (b"a.b[c.d]=1", {"a_b": {"c.d": "1"}}),
        (b"a]b=1", {"a]b": "1"}),
        (b"7=x&-3=y&07=z&-0=u", {7: "x", -3: "y", "07": "z", "-0": "u"}),
        # sub-keys
        (b"a[b][c]=1", {"a": {"b": {"c": "1"}}}),
        (b"a[b]c=1&d[b].c=2&e[b]x[c]=3", {"a": {"b": "1"}, "d": {"b": "2"}, "e": {"b": "3"}}),
        (b"a[[b]]=1", {"a": {"[b": "1"}}),
        (b"a['0']=1", {"a": {"'0'": "1"}}),
        (b"a[0[id]=1", {"a": {"0[id": "1"}}),
        (b"a[]=1&a[]=2", {"a": {0: "1", 1: "2"}}),
        (b"a[+]=1&a[%09]=2&a[%0b]=3", {"a": {0: "1", 1: "2", 2: "3"}}),
        (b"a[++]=1&a[+b]=2&a[%C2%A0]=3", {"a": {"  ": "1", " b": "2", "\xa0": "3"}}),
        (b"a[][x]=1&a[][x]=2", {"a": {0: {"x": "1"}, 1: {"x": "2"}}}),
        (b"a[5]=1&a[]=2&a[9]=3&a[]=4&a[7]=5&a[]=6", {"a": {5: "1", 6: "2", 9: "3", 10: "4", 7: "5", 11: "6"}}),
        (b"a[-5]=1&a[]=2", {"a": {-5: "1", -4: "2"}}),
        (b"a[x]=1&a[]=2", {"a": {"x": "1", 0: "2"}}),
        (b"a[01]=1&a[1.5]=2&a[-1]=3&a[+7]=4", {"a": {"01": "1", "1.5": "2", -1: "3", " 7": "4"}}),
        (b"a[9223372036854775807]=1&a[9223372036854775808]=2", {"a": {2**63 - 1: "1", "9223372036854775808": "2"}}),
        (b"a[-9223372036854775808]=1", {"a": {-(2**63): "1"}}),
        (b"a[9223372036854775807]=1&a[]=2&a[][x]=3", {"a": {2**63 - 1: "1"}}),
        # brackets that are not closed
        (b"a[b.c=1", {"a_b_c": "1"}),
        (b"a[[b=1", {"a__b": "1"}),
        (b"a[+b.=1", {"a__b_": "1"}),
        (b"x[=1", {"x_": "1"}),
        (b"a[b][c=1&d[][c=2", {"a": {"b": "1"}, "d": {0: "2"}}),
        # later ones win
        (b"a=1&a=2", {"a": "2"}),
        (b"a[0]=1&a[0]=2", {"a": {0: "2"}}),
        (b"a=1&a[b]=2", {"a": {"b": "2"}}),
        (b"a[b]=2&a=1", {"a": "1"}),
        (b"a[b]=1&a[b][c]=2", {"a": {"b": {"c": "2"}}}),
        (b"a[]=1&a=2&a[]=3", {"a": {0: "3"}}),
    ],
)
def test_fields(data: bytes, form: Form) -> None:
    assert parse_fields(data, MOST) == form
    assert parse_body(URLENCODED, data, MOST) == form


def test_order_is_that_of_arrival() -> None:
    form = parse_fields(b"b[1]=x&a=1&b[0]=y&b[1]=z", MOST)
    assert list(form) == ["b", "a"]
    assert list(form["b"]) == [1, 0]


def test_as_deep_as_allowed() -> None:
    value: object = parse_fields(b"a" + b"[b]" * 64 + b"=1", MOST)["a"]
    for _ in range(64):
        assert isinstance(value, dict)
        value = value["b"]
    assert value == "1"


@pytest.mark.parametrize("tail", [b"[b]", b"[", b"[]"])
def test_too_deep_drops_the_whole_variable(tail: bytes) -> None:
    assert parse_fields(b"a=1&c=2&a" + b"[b]" * 64 + tail + b"=3", MOST) == {"c": "2"}
    assert parse_fields(b"a" + b"[b]" * 65 + b"=3&a[x]=4", MOST) == {"a": {"x": "4"}}


def test_what_follows_the_last_sub_key_does_not_count_for_depth() -> None:
    assert "a" in parse_fields(b"a" + b"[b]" * 64 + b"x[c]=1", MOST)


def test_number_of_fields() -> None:
    assert len(parse_fields(b"&".join(b"a%d=1" % i for i in range(MOST)), MOST)) == MOST
    assert parse_fields(b"&" * 5000 + b"a=1", 2) == {"a": "1"}
    for flood in (b"a=1&" * (MOST + 1), b"&".join([b"a[]=1"] * (MOST + 1)), b"=&" * (MOST + 1)):
        with pytest.raises(HostileInput):
            parse_fields(flood, MOST)


@pytest.mark.parametrize(
    "data",
    [
        b"a" + b"[" * 1_000_000,
        b"[" * 1_000_000,
        b"a" + b"[]" * 500_000,
        b"a[" + b"]" * 1_000_000,
        b"a[b" * 300_000 + b"]",
        b"&" * 1_000_000,
        b"%" * 500_000,
        b"%5b" * 300_000,
        b"." * 1_000_000,
        b"a[]=1&" * 19_999,
        b"a[-1]=1&a[]=1&" * 9_999,
        b"\0" * 1_000_000,
        b"+" * 1_000_000,
    ],
    ids=lambda data: data[:8].decode(),
)
def test_hostile_names_take_linear_time(data: bytes) -> None:
    parse_fields(data, 20_000)  # quadratic work would take hours


@given(st.binary(max_size=60))
def test_any_bytes_are_a_form(data: bytes) -> None:
    parse_fields(data, MOST)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")), st.binary())
def test_sub_keys_and_values_come_back(key: str, value: bytes) -> None:
    key = key.replace("]", "") + "x"
    data = f"a[{quote_from_bytes(key.encode())}]={quote_from_bytes(value)}".encode()
    assert parse_fields(data, MOST) == {"a": {key: value.decode("utf-8", "surrogateescape")}}


class _Forgetful(dict[str, Form]):
    """What a builder would remember of where fields are, but does not."""

    def __setitem__(self, name: str, node: Form) -> None:
        pass


def test_a_form_makes_no_more_dicts_than_its_bound() -> None:
    nested = b"&".join(b"a%d" % number + b"[x]" * 9 + b"=1" for number in range(50))
    assert len(parse_fields(nested, 200)) == 50
    with pytest.raises(HostileInput, match="too many lists and structs"):
        parse_fields(nested, 100)
    with pytest.raises(HostileInput, match="too many lists and structs"):
        parse_fields(b"&".join([b"a" + b"[]" * 64 + b"=1"] * 99), 100)


@pytest.mark.parametrize("key", ["k", "k" * 300])
def test_long_names_are_read_like_short_ones(key: str) -> None:
    names = [f"a[{key}][{number}][{name}]" for number in range(3) for name in "xy"]
    form = parse_fields("&".join(f"{name}={name}" for name in names).encode(), MOST)
    assert form == {"a": {key: {number: {name: f"a[{key}][{number}][{name}]" for name in "xy"} for number in range(3)}}}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b"wstoken=abc", "abc"),
        (b"a=1&wstoken=a%2Bb+c&b=2", "a+b c"),
        (b"wstoken=first&wstoken=last", "last"),
        (b"wstoken=", ""),
        (b"xwstoken=abc", None),
        (b"a=wstoken=abc", None),
        (b"", None),
    ],
)
def test_a_field_is_found_alone(body: bytes, found: str | None) -> None:
    assert field_in("application/x-www-form-urlencoded", body, "wstoken") == found


@pytest.mark.parametrize("line", ["\r\n", "\n"])
@pytest.mark.parametrize("mark", ['name="wstoken"', "name=wstoken"])
def test_a_part_is_found_alone(line: str, mark: str) -> None:
    parts = [f"--B{line}Content-Disposition: form-data; {each}{line}{line}{text}{line}" for each, text in (("name=a", "1"), (mark, "abc"))]
    body = "".join([*parts, "--B--", line]).encode()
    assert field_in("multipart/form-data; boundary=B", body, "wstoken") == "abc"
    assert field_in("multipart/form-data; boundary=B", body, "wsusername") is None
    assert field_in("multipart/form-data; boundary=B", body[: body.index(b"wstoken") + 7], "wstoken") is None


_NAMES = st.from_regex(r"[ab](\[[ab01]?\]?){0,4}", fullmatch=True)


@given(st.lists(st.tuples(_NAMES, st.sampled_from("xyz")), max_size=12))
def test_neighbours_are_found_where_a_walk_finds_them(fields: list[tuple[str, str]]) -> None:
    quick, slow = FormBuilder({}, 100), FormBuilder({}, 100)
    slow._nodes = _Forgetful()
    for name, value in fields:
        quick.add(name, value)
        slow.add(name, value)
    assert quick.form == slow.form


@given(st.lists(st.tuples(_NAMES, st.binary(max_size=4)), max_size=6))
def test_the_whole_unescaped_at_once_is_the_same_as_field_by_field(fields: list[tuple[str, bytes]]) -> None:
    data = "&".join(f"{quote_from_bytes(name.encode())}={quote_from_bytes(value)}" for name, value in fields).encode()
    assert parse_fields(data, MOST) == _field_by_field(data, MOST)


@pytest.mark.parametrize(
    ("query", "body", "merged"),
    [
        ({"a": "1", "b": "2"}, {"b": "3", "c": "4"}, {"a": "1", "b": "3", "c": "4"}),
        ({"a": {"x": "1"}}, {"a": {"y": "2"}}, {"a": {"y": "2"}}),
        ({5: "x"}, {}, {0: "x"}),
        ({5: "x", "a": "1"}, {5: "y", -1: "z"}, {0: "x", "a": "1", 1: "y", 2: "z"}),
    ],
)
def test_merge(query: Form, body: Form, merged: Form) -> None:
    assert list(merge(query, body).items()) == list(merged.items())


@pytest.mark.parametrize(
    ("method", "content_type", "reads"),
    [
        ("POST", URLENCODED, True),
        ("POST", "Application/X-WWW-Form-urlencoded; charset=utf-8", True),
        ("POST", "multipart/form-data; boundary=x", True),
        ("POST", "application/json", False),
        ("POST", "", False),
        ("PUT", URLENCODED, False),
        ("GET", URLENCODED, False),
    ],
)
def test_which_bodies_are_read(method: str, content_type: str, reads: bool) -> None:
    assert reads_body(method, content_type) is reads


def multipart(*parts: tuple[str, bytes], end: str = "--x--\r\n") -> bytes:
    return b"".join(f"--x\r\n{headers}\r\n\r\n".encode() + value + b"\r\n" for headers, value in parts) + end.encode()


MULTIPART = "multipart/form-data; boundary=x"


def test_multipart_text_parts() -> None:
    body = multipart(
        ('Content-Disposition: form-data; name="a.b"', b"1"),
        ('content-disposition: form-data; name="c[x][]"\r\nContent-Type: text/plain', b"two\r\nlines"),
        ("Content-Disposition: form-data; name=d", b""),
        ('Content-Disposition: form-data; name="e+%41"', b"a+b%41\xff"),
        ('Content-Disposition: form-data; name="ż"', "ż".encode()),
    )
    assert parse_body(MULTIPART, body, MOST) == {
        "a_b": "1",
        "c": {"x": {0: "two\r\nlines"}},
        "d": "",
        "e+%41": "a+b%41\udcff",
        "ż": "ż",
    }


def test_multipart_files_and_nameless_parts_are_ignored() -> None:
    body = multipart(
        ('Content-Disposition: form-data; name="f"; filename="x.txt"', b"content"),
        ('Content-Disposition: form-data; name="g"; filename=""', b""),
        ("Content-Disposition: form-data", b"content"),
        ("Content-Type: text/plain", b"content"),
        ('Content-Disposition: form-data; name="a"', b"1"),
    )
    assert parse_body(MULTIPART, body, MOST) == {"a": "1"}


def test_multipart_without_parts() -> None:
    assert parse_body(MULTIPART, b"", MOST) == {}
    assert parse_body(MULTIPART, multipart(), MOST) == {}


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", multipart(("Content-Disposition: form-data; name=a", b"1"))),
        ("multipart/form-data; boundary=" + "x" * 1000, b"x"),
        (MULTIPART, b"garbage"),
        (MULTIPART, multipart(("Content-Disposition: form-data; name=a", b"1"), end="")),
        (MULTIPART, b"--x\nContent-Disposition: form-data; name=a\n\n1\n--x-"),
    ],
)
def test_malformed_multipart(content_type: str, body: bytes) -> None:
    with pytest.raises(DecodeError):
        parse_body(content_type, body, MOST)


ONE = b'Content-Disposition: form-data; name="a"'


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        (MULTIPART, b"--x\n" + ONE + b"\n\n1\n--x--"),
        (MULTIPART, b"--x\n" + ONE + b"\n\n1\n--x--\n"),
        (MULTIPART, b"--x\n" + ONE + b"\n\r\n1\r\n--x--\r\n"),
        (MULTIPART, b"\r\n--x\r\n" + ONE + b"\r\n\r\n1\r\n--x--\r\n"),
        (MULTIPART, b"preamble --x\r\n--x\r\n" + ONE + b"\r\n\r\n1\r\n--x--\r\nepilogue\r\n--x\r\n" + ONE + b"\r\n\r\n2\r\n--x--"),
        (MULTIPART, b"--x \t\r\nContent-Disposition: form-data;\r\n name=a\r\n\r\n1\r\n--x--  \r\n"),
        (MULTIPART, b"--x\r\nno header\r\n" + ONE + b"\r\n\r\n1\r\n--x--"),
        (MULTIPART, b"--x\r\nno header\r\n\r\n0\r\n--x\r\n" + ONE + b"\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; boundary=x, charset=utf-8", b"--x\r\n" + ONE + b"\r\n\r\n1\r\n--x--"),
        ("multipart/form-data; charset=utf-8; BOUNDARY = x; a=b", b"--x\r\n" + ONE + b"\r\n\r\n1\r\n--x--"),
        ('multipart/form-data; boundary="x,y;z"', b"--x,y;z\r\n" + ONE + b"\r\n\r\n1\r\n--x,y;z--"),
    ],
)
def test_multipart_as_php_reads_it(content_type: str, body: bytes) -> None:
    assert parse_body(content_type, body, MOST) == {"a": "1"}


@pytest.mark.parametrize("value", [b"", b"\n", b"\r\n", b"1\n\n2\n", b"a\r\n--xy\r\n--\r\nb", b"--x", b"--x--", b"\n\n"])
@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_the_content_of_a_part_is_what_was_sent(value: bytes, end: bytes) -> None:
    body = end.join([b"--x", ONE, b"", b"." + value, b"--x--"])
    assert parse_body(MULTIPART, body, MOST) == {"a": "." + value.decode()}


def test_number_of_parts() -> None:
    part = ('Content-Disposition: form-data; name="a[]"; filename="x"', b"1")
    assert parse_body(MULTIPART, multipart(*[part] * 3), 3) == {}
    with pytest.raises(HostileInput):
        parse_body(MULTIPART, multipart(*[part] * 4), 3)


@given(st.binary())
def test_any_bytes_are_a_multipart_body_or_refused(tail: bytes) -> None:
    for body in (tail, b"--x\r\nContent-Disposition: " + tail, b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\n" + tail):
        with contextlib.suppress(DecodeError):
            parse_body(MULTIPART, body, MOST)


def test_other_bodies_are_empty() -> None:
    assert parse_body("application/json", b'{"a": 1}', MOST) == {}


def test_long_media_types_fill_no_cache() -> None:
    before = form._cached_media_type.cache_info().currsize
    for number in range(10):
        assert not form.reads_body("POST", f"text/{number}" + "x" * 1000)
    assert form.reads_body("POST", "application/x-www-form-urlencoded; charset=" + "x" * 1000)
    assert form._cached_media_type.cache_info().currsize == before
