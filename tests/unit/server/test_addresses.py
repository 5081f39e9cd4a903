"""Addresses that are spelled in another way than the routes: what answers at them, and what no answer repeats."""

from __future__ import annotations

import re
from typing import Any

import pytest
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from gateway.server.addresses import Spellings, encoded_target
from gateway.server.app import application
from gateway.server.host import Gateway
from gateway.web import files, mobile, numbers
from tests.unit.app_fixtures import set_config, token

REST = "/webservice/rest/server.php"


_OF_THE_MOMENT = (b"last-modified", b"set-cookie", b"x-request-id")


async def ask(gateway: Gateway, path: str, query: str = "", method: str = "GET") -> tuple[int, dict[str, str], str]:
    """The status, the headers and the body of an answer; the path goes to the application as it is."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "headers": [(b"host", b"evil.example")],
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "root_path": "",
    }
    await application(gateway)(scope, receive, send)
    headers = {name.decode(): value.decode() for name, value in sent[0]["headers"] if name not in _OF_THE_MOMENT}
    body = b"".join(message.get("body", b"") for message in sent[1:]).decode()
    return sent[0]["status"], headers, re.sub('name="logintoken" value="[0-9a-f]*"', "", body)  # no two are alike


def addresses(gateway: Gateway) -> list[str]:
    """All fixed addresses of the gateway."""
    return [*application(gateway)._direct, mobile.LAUNCH, mobile.AUTOLOGIN]  # type: ignore[attr-defined]


async def test_every_address_is_answered_in_any_spelling(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest,soap,xmlrpc,jsonrpc")
    known = addresses(gateway)
    assert REST in known
    assert len(known) > 10
    of_files = {getattr(route, "path", "") for route in files.routes(gateway)}
    for path in sorted(set(known) - {numbers.ADDRESS}):  # which differ from one moment to the next
        answer = await ask(gateway, path)
        others = [f"/{path}", path.replace("/", "///"), f"/.{path}", f"/x/..{path}"]
        if path not in of_files:  # to these, what follows the script is the file
            others += [f"{path}/", f"{path}/."]
        if path.endswith(".php") and path not in of_files:
            others += [f"{path}/x", f"{path}/a.php/b//c", f"{path}//"]
        for other in others:
            assert await ask(gateway, other) == answer, other


async def test_no_answer_repeats_the_host_that_a_client_named_or_a_credential(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="rest,soap,xmlrpc,jsonrpc")
    for path in addresses(gateway):
        for other in (path, f"{path}/", f"/{path}", f"{path}/x", path.removesuffix(".php"), f"{path}x/"):
            for method in ("GET", "POST", "OPTIONS"):
                status, headers, body = await ask(gateway, other, "wstoken=0secret0&token=0secret0&wsdl=1", method)
                assert status not in (301, 302, 307, 308), other
                assert "evil.example" not in f"{headers}{body}", other
                assert "0secret0" not in f"{headers}{body}", other


async def test_a_call_to_an_address_in_another_spelling_is_answered(gateway: Gateway) -> None:
    query = f"moodlewsrestformat=json&wstoken={token('admin')}&wsfunction=local_trial_plain"
    for path in (REST, f"/{REST}", f"{REST}/", "/webservice//rest/./server.php/info"):
        assert await ask(gateway, path, query) == await ask(gateway, REST, query)
    assert (await ask(gateway, f"{REST}/", query))[2] == '"plain"'


async def nothing(scope: Scope, receive: Receive, send: Send) -> None: ...


def respelled(path: str, *routes: str) -> tuple[str, bytes]:
    scope = Spellings([Route(route, nothing) for route in routes]).respelled({"type": "http", "path": path})
    return scope["path"], scope["raw_path"]


def test_what_follows_a_script_is_kept_for_the_script_that_reads_it() -> None:
    assert respelled("//a.php/x y/z", "/a.php") == ("/a.php", b"/a.php/x%20y/z")
    assert respelled("//a.php/x//y", "/a.php", "/a.php/{path:path}") == ("/a.php/x/y", b"/a.php/x/y")
    assert respelled("//unknown.php/x", "/a.php") == ("/unknown.php/x", b"/unknown.php/x")


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("GET /a?b=é HTTP/1.1\r\nX: é\r\n", b"GET /a?b=%C3%A9 HTTP/1.1\r\nX: \xc3\xa9\r\n"),
        ("GET /a?b=é", b"GET /a?b=%C3%A9"),
        ("é HTTP/1.1\r\n", b"%C3%A9 HTTP/1.1\r\n"),
        ("X: é\r\n\r\n", "X: é\r\n\r\n".encode()),
    ],
)
def test_bytes_beyond_ascii_are_encoded_in_the_request_line_alone(sent: str, read: bytes) -> None:
    assert encoded_target(sent.encode()) == read
