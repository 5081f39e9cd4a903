"""Secrets and moments in recorded exchanges, and in arguments that are compared with them."""

from __future__ import annotations

import io
import json

import pytest

from gateway.compare.recording import Recording
from gateway.compare.scrubbing import MOMENT, SECRET, Scrubber, scrubbed
from gateway.wire.exchange import HttpRequest, HttpResponse

REST = "/webservice/rest/server.php"


def test_arguments_are_compared_without_secrets_and_moments() -> None:
    given = {
        "users": [{"username": "ann", "password": "Secret.1", "timecreated": 1_750_000_000}],
        "token": "",
        "since": "1750000000",
        "timelimit": 60,
        "tokens": ["a", "b"],
        "todo": 1_750_000_000,
    }
    assert scrubbed(given) == {
        "users": [{"username": "ann", "password": SECRET, "timecreated": MOMENT}],
        "token": "",
        "since": MOMENT,
        "timelimit": 60,
        "tokens": [SECRET, SECRET],
        "todo": 1_750_000_000,
    }


def sent(request: HttpRequest, answer: bytes = b"{}") -> str:
    asked, answered = Scrubber().exchange(request, HttpResponse(200, {}, answer))
    return f"{asked.method} {asked.path} {asked.headers} {asked.body.decode()} {answered.body.decode()}"


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (HttpRequest("GET", f"{REST}?wstoken=geheim%2F1&wsfunction=f", {}, b""), b"{}"),
        (HttpRequest("POST", REST, {}, b"wstoken=geheim%2F1&users%5B0%5D%5Bpassword%5D=geheim%2F1"), b"{}"),
        (HttpRequest("POST", "/api/f", {"authorization": "Bearer geheim/1"}, b'{"a": "geheim/1"}'), b"{}"),
        (HttpRequest("POST", "/lib/ajax/service.php", {"Cookie": "MoodleSession=geheim/1; lang=en"}, b"[]"), b"[]"),
        (HttpRequest("POST", "/login/token.php", {}, b"username=ann"), b'{"token": "geheim\\/1", "privatetoken": null}'),
        (HttpRequest("POST", "/webservice/soap/server.php", {}, b"<x:password type='s'>geheim/1</x:password>"), b""),
        (HttpRequest("POST", "/api/f", {}, b'{"users": [{"password": "geheim/1"}]}'), b'{"said": "geheim/1"}'),
    ],
    ids=["query", "form", "bearer", "cookie", "answer", "xml", "json"],
)
def test_no_secret_stays_in_an_exchange(request_: HttpRequest, answer: bytes) -> None:
    assert "geheim" not in sent(request_, answer)
    assert "scrubbed1" in sent(request_, answer)


def test_whoever_has_another_secret_has_another_name_and_keeps_it() -> None:
    scrubber = Scrubber()
    paths = [
        scrubber.exchange(HttpRequest("GET", f"{REST}?wstoken={token}", {}, b""), HttpResponse(200, {}, b""))[0].path
        for token in ("anns-token", "bens-token", "anns-token")
    ]
    assert paths[0] == paths[2] != paths[1]


def test_what_is_no_secret_stays_as_it_is() -> None:
    body = "a=\udcff&wstoken=abc".encode("utf-8", "surrogateescape")  # and a secret too short to be looked for anywhere
    request = HttpRequest("POST", f"{REST}?tokens=geheim", {"user-agent": "x"}, body)
    response = HttpResponse(200, {}, b"\xff{not json")
    assert Scrubber().exchange(request, response) == (request, response)


def test_a_recording_can_be_scrubbed() -> None:
    output = io.BytesIO()
    recording = Recording(output, address="http://a.example", scrub=True)
    recording.add("f", HttpRequest("GET", f"{REST}?wstoken=geheim", {}, b""), HttpResponse(200, {}, b'{"token": "geheim"}'))
    line = output.getvalue().decode()
    assert "geheim" not in line
    assert json.loads(line)["req"]["query"] == "wstoken=scrubbed1"
