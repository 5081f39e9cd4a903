"""How a stored file is delivered: status, headers, and which bytes (``docs/contract/server.md 3.2``)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.files.areas import StoredFile
from gateway.files.lookup import Found
from gateway.files.serving import Delivery, Wish, deliver
from gateway.registry.declarations import FileArea

HASH = "42d0c6e2bc60071188104e2a610bc2f8f903b431"
MODIFIED = 1750010519  # Sun, 15 Jun 2025 18:01:59 GMT
NOW = 1764453352


def delivery(
    kind: str = "image/png", name: str = "a.png", *, size: int = 100, area: dict[str, object] | None = None, known: bool = True,
    secure: bool = False, download: bool = False, **request: str,
) -> Delivery:  # fmt: skip
    file = StoredFile(
        contextid=1, component="c", filearea="a", itemid=0, filepath="/", filename=name, contenthash=HASH, filesize=size,
        mimetype=kind, timemodified=MODIFIED,
    )  # fmt: skip
    declared = FileArea(may_read=lambda *_: True, **{"lifetime": None, "download": False, **(area or {})})  # type: ignore[arg-type]
    asked = {name.replace("_", "-").encode(): value.encode("latin-1") for name, value in request.items()}
    return deliver(Found(file, declared, known), asked, Wish(download=download, secure=secure), now=NOW, lifetime=21600)


def headers(answer: Delivery) -> dict[str, str]:
    return {name.decode(): value.decode() for name, value in answer.headers}


def test_a_file_is_shown_and_kept_for_as_long_as_the_site_says() -> None:
    answer = delivery()
    assert (answer.status, answer.parts) == (200, ((0, 100),))
    assert headers(answer) == {
        "content-disposition": 'inline; filename="a.png"',
        "cache-control": "private, max-age=21600, no-transform",
        "expires": "Sun, 30 Nov 2025 03:55:52 GMT",
        "pragma": "",
        "last-modified": "Sun, 15 Jun 2025 18:01:59 GMT",
        "etag": f'"{HASH}"',
        "x-content-type-options": "nosniff",
        "accept-ranges": "bytes",
        "content-type": "image/png",
        "content-length": "100",
    }


@pytest.mark.parametrize(
    ("area", "known", "secure", "kept"),
    [
        ({"lifetime": 600}, True, False, "private, max-age=600, no-transform"),
        ({"lifetime": 600}, False, False, "public, max-age=600, no-transform"),
        ({"lifetime": 600, "shared": True}, True, False, "public, max-age=600, no-transform"),
        ({"lifetime": 600, "immutable": True}, True, False, "private, max-age=600, no-transform, immutable"),
        ({"lifetime": 0}, True, False, "private, must-revalidate, pre-check=0, post-check=0, max-age=0, no-transform"),
        ({"lifetime": 0}, True, True, "private, max-age=10, no-transform"),
    ],
)
def test_an_area_says_who_keeps_its_files(area: dict[str, object], known: bool, secure: bool, kept: str) -> None:
    assert headers(delivery(area=area, known=known, secure=secure))["cache-control"] == kept


@pytest.mark.parametrize(
    ("kind", "area", "download", "saved"),
    [
        ("image/png", {}, False, False),
        ("image/png", {}, True, True),
        ("image/png", {"download": True}, False, True),
        ("image/svg+xml", {}, False, True),
        ("text/html", {}, False, False),
    ],
)
def test_browsers_are_told_to_show_or_to_save(kind: str, area: dict[str, object], download: bool, saved: bool) -> None:
    shown = headers(delivery(kind, area=area, download=download))["content-disposition"]
    assert shown.startswith("attachment;" if saved else "inline;")


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/xml"])
def test_what_a_browser_runs_is_kept_in_a_sandbox(kind: str) -> None:
    assert "allow-same-origin" not in headers(delivery(kind))["content-security-policy"].split()
    assert headers(delivery(kind))["content-security-policy"].startswith("sandbox")


def test_an_isolated_area_shows_nothing_but_media() -> None:
    assert headers(delivery(area={"isolated": True}))["content-security-policy"].startswith("default-src 'none'")
    assert "content-security-policy" not in headers(delivery())


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("text/plain", "text/plain; charset=utf-8"),
        ("text/csv", "text/csv;charset=UTF-8"),
        ("application/pdf", "application/pdf"),
        ("", "application/octet-stream"),
        ("text/html\r\nx: y", "application/octet-stream"),
    ],
)
def test_the_type_is_the_stored_one_if_it_is_one(kind: str, sent: str) -> None:
    assert headers(delivery(kind))["content-type"] == sent


def test_names_beyond_ascii_are_sent_in_both_ways() -> None:
    sent = headers(delivery(name="é n°1.pdf"))["content-disposition"]
    assert sent == "inline; filename=\"é n°1.pdf\"; filename*=UTF-8''%C3%A9%20n%C2%B01.pdf"


@given(st.text())
def test_a_name_never_leaves_its_quotes(name: str) -> None:
    sent = dict(delivery(name=name).headers)[b"content-disposition"]
    assert sent.startswith(b'inline; filename="')
    assert sent.count(b'"') == 2
    assert not {*b"\r\n\0"} & {*sent}


@pytest.mark.parametrize(
    ("request_headers", "status"),
    [
        ({"if_none_match": f'"{HASH}"'}, 304),
        ({"if_none_match": HASH}, 304),
        ({"if_none_match": f'W/"{HASH}"'}, 200),
        ({"if_none_match": "*"}, 200),
        ({"if_none_match": f'"aaa", "{HASH}"'}, 200),
        ({"if_modified_since": "Sun, 15 Jun 2025 18:01:59 GMT"}, 304),
        ({"if_modified_since": "Sun, 15 Jun 2025 18:01:58 GMT"}, 200),
        ({"if_modified_since": "never"}, 200),
        ({"if_modified_since": "Sun, 99 Jun 99999 18:01:58 GMT"}, 200),
        ({"if_none_match": '"0000"', "if_modified_since": "Sun, 17 Mar 2030 17:46:40 GMT"}, 200),
    ],
)
def test_who_has_a_file_is_not_sent_it_again(request_headers: dict[str, str], status: int) -> None:
    answer = delivery(**request_headers)  # type: ignore[arg-type]
    assert answer.status == status
    assert bool(answer.parts) == (status == 200)
    assert headers(answer)["etag"] == f'"{HASH}"'


@pytest.mark.parametrize(
    ("asked", "first", "length"),
    [
        ("bytes=0-4", 0, 5), ("bytes=99-99", 99, 1), ("bytes=90-", 90, 10), ("bytes=-10", 90, 10), ("bytes=50-1000", 50, 50),
    ],
)  # fmt: skip
def test_a_range_is_sent_alone(asked: str, first: int, length: int) -> None:
    answer = delivery(range=asked)
    assert (answer.status, answer.parts) == (206, ((first, length),))
    assert headers(answer)["content-range"] == f"bytes {first}-{first + length - 1}/100"
    assert headers(answer)["content-length"] == str(length)


@pytest.mark.parametrize(
    "asked", ["bytes=100-", "bytes=5-2", "bytes=-0", "bytes=-101", "bytes=-", "bytes=", "0-4", "items=0-1", "bytes=" + "0-99," * 40]
)
def test_a_range_that_makes_no_sense_is_ignored(asked: str) -> None:
    answer = delivery(range=asked)
    assert (answer.status, answer.parts) == (200, ((0, 100),))


def test_plain_text_has_no_ranges() -> None:
    answer = delivery("text/plain", range="bytes=0-4")
    assert (answer.status, headers(answer)["accept-ranges"]) == (200, "none")


def test_several_ranges_are_parts_of_one_answer() -> None:
    answer = delivery(range="bytes=0-9,20-29")
    assert answer.status == 206
    kind, _, boundary = headers(answer)["content-type"].partition("; boundary=")
    assert kind == "multipart/byteranges"
    texts = [part for part in answer.parts if isinstance(part, bytes)]
    assert [part for part in answer.parts if not isinstance(part, bytes)] == [(0, 10), (20, 10)]
    assert texts[1] == f"\r\n--{boundary}\r\nContent-Type: image/png\r\nContent-Range: bytes 20-29/100\r\n\r\n".encode()
    assert texts[-1] == f"\r\n--{boundary}--\r\n".encode()
    assert headers(answer)["content-length"] == str(20 + sum(map(len, texts)))
