"""The strictness report: each rule finds what it is about, and nothing is found in what a real site takes as it is meant."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx2
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.describe import BOOL, FLOAT, INT, TEXT, List, Struct, Value
from gateway.double.exchange import Exchange
from gateway.double.faults.kinds import PRESETS
from gateway.double.journal.entries import Entry, plain
from gateway.double.strictness.arguments import flaws, nearest
from gateway.double.strictness.findings import RULES
from gateway.double.strictness.request import of_request
from tests.unit.double.calling import ask, control
from tests.unit.double.conftest import TOKEN

IDS: dict[str, Any] = {"options[ids][]": ["1", "2"]}
REST = "/webservice/rest/server.php"
FORM = "application/x-www-form-urlencoded"
GOOD = {"wstoken": TOKEN, "wsfunction": "core_course_get_courses_by_field", "moodlewsrestformat": "json", "field": "id", "value": "1"}


async def found(browser: httpx2.AsyncClient) -> list[tuple[str, str]]:
    """The rules that have found something, with the paths."""
    report = (await browser.get("/_triglot/strict")).json()
    assert report["count"] == len(report["findings"])
    return [(each["rule"], each["path"]) for each in report["findings"]]


async def test_nothing_is_found_in_a_good_call(browser: httpx2.AsyncClient) -> None:
    await browser.post(REST, data=GOOD)
    await browser.get(f"{REST}?{urlencode(GOOD)}")
    await browser.post(REST, files={name: (None, value) for name, value in GOOD.items()})
    await browser.post(REST, data={**GOOD, "wstoken": "0" * 32, "value": "x" * 10_000})
    await browser.post("/login/token.php", data={"username": "ada", "password": "Secret.123", "service": "all"})
    await ask(browser, "core_user_get_users", **{"criteria[0][key]": "id", "criteria[0][value]": "2"})
    await browser.post(REST, data={"wstoken": TOKEN, "moodlewsrestformat": "json", "wsfunction": "core_course_get_courses", **IDS})
    await ask(browser, "core_course_get_courses", wstoken="0" * 32)
    assert await found(browser) == []


@pytest.mark.parametrize(
    ("fields", "rule", "path"),
    [
        ({"wsfunction": "core_course_get_course_by_field"}, "unknown-function", ""),
        ({"wsfunction": ""}, "unknown-function", ""),
        ({"wsfunction": "core_course_get_Courses_by_field"}, "function-case", ""),
        ({"_": "123"}, "unknown-parameter", "_"),
        ({"idempotencykey": "1"}, "unknown-parameter", "idempotencykey"),
        ({"field[a]": "id"}, "list-for-text", "field"),
        ({"value": "None"}, "null-word", "value"),
        ({"moodlewsrestformat": "JSON"}, "format-unknown", "moodlewsrestformat"),
        ({"wsfunction": "core_course_get_courses", "options": "[1]"}, "text-for-list", "options"),
        ({"wsfunction": "core_course_get_courses", "options[ids]": ""}, "empty-list", "options[ids]"),
        ({"wsfunction": "core_course_get_courses", "options[ids][0]": "1.0"}, "number-spelling", "options[ids][0]"),
        ({"wsfunction": "core_course_get_contents", "courseid": " 1"}, "number-spelling", "courseid"),
        ({"wsfunction": "core_course_get_contents"}, "missing-parameter", "courseid"),
        ({"wsfunction": "core_user_get_users", "criteria[][key]": "id", "criteria[][value]": "2"}, "appended-struct", "criteria"),
        ({"wsfunction": "core_course_get_courses", "options[ids][1]": "1", "options[ids][0]": "2"}, "list-order", "options[ids]"),
        ({"wsfunction": "core_enrol_get_users_courses", "userid": "2", "returnusercount": "true"}, "boolean-word", "returnusercount"),
        ({"field": "\x00id"}, "refused-value", ""),
    ],
)
async def test_a_flaw_of_a_call_is_found_at_its_path(browser: httpx2.AsyncClient, fields: dict[str, str], rule: str, path: str) -> None:
    sent = {
        **({} if "wsfunction" in fields and "by_field" not in fields["wsfunction"] else GOOD),
        "wstoken": TOKEN,
        "moodlewsrestformat": "json",
    }
    await browser.post(REST, data={**sent, **fields})
    assert (rule, path) in await found(browser)


async def test_a_name_that_is_sent_twice_is_found(browser: httpx2.AsyncClient) -> None:
    await browser.post(REST, content=f"{urlencode(GOOD)}&value=2", headers={"content-type": FORM})
    assert await found(browser) == [("repeated-name", "value")]


async def test_a_form_that_php_would_cut_off_is_found(browser: httpx2.AsyncClient) -> None:
    fields = "".join(f"&options[ids][{number}]=1" for number in range(1100))
    call = {**GOOD, "wsfunction": "core_course_get_courses"}
    del call["field"], call["value"]
    await browser.post(REST, content=urlencode(call) + fields, headers={"content-type": FORM})
    assert await found(browser) == [("too-many-fields", "")]


@pytest.mark.parametrize(
    ("method", "kind", "text"),
    [("POST", "application/json", "application/json"), ("POST", None, "Content-Type"), ("PUT", FORM, "PUT")],
)
async def test_a_body_that_is_not_read_is_found(browser: httpx2.AsyncClient, method: str, kind: str | None, text: str) -> None:
    address = f"{REST}?{urlencode(GOOD)}"
    await browser.request(method, address, content=b'{"field":"id"}', headers={"content-type": kind} if kind else {})
    report = (await browser.get("/_triglot/strict?severity=ignored")).json()
    assert [each["rule"] for each in report["findings"]] == ["body-ignored"]
    assert text in report["findings"][0]["text"]


async def test_secrets_in_addresses_and_writing_with_get_are_found(browser: httpx2.AsyncClient) -> None:
    query = {"wstoken": TOKEN, "moodlewsrestformat": "json"}
    await browser.post(f"{REST}?{urlencode(query)}", data={"wsfunction": "core_webservice_get_site_info"})
    assert await found(browser) == [("token-in-url", "wstoken")]
    await browser.delete("/_triglot/calls")
    await browser.get(f"/webservice/rest/simpleserver.php?{urlencode({**GOOD, 'wsusername': 'ada', 'wspassword': 'x', 'wstoken': ''})}")
    assert ("password-in-url", "wspassword") in await found(browser)
    await browser.delete("/_triglot/calls")
    await browser.get("/login/token.php?username=ada&password=x&service=all")
    assert await found(browser) == [("password-in-url", "password")]
    await browser.delete("/_triglot/calls")
    writing = {"wsfunction": "core_course_create_categories", "categories[0][name]": "New"}
    await browser.get(f"{REST}?{urlencode({**query, **writing})}")
    assert await found(browser) == [("get-writes", "")]


async def test_a_deprecated_function_is_found(browser: httpx2.AsyncClient) -> None:
    await ask(browser, "core_grades_get_enrolled_users_for_search_widget", courseid="1", actionbaseurl="http://127.0.0.1")
    assert await found(browser) == [("deprecated-function", "")]


async def test_headers_that_are_not_read_are_found(browser: httpx2.AsyncClient) -> None:
    await browser.post(REST, data=GOOD, headers={"authorization": f"Bearer {TOKEN}", "idempotency-key": "k"})
    assert await found(browser) == [("bearer-header", "Authorization"), ("repeat-key", "Idempotency-Key")]
    await browser.delete("/_triglot/calls")
    soap = _envelope("<core_course_get_courses_by_field><field>id</field><value>1</value></core_course_get_courses_by_field>")
    packed = {"content-encoding": "gzip", "content-type": "text/xml"}
    await browser.post(f"/webservice/soap/server.php?wstoken={TOKEN}", content=gzip.compress(soap.encode()), headers=packed)
    assert await found(browser) == [("compressed-body", "Content-Encoding")]


async def test_addresses_that_only_this_gateway_has_are_found(browser: httpx2.AsyncClient) -> None:
    await browser.post("/api/core_webservice_get_site_info", json={}, headers={"authorization": f"Bearer {TOKEN}"})
    await browser.get("/webservice/restful/server.php")
    await browser.get(f"/pluginfile.php/1/a/b/c?token={TOKEN}")
    assert [rule for rule, _ in await found(browser)] == ["not-of-the-contract", "unknown-address", "token-at-page"]
    report = (await browser.get("/_triglot/strict?since=1")).json()
    assert report["findings"][0]["text"].endswith("did you mean /webservice/rest/server.php?")


async def test_what_xmlrpc_and_soap_do_differently_here_is_found(browser: httpx2.AsyncClient) -> None:
    xmlrpc = f"/webservice/xmlrpc/server.php?wstoken={TOKEN}"
    await browser.post(xmlrpc, content=_method("core_course_get_contents", "<i8>1</i8>"))
    assert await found(browser) == [("xmlrpc", ""), ("xmlrpc-type", "")]
    await browser.delete("/_triglot/calls")
    await browser.post(xmlrpc, content=_method("core_course_get_contents", "<int>99999999999</int>"))
    await browser.post(xmlrpc, content=_method("system.listMethods", ""))
    assert [rule for rule, _ in await found(browser)] == ["xmlrpc", "xmlrpc-type", "xmlrpc", "xmlrpc-system"]
    await browser.delete("/_triglot/calls")
    soap = f"/webservice/soap/server.php?wstoken={TOKEN}"
    await browser.post(soap, content=_envelope("<core_course_get_courses_by_field/>"), headers={"content-type": "text/xml"})
    await browser.post(soap, content=_envelope("<core_course_get_courses_by_field><value>1</value></core_course_get_courses_by_field>"))
    await browser.post(soap, content=b"<nothing")
    assert await found(browser) == [("soap-without-arguments", ""), ("soap-left-out", "field"), ("unreadable", "")]


def _method(name: str, value: str) -> str:
    params = f"<params><param><value>{value}</value></param></params>" if value else "<params/>"
    return f'<?xml version="1.0"?><methodCall><methodName>{name}</methodName>{params}</methodCall>'


def _envelope(body: str) -> str:
    return f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{body}</e:Body></e:Envelope>'


async def test_the_report_is_chosen_by_severity_and_sums_up(browser: httpx2.AsyncClient) -> None:
    for _ in range(2):
        await browser.post(REST, data={**GOOD, "_": "1"})
    await browser.post(REST, data={**GOOD, "value": "null"})
    report = (await browser.get("/_triglot/strict?severity=refused")).json()
    assert report["count"] == 3
    assert report["rules"] == {
        "unknown-parameter": {"severity": "refused", "text": RULES["unknown-parameter"].text, "count": 2, "first": 1}
    }
    assert report["findings"][0] == {
        "rule": "unknown-parameter",
        "severity": "refused",
        "call": 1,
        "function": "core_course_get_courses_by_field",
        "path": "_",
        "text": "no parameter _; there are: field, value",
    }
    assert (await browser.get("/_triglot/strict?severity=awful")).json()["error"]["path"] == "severity"


async def test_a_fault_is_no_flaw_of_the_client(browser: httpx2.AsyncClient) -> None:
    await control(browser, "faults", {"fault": "invalid-parameter"})
    await browser.post(REST, data=GOOD)
    assert await found(browser) == []


SHAPE = Struct({
    "ids": List(Value(INT)),
    "on": Value(BOOL, default=False),
    "rate": Value(FLOAT, default=0.0),
    "people": List(Struct({"name": Value(TEXT), "mail": Value(TEXT, optional=True)}), default=[]),
})  # fmt: skip


@pytest.mark.parametrize(
    "arguments",
    [
        {"ids": {0: "5", 1: "-5"}},
        {"ids": [1, True, 2.0], "on": True, "rate": 1},
        {"ids": [], "on": "1", "rate": "1e3"},
        [[1], "0"],
        {"ids": {0: "0"}, "people": {0: {"name": "x"}, 1: {"name": "y", "mail": "z"}}},
        {"ids": {}, "rate": None},
    ],
)
def test_good_arguments_have_no_flaws(arguments: Any) -> None:
    assert flaws(SHAPE, arguments) == []


@pytest.mark.parametrize("word", ["true", "false", "True", "on", "yes", "", "01", "2"])
def test_words_are_no_booleans(word: str) -> None:
    assert [flaw.rule for flaw in flaws(SHAPE, {"ids": {}, "on": word})] == ["boolean-word"]


@pytest.mark.parametrize("number", ["", " 5", "5 ", "+5", "05", "5.0", "1e3", "five", "-0", "5\n"])
def test_numbers_are_spelled_as_php_spells_them(number: str) -> None:
    assert [flaw.path for flaw in flaws(SHAPE, {"ids": {0: number}})] == ["ids[0]"]


def test_a_null_in_the_place_of_a_list_is_told() -> None:
    assert [(flaw.rule, flaw.path) for flaw in flaws(SHAPE, {"ids": [1], "people": None})] == [("null-for-list", "people")]


def test_all_flaws_are_told_up_to_a_bound() -> None:
    many = {"ids": dict.fromkeys(range(500), "x")}
    assert len(flaws(SHAPE, many)) == 20
    found = flaws(SHAPE, {"people": {0: {"Name": "x", "email": "y"}}, "On": "1"})
    assert [(flaw.rule, flaw.path) for flaw in found] == [
        ("unknown-parameter", "On"),
        ("missing-parameter", "ids"),
        ("unknown-parameter", "people[0][Name]"),
        ("unknown-parameter", "people[0][email]"),
    ]
    assert "did you mean on?" in found[0].text
    assert "did you mean name?" in found[2].text
    assert "did you mean mail?" in found[3].text


_TEXTS = st.text(st.characters(), max_size=5)
_NAMES = _TEXTS | st.integers(0, 9) | st.sampled_from(["ids", "people"])
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _TEXTS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(_TEXTS | st.integers(0, 9) | st.sampled_from(["ids", "people"]), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(_VALUES)
def test_whatever_was_sent_has_flaws_that_can_be_told(arguments: Any) -> None:
    for flaw in flaws(SHAPE, arguments, nulls=True):
        assert flaw.rule in RULES
        assert "\n" not in flaw.text
        orjson.dumps(plain([flaw.path, flaw.text]))


@given(
    st.binary(max_size=200),
    st.binary(max_size=200),
    st.sampled_from(["GET", "POST"]),
    st.sampled_from([FORM, "multipart/form-data; boundary=x", ""]),
)
def test_whatever_is_requested_can_be_judged(query: bytes, body: bytes, method: str, kind: str) -> None:
    for path in (REST, "/webservice/xmlrpc/server.php", "/login/token.php", "/pluginfile.php/1", "/nothing"):
        headers = [(b"content-type", kind.encode())]
        exchange = Exchange({"type": "http", "path": path, "method": method, "query_string": query, "headers": headers})
        exchange.body, exchange.length, exchange.whole, exchange.status = bytearray(body), len(body), True, 404
        exchange.entries = [Entry(number=1, time=0.0, kind="request")]
        assert all(flaw.rule in RULES for flaw in of_request(exchange, writes=True))


def test_the_only_missing_name_is_meant_where_none_is_near() -> None:
    assert nearest("name", ["key", "value"], missing=["key"]) == "key"
    assert nearest("name", ["key", "value"], missing=["key", "value"]) == ""


def test_the_page_of_the_documentation_has_every_rule_and_preset() -> None:
    page = Path("docs/faults.md").read_text()
    for name, rule in RULES.items():
        assert f"| `{name}` | {rule.severity.value} | {rule.text} |" in page
    for name in PRESETS:
        assert f"`{name}`" in page
