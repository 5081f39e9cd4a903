"""Playing cases against a server that is a function here."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
import pytest

from gateway.compare.conformance import cases
from gateway.compare.conformance.campaign import Campaign, NotConforming, Offer, asked, offer
from gateway.compare.conformance.cases import Case, Expected, Sent, Step
from gateway.compare.conformance.player import Player, Setter, Unanswered
from gateway.compare.conformance.verdict import Kind, Report, Verdict
from gateway.wire.exchange import HttpResponse

Answering = Callable[[Sent, str], HttpResponse]
HEADERS = {"content-type": "application/json; charset=utf-8"}
EVERYTHING = Offer("4.5", frozenset({"core_a", "core_b"}))


class Played(Player):
    """A player whose server is a function of the request and of what is sent as its body."""

    def __init__(self, answering: Answering, given: Mapping[str, object] | None = None, setter: Setter | None = None) -> None:
        super().__init__("http://server.example", given=given, setter=setter)
        self._answering = answering

    def send(self, sent: Sent, given: Mapping[str, object] = {}) -> HttpResponse:
        return self._answering(sent, self._request(sent, given).body.decode())


def saying(value: Any, **more: Any) -> HttpResponse:
    return HttpResponse(200, HEADERS, json.dumps(value).encode(), **more)


def step(body: str, want: Any, capture: dict[str, str] | None = None, captured: dict[str, str | int] | None = None) -> Step:
    sent = Sent(method="POST", path="/webservice/rest/server.php", body=body)
    res = Expected(status=200, headers=HEADERS, text=json.dumps(want))
    return Step(req=sent, res=res, capture=capture or {}, captured=captured or {})


def case(name: str, *steps: Step) -> Case:
    return Case(id=name, steps=steps, flow=len(steps) > 1)


def verdicts(answering: Answering, *played: Case, only: str | None = None, known: Mapping[str, str] = {}) -> list[Verdict]:
    player = Played(answering, given={"run": "k1", "token": "t"})
    return [*Campaign(player, EVERYTHING, only=re.compile(only) if only else None, known=known).story(played)]


def test_an_equal_answer_is_equal_and_another_is_different() -> None:
    found = verdicts(
        lambda _sent, body: saying({"a": int("core_a" in body)}),
        case("x/1", step("wsfunction=core_a", {"a": 1})),
        case("x/2", step("wsfunction=core_b", {"a": 1})),
    )
    assert [(verdict.kind, verdict.details) for verdict in found] == [(Kind.EQUAL, ()), (Kind.DIFFERENT, ("$.a: want 1, got 0",))]


def test_a_function_that_the_server_does_not_offer_is_missing() -> None:
    (found,) = verdicts(lambda _sent, _body: saying({"errorcode": "x"}), case("x/1", step("wsfunction=core_new", {"a": 1})))
    assert (found.kind, found.details[0]) == (Kind.MISSING, "the server does not offer core_new")


def test_what_one_case_makes_is_there_for_later_ones_and_what_needs_what_was_not_made_is_missing() -> None:
    bodies = []

    def answering(_sent: Sent, body: str) -> HttpResponse:
        bodies.append(body)
        return saying([{"id": 41, "name": "k1 x"}]) if "core_a" in body else saying({"of": 41})

    found = verdicts(
        answering,
        case("setup/1", step("wsfunction=core_a", [{"id": 7_001_001, "name": "{{run}} x"}], {"made": "0.id"}, {"made": 7_001_001})),
        case("x/1", step("wsfunction=core_b&id={{made}}", {"of": 7_001_001})),
        case("x/2", step("wsfunction=core_b&id={{other}}", {"of": 1})),
    )
    assert bodies == ["wsfunction=core_a", "wsfunction=core_b&id=41"]
    assert [verdict.kind for verdict in found] == [Kind.EQUAL, Kind.EQUAL, Kind.MISSING]
    assert found[2].details == ("it needs 'other', which an earlier case did not make",)


def test_what_a_double_makes_up_is_missing_even_if_it_is_equal() -> None:
    made_up = HttpResponse(200, {**HEADERS, "x-triglot-answer": "description"}, b"1")
    (found,) = verdicts(lambda _sent, _body: made_up, case("x/1", step("wsfunction=core_a", 1)))
    assert (found.kind, found.details) == (Kind.MISSING, ("nothing is built in here: the answer is made up (description)",))


def test_what_was_not_answered_differs() -> None:
    def answering(_sent: Sent, _body: str) -> HttpResponse:
        raise Unanswered("no answer: timed out")

    (found,) = verdicts(answering, case("x/1", step("wsfunction=core_a", 1)))
    assert (found.kind, found.details) == (Kind.DIFFERENT, ("no answer: timed out",))


def test_a_server_that_answers_no_more_ends_the_run_and_one_that_is_silent_now_and_then_does_not() -> None:
    played = [case(f"x/{number}", step("wsfunction=core_a", 1)) for number in range(20)]
    asked_for: list[int] = []

    def answering(silent: int) -> Answering:
        def answer(_sent: Sent, _body: str) -> HttpResponse:
            asked_for.append(1)
            if len(asked_for) % silent:
                raise Unanswered("no answer: timed out")
            return saying(1)

        return answer

    assert len(verdicts(answering(4), *played)) == 20
    with pytest.raises(NotConforming, match=r"server\.example does not answer any more: no answer: timed out"):
        verdicts(answering(7), *played)


def test_a_story_that_is_broken_off_deletes_what_it_has_made() -> None:
    bodies: list[str] = []

    def answering(_sent: Sent, body: str) -> HttpResponse:
        bodies.append(body)
        if body == "stop":
            raise KeyboardInterrupt
        return saying([{"id": 41}])

    played = (
        case("setup/1", step("make", [{"id": 7_001_001}], {"made": "0.id"}, {"made": 7_001_001})),
        case("x/1", step("stop", 1)),
        case("cleanup/1", step("delete={{other}}", 1)),
        case("cleanup/2", step("delete={{made}}", 1)),
    )
    with pytest.raises(KeyboardInterrupt):
        verdicts(answering, *played)
    assert bodies == ["make", "stop", "delete=41"]


def test_a_step_that_gives_nothing_to_keep_ends_its_case() -> None:
    needy = case("x/1", step("wsfunction=core_a", {}, {"made": "0.id"}, {"made": 1}), step("wsfunction=core_b", {}))
    (found,) = verdicts(lambda _sent, _body: saying({}), needy)
    assert found.details == ("step 0: nothing to capture in '{}'; the rest was not run",)


def test_of_a_story_what_others_rely_on_is_played_whatever_was_chosen() -> None:
    played = [case(name, step("wsfunction=core_a", 1)) for name in ("setup/1", "x/1", "y/1", "cleanup/1")]
    assert [verdict.case for verdict in verdicts(lambda _sent, _body: saying(1), *played, only="^y")] == ["setup/1", "y/1", "cleanup/1"]


def test_a_known_difference_is_expected_and_an_equal_one_is_to_be_struck_off() -> None:
    known = {"x/1": "ours", "y/*": "ours, too", "z/*": "not looked at"}
    found = verdicts(
        lambda _sent, body: saying(int("core_a" in body)),
        case("x/1", step("wsfunction=core_b", 1)),
        case("y/1", step("wsfunction=core_a", 1)),
        known=known,
    )
    report = Report(server="s", title="t", release="r", verdicts=found, listed=[*known])
    assert report.unexpected == []
    assert report.struck == ["y/*"]
    assert not report.right


def test_nothing_played_is_not_right() -> None:
    assert not Report(server="s", title="t", release="r", verdicts=[]).right


@pytest.mark.parametrize(
    ("query", "body"),
    [
        ("wsfunction=core_a&wstoken=x", None),
        ("", "wstoken=x&wsfunction=core_a"),
        ("", "<methodCall><methodName>core_a</methodName></methodCall>"),
        ("", '<SOAP-ENV:Envelope><SOAP-ENV:Body><ns1:core_a xmlns:ns1="x"/></SOAP-ENV:Body></SOAP-ENV:Envelope>'),
        ("", '[{"index": 0, "methodname": "core_a", "args": {}}]'),
    ],
)
def test_the_function_is_read_from_requests_of_every_protocol(query: str, body: str | None) -> None:
    sent = Sent(method="POST", path="/x", query=query, body=body)
    assert asked(Case(id="x", steps=(Step(req=sent, res=Expected(status=200)),))) == {"core_a"}


def test_a_server_says_its_release_its_functions_and_which_protocols_are_off() -> None:
    def answering(sent: Sent, _body: str) -> HttpResponse:
        if "xmlrpc" in sent.path:
            return HttpResponse(403, {"content-type": "text/html"}, b"")
        return saying({"release": "4.5.6", "functions": [{"name": "core_a"}]})

    assert offer(Played(answering), "t") == Offer("4.5.6", frozenset({"core_a"}), ("/webservice/xmlrpc/",))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (HttpResponse(404, {}, b"<html>"), "answers with status 404, and not in JSON"),
        (saying({"errorcode": "invalidtoken"}), "refuses core_webservice_get_site_info with this token: invalidtoken"),
        (saying({"release": "4"}), "without release or functions"),
        (saying([1]), "without release or functions"),
    ],
)
def test_what_is_no_server_of_the_contract_is_told_so(answer: HttpResponse, said: str) -> None:
    with pytest.raises(NotConforming, match=said):
        offer(Played(lambda _sent, _body: answer), "t")


def test_suites_that_write_are_left_out_without_what_reloads_the_state_and_cases_with_settings_without_what_sets_them() -> None:
    answers = Played(lambda _sent, _body: saying(1))
    left_out = [*Campaign(answers, EVERYTHING).suite("college_settings")]
    assert {verdict.kind for verdict in left_out} == {Kind.LEFT_OUT}
    assert {verdict.details for verdict in left_out} == {("it writes, and needs the state freshly loaded: give a command with --reload",)}
    reloaded = []
    without = [*Campaign(answers, EVERYTHING, reload=lambda: reloaded.append(1)).suite("college_settings")]
    assert {verdict.details for verdict in without} == {("it needs other site settings: give a command with --setter",)}
    assert not reloaded  # for nothing


def test_the_state_is_loaded_before_each_suite_that_writes_and_once_after_them() -> None:
    loaded: list[int] = []
    campaign = Campaign(
        Played(lambda _sent, _body: saying(1)),
        EVERYTHING,
        reload=lambda: loaded.append(1),
        only=re.compile("^(flow/auth-expired|login/get)"),
    )
    counts = []
    for suite in ("login", "flows", "flows", "login", "login"):
        assert [*campaign.suite(suite)]
        counts.append(len(loaded))
    assert counts == [0, 1, 2, 3, 3]


def test_a_case_with_settings_sets_them_and_puts_them_back() -> None:
    set_: list[tuple[str, str | None]] = []
    with Played(lambda _sent, _body: saying(1), setter=lambda name, value: set_.append((name, value))) as player:
        assert player.play(msgspec.structs.replace(case("x", step("a", 1)), config={"forcelogin": 1})) == []
    assert set_ == [("forcelogin", "1"), ("forcelogin", None)]


def test_every_state_has_a_token_for_everything() -> None:
    assert all(cases.token_for_everything(state) in cases.tokens() for state in cases.STATES)
