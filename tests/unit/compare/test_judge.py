"""Asking by several protocols, judging what came, and showing it: without a network."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import quote, quote_plus

import pytest

from gateway.compare.exchange import Asked, Server, ask, clients, secrets_of
from gateway.compare.judge import Comparison, Target, compare
from gateway.compare.report import as_data, as_page, as_text
from gateway.describe import INT, RAW, List, Struct, Value
from gateway.errors import DecodeError, EncodeError
from gateway.wire.call import Credential, FunctionInfo, Password, Session, Token
from gateway.wire.exchange import Client, Fault, HttpRequest, HttpResponse
from protocols.rest import Rest
from tests.unit.rest.strategies import function

RETURNS = Struct({"id": Value(INT), "text": Value(RAW, optional=True)})
ECHO = function(RETURNS, Struct({"a": Value(RAW)}))
ASKED = Asked(function=ECHO, arguments={"a": "<ż>"})
SECRET = "a secret+token"


class Telling:
    """A client that reads JSON, and takes tokens alone unless told otherwise."""

    def __init__(self, takes: type[Credential] | None = Token) -> None:
        self._takes = takes

    def request(self, function: FunctionInfo, arguments: dict[str, object], credential: Credential | None) -> HttpRequest:
        if self._takes is not None and not isinstance(credential, self._takes):
            raise EncodeError("That is no credential of mine.")
        value = credential.value if isinstance(credential, Token) else ""
        return HttpRequest("POST", f"/x?token={quote_plus(value)}", {"x-token": value}, f"token={quote(value)}".encode())

    def read(self, response: HttpResponse, function: FunctionInfo) -> object:
        try:
            value = json.loads(response.body)
        except ValueError:
            raise DecodeError("That is not JSON.") from None
        return Fault(value["code"], "No.") if isinstance(value, dict) and "code" in value else value


def answering(*bodies: object, status: int = 200, kind: str = "application/json") -> Callable[[HttpRequest], HttpResponse]:
    """What answers with these bodies in turn."""
    left = list(bodies)

    def send(_request: HttpRequest) -> HttpResponse:
        body = left.pop(0)
        if isinstance(body, Exception):
            raise body
        return HttpResponse(status, {"content-type": kind}, body if isinstance(body, bytes) else json.dumps(body).encode())

    return send


def compared(*bodies: object, **more: Any) -> Comparison:
    """The comparison of one call by as many protocols as there are answers."""
    spoken: dict[str, Client] = {f"p{number}": Telling() for number in range(len(bodies))}
    target = Target(address="http://one", send=answering(*bodies), credentials=[Token(SECRET)])
    return compare(spoken, [target], ASKED, **more)


def test_the_same_values_agree() -> None:
    comparison = compared({"id": 1, "text": None}, {"id": 1})
    assert (comparison.agree, comparison.compared) == (True, 2)


def test_other_values_differ_from_the_first() -> None:
    comparison = compared({"id": 1}, {"id": 2}, {"id": 1})
    assert [verdict.agrees for verdict in comparison.verdicts] == [True, False, True]
    assert not comparison.agree
    assert compared({"id": 1}, {"id": 2}, ignore=("id",)).agree


@pytest.mark.parametrize(
    ("answers", "agree"),
    [
        (({"code": "a"}, {"code": "a"}), True),
        (({"code": "a"}, {"code": "b"}), False),
        (({"code": "a"}, {"code": None}), True),
        (({"code": "a"}, {"id": 1}), False),
        (({"id": 1}, {"code": None}), False),
    ],
)
def test_refusals_are_the_same_by_their_codes(answers: tuple[object, ...], agree: bool) -> None:
    assert compared(*answers).agree is agree


@pytest.mark.parametrize("trouble", [b"this is not JSON", OSError("refused"), TimeoutError()])
def test_an_answer_that_cannot_be_read_agrees_with_nothing(trouble: object) -> None:
    comparison = compared(trouble, {"id": 1}, {"id": 1})
    assert [verdict.agrees for verdict in comparison.verdicts] == [False, True, True]
    assert comparison.verdicts[0].exchange.trouble


def test_what_cannot_carry_the_call_or_is_switched_off_is_left_out() -> None:
    spoken: dict[str, Client] = {"pages": Telling(Session), "one": Telling(), "other": Telling()}
    comparison = compare(spoken, [Target(address="http://one", send=answering({"id": 1}, {"id": 1}), credentials=[Token("t")])], ASKED)
    assert [verdict.exchange.left_out is None for verdict in comparison.verdicts] == [False, True, True]
    assert comparison.agree
    for status, kind in ((403, ""), (200, "text/html")):
        off = ask("one", Telling(), ASKED, [Token("t")], server="http://one", send=answering(b"", status=status, kind=kind))
        assert off.left_out == f"The protocol is switched off (status {status})."


def test_fewer_than_two_answers_are_no_comparison() -> None:
    assert not compared({"id": 1}).agree
    assert not compared().agree
    assert "There is nothing to compare." in "".join(as_text(compared({"id": 1}), {}))


def test_two_servers_agree_though_their_addresses_differ() -> None:
    told = [
        Target(address=base, send=answering({"id": 1, "text": f"{base}/a"}), credentials=[Token("t")]) for base in ("http://a", "http://b")
    ]
    assert compare({"one": Telling()}, told, ASKED).agree


def test_each_protocol_takes_the_first_credential_that_it_can() -> None:
    credentials = [Token("t"), Password("u", "p"), None]
    assert ask("x", Telling(Password), ASKED, credentials, server="", send=answering({"id": 1})).returned
    assert ask("x", Telling(None), ASKED, [], server="", send=answering()).left_out == "There is no credential to call with."


def test_a_protocol_may_have_several_client_halves() -> None:
    assert list(clients([Rest()])) == ["rest", "rest-xml"]
    request = clients([Rest()])["rest-xml"].request(ECHO, {"a": "b"}, Token("t"))
    assert b"moodlewsrestformat=xml" in request.body


def reports(comparison: Comparison, secrets: dict[str, str]) -> list[str]:
    return [
        "\n".join(as_text(comparison, secrets, raw=True)),
        json.dumps(as_data([comparison], secrets)),
        as_page([comparison], secrets),
    ]


def test_reports_tell_everything_but_credentials() -> None:
    comparison = compared({"id": 1, "text": f"<b>{SECRET}</b>"}, {"id": 2})
    for report in reports(comparison, dict(secrets_of([Token(SECRET)]))):
        assert "[token]" in report
        for written in (SECRET, quote_plus(SECRET), quote(SECRET)):
            assert written not in report
    data = as_data([comparison], {})
    assert (data["agree"], data["calls"][0]["agree"]) == (False, False)
    assert data["calls"][0]["exchanges"][1]["differences"] == [
        {"path": "id", "first": 1, "here": 2},
        {"path": "text", "first": f"<b>{SECRET}</b>", "here": "(absent)"},
    ]


def test_nothing_that_was_sent_or_answered_becomes_part_of_a_page_or_moves_a_cursor() -> None:
    asked = Asked(function=ECHO, arguments={"a": "<script>"})
    hostile = {"id": 1, "text": "</pre><script>\x1b[2J"}
    send = answering(hostile, {"code": "<script>\x1b"}, b"<script>\x1b")
    target = Target(address="http://one", send=send, credentials=[Token("t")])
    text, _data, page = reports(compare({"a": Telling(), "b": Telling(), "c": Telling()}, [target], asked), {})
    assert "<script>" not in page
    assert "\x1b" not in text


def test_secrets_are_named_by_their_kind() -> None:
    assert secrets_of([Token("t"), Password("u", "p"), Session("s", "k"), Session("z", None), None]) == {
        "t": "[token]", "p": "[password]", "s": "[session]", "k": "[sesskey]", "z": "[session]",
    }  # fmt: skip


@pytest.mark.parametrize("address", ["", "ftp://host", "host:80", "http://", "http:///path"])
def test_a_server_has_an_address_of_http(address: str) -> None:
    with pytest.raises(ValueError, match="is no address"):
        Server(address)


def test_lists_are_shown_as_they_are() -> None:
    listed = Asked(function=function(List(Value(INT))), arguments={})
    exchange = ask("a", Telling(), listed, [Token("t")], server="http://one", send=answering([1, 2]))
    assert exchange.value == [1, 2]
