"""Faults, by way of a real server: every kind is an error to every client, and a hang to none; what was asked for is what happens."""

from __future__ import annotations

import http.client
import json
import socket
import time
import xmlrpc.client
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from xml.parsers.expat import ExpatError

import httpx2
import pytest
from click.testing import CliRunner

from gateway.access.sessions import sesskey
from gateway.cli.main import main
from gateway.compare.exchange import Asked, Exchange, ask, clients
from gateway.double.client import ControlError, Double
from gateway.double.faults.kinds import PRESETS, ErrorCode, WireFault
from gateway.registry.component import discover
from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.wire.call import Session, Token
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.served_world import OTHER, SID, TOKEN, ServedWorld, served_world

FUNCTION = "core_course_get_courses"
CLIENTS = clients(protocols())
# What only delays an answer, or says something else of it than a client need to look at.
HARMLESS = ("delay", "slow-body", "wrong-content-type")
# What concerns no call of a function.
ELSEWHERE = ("stale-file",)
# Pages have sessions, and no tokens that could be gone.
WITHOUT_TOKEN = [("ajax", "expired-token"), ("ajax", "revoked-token")]
LOUD = [name for name in PRESETS if name not in (*HARMLESS, *ELSEWHERE)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServedWorld]:
    with served_world(tmp_path_factory.mktemp("double"), Registry(discover())) as found:
        yield found


def called(served: ServedWorld, name: str, *, seconds: float = 5.0) -> Exchange:
    """One call by the client half of a protocol, with a time-out."""

    def send(request: HttpRequest) -> HttpResponse:
        connection = http.client.HTTPConnection(served.host, served.port, timeout=seconds)
        try:
            connection.request(request.method, request.path, request.body or None, request.headers)
            answer = connection.getresponse()
            headers = {key.lower(): value for key, value in answer.getheaders()}
            return HttpResponse(answer.status, headers, answer.read())
        finally:
            connection.close()

    function = served.world.host.look_up(FUNCTION)
    assert function is not None
    asked = Asked(function=function, arguments={"options": {"ids": [1]}})
    return ask(name, CLIENTS[name], asked, [Token(TOKEN), Session(SID, sesskey(SID))], server=served.address, send=send)


@pytest.mark.parametrize("name", list(CLIENTS))
def test_a_world_without_faults_answers(served: ServedWorld, name: str) -> None:
    served.faults()
    found = called(served, name)
    assert found.returned, (found.trouble, found.fault, found.left_out)


@pytest.mark.parametrize(("name", "preset"), [(name, preset) for name in CLIENTS for preset in LOUD if (name, preset) not in WITHOUT_TOKEN])
def test_every_fault_is_an_error_to_every_client(served: ServedWorld, name: str, preset: str) -> None:
    served.faults({"fault": preset})
    found = called(served, name)
    assert not found.returned
    # An empty page is how a switched-off protocol looks as well.
    assert found.fault is not None or found.trouble is not None or preset == "blank-page"
    assert {entry.faults for entry in served.world.journal} == {("rule-1",)}


@pytest.mark.parametrize("name", list(CLIENTS))
def test_a_fault_is_over_after_the_times_it_was_asked_for(served: ServedWorld, name: str) -> None:
    served.faults({"fault": "unavailable", "function": FUNCTION, "times": 1})
    assert not called(served, name).returned
    assert called(served, name).returned


@pytest.mark.parametrize("code", [fault.code for fault in PRESETS.values() if isinstance(fault, ErrorCode)])
@pytest.mark.parametrize("name", [name for name in CLIENTS if name not in ("mcp", "soap")])
def test_an_error_code_arrives_in_the_words_of_the_protocol(served: ServedWorld, name: str, code: str) -> None:
    served.faults({"fault": {"kind": "error", "code": code, "message": "Made to fail."}})
    found = called(served, name)
    assert found.fault is not None
    assert found.fault.errorcode == code
    assert "Made to fail." in found.fault.message


@pytest.mark.parametrize("name", list(CLIENTS))
def test_a_delayed_answer_is_an_error_to_a_client_that_does_not_wait(served: ServedWorld, name: str) -> None:
    served.faults({"fault": {"kind": "delay", "seconds": 30}})
    began = time.monotonic()
    assert "timed out" in str(called(served, name, seconds=0.1).trouble)
    assert time.monotonic() - began < 10


def test_a_delay_lasts_as_long_as_it_should(served: ServedWorld) -> None:
    served.faults({"fault": {"kind": "delay", "seconds": 0.2, "jitter": 0.1}})
    began = time.monotonic()
    assert served.rest()[0] == 200
    assert time.monotonic() - began >= 0.2


def test_a_slow_body_comes_in_pieces_and_whole(served: ServedWorld) -> None:
    served.faults()
    whole = served.rest()[2]
    served.faults({"fault": {"kind": "slow", "rate": 2 * len(whole)}})
    began = time.monotonic()
    assert served.rest()[2] == whole
    assert time.monotonic() - began > 0.1


def test_a_connection_is_closed_before_the_answer_or_reset(served: ServedWorld) -> None:
    served.faults({"fault": "cut-before-answer"})
    with pytest.raises(http.client.RemoteDisconnected):
        served.rest()
    served.faults({"fault": "connection-reset"})
    with pytest.raises(ConnectionResetError):
        served.rest()


def test_a_cut_connection_leaves_the_server_silent_and_well(served: ServedWorld, caplog: pytest.LogCaptureFixture) -> None:
    served.faults(
        {"fault": "cut-in-body", "times": 1}, {"fault": "truncated-chunks", "calls": 2}, {"fault": "cut-before-answer", "calls": 3}
    )
    for _ in range(3):
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            served.rest()
    assert served.rest()[0] == 200
    assert not [record for record in caplog.records if record.name.startswith("uvicorn")]


def test_a_truncated_body_is_shorter_than_it_says(served: ServedWorld) -> None:
    served.faults()
    length = len(served.rest()[2])
    served.faults({"fault": {"kind": "truncated", "keep": 0.25}})
    with pytest.raises(http.client.IncompleteRead) as caught:
        served.rest()
    assert len(caught.value.partial) == length // 4
    served.faults({"fault": {"kind": "truncated", "keep": 0.25, "chunked": True}})
    with httpx2.Client() as client, pytest.raises(httpx2.RemoteProtocolError):
        client.post(f"{served.address}/webservice/rest/server.php", data={"wstoken": TOKEN, "wsfunction": "core_webservice_get_site_info"})


def test_what_a_proxy_says_comes_with_its_status_and_headers(served: ServedWorld) -> None:
    served.faults({"fault": "too-many-requests"})
    status, headers, body = served.rest()
    assert (status, headers["retry-after"], headers["content-type"]) == (429, "30", "text/html")
    assert headers["ratelimit"] == '"address";r=0;t=30'
    assert b"429 Too Many Requests" in body
    served.faults({"fault": {"kind": "status", "status": 503, "body": '{"down":true}', "type": "application/json", "retry": 7}})
    status, headers, body = served.rest()
    assert (status, headers["retry-after"], headers["content-type"], body) == (503, "7", "application/json", b'{"down":true}')


def test_a_rate_limit_is_told_in_the_error_and_in_headers(served: ServedWorld) -> None:
    served.faults({"fault": {"kind": "rate-limit", "seconds": 9, "calls": 5}})
    status, headers, body = served.rest()
    assert (status, json.loads(body)["errorcode"], headers["retry-after"]) == (200, "toomanyrequests", "9")
    assert headers["ratelimit-policy"] == '"token";q=5;w=9'
    found = called(served, "api")
    assert found.response is not None
    assert (found.response.status, found.response.headers["retry-after"]) == (429, "9")


def test_a_notice_stands_before_the_answer(served: ServedWorld) -> None:
    served.faults()
    plain = served.rest()[2]
    served.faults({"fault": "php-notice"})
    spoiled = served.rest()[2]
    assert spoiled.endswith(plain)
    assert spoiled.startswith(b"<br />\n<b>Notice</b>:")


def test_an_answer_says_that_it_is_of_another_type(served: ServedWorld) -> None:
    served.faults({"fault": "wrong-content-type"})
    status, headers, body = served.rest()
    assert (status, headers["content-type"]) == (200, "text/html; charset=UTF-8")
    assert json.loads(body)["username"] == "ada"


def test_several_faults_of_the_wire_come_together(served: ServedWorld) -> None:
    served.faults({"fault": {"kind": "delay", "seconds": 0.1}}, {"fault": "php-notice"}, {"fault": "wrong-content-type"})
    began = time.monotonic()
    _, headers, body = served.rest()
    assert time.monotonic() - began >= 0.1
    assert body.startswith(b"<br />")
    assert headers["content-type"].startswith("text/html")


def test_an_expired_token_is_told_once_and_then_not_known(served: ServedWorld) -> None:
    served.faults({"fault": "expired-token", "token": "adas"})
    assert [json.loads(served.rest()[2])["errorcode"] for _ in range(3)] == ["accessexception", "invalidtoken", "invalidtoken"]
    assert "errorcode" not in json.loads(served.rest(token=OTHER)[2])


def test_a_revoked_token_is_not_known_to_files_either(served: ServedWorld) -> None:
    served.faults({"fault": "revoked-token", "user": "ada"})
    assert json.loads(served.rest()[2])["errorcode"] == "invalidtoken"
    assert json.loads(served.get(f"/webservice/pluginfile.php/1/core/x/y.txt?token={TOKEN}")[2])["errorcode"] == "invalidtoken"


def test_maintenance_is_told_by_the_login_script_too(served: ServedWorld) -> None:
    served.faults({"fault": "maintenance"})
    assert json.loads(served.rest()[2])["errorcode"] == "sitemaintenance"
    form = "username=ada&password=Secret.123&service=all"
    assert json.loads(served.post("/login/token.php", form)[2])["errorcode"] == "sitemaintenance"
    assert [(entry.protocol, entry.user) for entry in served.world.journal] == [("rest", "ada"), ("login", "ada")]


def test_a_fault_of_one_user_does_not_meet_the_log_in_of_another(served: ServedWorld) -> None:
    served.faults({"fault": {"kind": "error", "code": "invalidlogin"}, "protocol": "login", "user": "bob"})
    assert "token" in json.loads(served.post("/login/token.php", "username=ada&password=Secret.123&service=all")[2])
    assert json.loads(served.post("/login/token.php", "username=bob&password=x&service=all")[2])["errorcode"] == "invalidlogin"


@pytest.mark.parametrize("script", ["/webservice/pluginfile.php", "/tokenpluginfile.php", "/pluginfile.php"])
def test_a_stale_address_answers_as_for_a_file_that_is_gone(served: ServedWorld, script: str) -> None:
    served.faults({"fault": "stale-file", "path": "*/notes.pdf"})
    status, headers, body = served.get(f"{script}/21/mod_resource/content/0/notes.pdf?token={TOKEN}")
    assert status == 404
    assert b"filenotfound" in body
    assert headers["content-type"].startswith("application/json" if script.startswith("/webservice") else "text/html")
    status, _, body = served.get(f"{script}?token={TOKEN}&file=/21/mod_resource/content/0/notes.pdf")
    assert status == 404
    assert [rule.applied for rule in served.world.faults] == [2]
    served.rest()
    assert [rule.seen for rule in served.world.faults] == [2]


def test_a_refusal_comes_only_where_the_call_would_have_come_so_far(served: ServedWorld) -> None:
    served.faults({"fault": "no-permission"})
    assert json.loads(served.rest(token="0" * 32)[2])["errorcode"] == "invalidtoken"
    assert json.loads(served.rest("core_no_such_function")[2])["errorcode"] == "invalidrecord"
    assert json.loads(served.rest("core_course_get_courses", strange="1")[2])["errorcode"] == "invalidparameter"
    assert json.loads(served.rest("core_course_get_courses")[2])["errorcode"] == "nopermissions"


def test_a_result_is_given_in_place_of_the_functions_own_and_cleaned(served: ServedWorld) -> None:
    served.faults({"fault": {"kind": "result", "value": [{"id": "7", "unknown": 1}]}, "function": FUNCTION})
    assert json.loads(served.rest(FUNCTION)[2])["errorcode"] == "invalidresponse"
    served.faults({"fault": {"kind": "result", "value": {"available": True, "warnings": [], "unknown": 1}}, "function": "core_*_set_*"})
    assert "errorcode" in json.loads(served.rest("core_user_set_user_preferences", **{"preferences[0][name]": "x"})[2])


def test_a_call_that_was_answered_by_nobody_may_have_been_done(served: ServedWorld) -> None:
    def count() -> int:
        served.faults()
        return len(json.loads(served.rest("core_course_get_categories")[2]))

    before = count()
    new = {"categories[0][name]": "Cut off"}
    served.faults({"fault": {"kind": "cut", "run": False}})
    with pytest.raises(http.client.RemoteDisconnected):
        served.rest("core_course_create_categories", **new)
    assert [entry.outcome for entry in served.world.journal] == ["unreached"]
    assert count() == before
    served.faults({"fault": {"kind": "cut", "run": True}})
    with pytest.raises(http.client.RemoteDisconnected):
        served.rest("core_course_create_categories", **new)
    assert [entry.outcome for entry in served.world.journal] == ["result"]
    assert count() == before + 1


def test_a_fault_meets_a_call_within_a_batch(served: ServedWorld) -> None:
    served.faults({"fault": "no-permission", "function": FUNCTION})
    batch = {
        "requests[0][function]": "core_webservice_get_site_info",
        "requests[1][function]": FUNCTION,
        "requests[1][arguments]": "{}",
    }
    answers: Any = json.loads(served.rest("tool_mobile_call_external_functions", **batch)[2])["responses"]
    assert [each["error"] for each in answers] == [False, True]
    assert "nopermissions" in answers[1]["exception"]


def test_xmlrpc_clients_get_a_fault(served: ServedWorld) -> None:
    served.faults({"fault": "no-permission"})
    proxy = xmlrpc.client.ServerProxy(f"{served.address}/webservice/xmlrpc/server.php?wstoken={TOKEN}")
    with proxy, pytest.raises(xmlrpc.client.Fault, match="nopermissions"):
        proxy.core_course_get_courses()
    served.faults({"fault": "html-page"})
    with (
        xmlrpc.client.ServerProxy(f"{served.address}/webservice/xmlrpc/server.php?wstoken={TOKEN}") as proxy,
        pytest.raises((xmlrpc.client.Error, ExpatError)),
    ):
        proxy.core_course_get_courses()


def test_the_same_seed_gives_the_same_faults(served: ServedWorld) -> None:
    def drawn(seed: int) -> list[bool]:
        served.faults({"fault": "no-permission", "chance": 0.4, "seed": seed})
        return [b"nopermissions" in served.rest()[2] for _ in range(40)]

    first = drawn(7)
    assert first == drawn(7)
    assert first != drawn(8)
    assert 5 < sum(first) < 30


def test_a_description_is_refused_during_maintenance(served: ServedWorld) -> None:
    served.faults({"fault": "maintenance"})
    assert b"MOODLE:error" in served.get(f"/webservice/soap/server.php?wsdl=1&wstoken={TOKEN}")[2]
    served.faults({"fault": "unavailable", "path": "/webservice/soap/*"})
    assert served.get(f"/webservice/soap/server.php?wsdl=1&wstoken={TOKEN}")[0] == 503
    assert served.rest()[0] == 200


def test_a_client_that_goes_away_ends_the_wait(served: ServedWorld) -> None:
    served.faults({"fault": {"kind": "delay", "seconds": 200}})
    with socket.create_connection((served.host, served.port)) as opened:
        opened.sendall(b"GET /webservice/rest/server.php HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(0.05)
    deadline = time.monotonic() + 5
    while served.world.journal.count == 0 or not list(served.world.journal)[-1].status:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_every_kind_of_the_wire_is_tried_here() -> None:
    assert {type(fault) for fault in PRESETS.values() if isinstance(fault, WireFault)} == set(WireFault.__args__)


@pytest.mark.parametrize("preset", ["unavailable", "cut-before-answer", "html-page"])
def test_a_long_body_that_nobody_reads_hangs_nobody(served: ServedWorld, preset: str) -> None:
    served.faults({"fault": preset, "path": "/webservice/upload.php"})
    body = b"x" * 8_000_000
    try:
        status, _, _ = served.post(f"/webservice/upload.php?token={TOKEN}", body, "multipart/form-data; boundary=x", seconds=8.0)
    except (ConnectionError, http.client.HTTPException):
        status = 0
    assert status in (0, 200, 503)


def test_the_client_in_python_adds_replaces_and_forgets_rules() -> None:
    with Double.start() as double:
        world = double.world("one")

        def status() -> int:
            connection = http.client.HTTPConnection(urlsplit(world.address).netloc, timeout=5)
            connection.request("GET", f"{urlsplit(world.address).path}/webservice/rest/server.php")
            found = connection.getresponse().status
            connection.close()
            return found

        assert world.faults.add("unavailable", times=1) == "rule-1"
        assert world.faults.add({"kind": "status", "status": 502}, name="second", path="/webservice/*") == "second"
        assert [status(), status()] == [503, 502]
        assert [(each["name"], each["applied"]) for each in world.faults] == [("rule-1", 1), ("second", 2)]
        world.faults.remove("second")
        assert status() == 200
        world.faults.replace({"fault": "bad-gateway"})
        assert status() == 502
        world.faults.clear()
        assert status() == 200
        assert [each["outcome"] for each in world.calls()] == ["unreached", "unreached", "refused", "unreached", "refused"]
        assert [each["number"] for each in world.calls(outcome="refused")] == [3, 5]
        assert [(each["rule"], each["call"]) for each in world.strict] == [("format-unknown", 3), ("format-unknown", 5)]
        with pytest.raises(ControlError, match="did you mean delay"):
            world.faults.add("dlay")
        shell = ["double", "ctl", "--at", double.address, "--world", "one"]
        for expected, status_of_exit in (({"called": {"function": "core_x"}}, 1), ({"not_called": {"function": "core_x"}}, 0)):
            told = CliRunner().invoke(main, [*shell, "verify", json.dumps(expected)])
            assert told.exit_code == status_of_exit
            assert json.loads(told.stdout)["ok"] is not bool(status_of_exit)
        assert json.loads(CliRunner().invoke(main, [*shell, "faults", "maintenance"]).stdout)["added"] == ["rule-1"]
