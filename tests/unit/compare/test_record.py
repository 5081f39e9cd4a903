"""Recordings: the form of a case, and what is written of an exchange."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from gateway.compare.recording import BASE, Recording, RecordingError, case, exchange
from gateway.wire.exchange import HttpRequest, HttpResponse

SERVER = "https://site.test/moodle"


def recorded(
    body: bytes = b"", answer: bytes = b"{}", path: str = "/x.php", headers: dict[str, str] | None = None, **more: Any
) -> dict[str, Any]:
    request = HttpRequest("POST", path, headers or {}, body)
    return exchange(request, HttpResponse(200, {"content-type": "application/json", **more}, answer), SERVER)


def test_a_case_has_the_form_of_the_recordings() -> None:
    found = case(
        "a/b", [recorded(b"a=b", path="/x.php?q=1", headers={"content-type": "t", "accept": "*/*", "COOKIE": "c"}, etag='"e"', date="d")]
    )
    assert found == {
        "id": "a/b",
        "req": {"method": "POST", "path": "/x.php", "query": "q=1", "headers": {"Content-Type": "t", "Cookie": "c"}, "body": "a=b"},
        "res": {"status": 200, "headers": {"content-type": "application/json", "etag": '"e"'}, "text": "{}"},
    }


def test_the_address_of_the_server_is_that_of_the_recordings() -> None:
    found = recorded(
        f"url={SERVER}/a&v=https%3A%2F%2Fsite.test%2Fmoodle".encode(),
        b'{"url":"https:\\/\\/site.test\\/moodle\\/b","plain":"https://site.test/moodle"}',
        path=f"/x.php?u={SERVER}",
    )
    assert found["req"]["query"] == f"u={BASE}"
    assert found["req"]["body"] == f"url={BASE}/a&v=http%3A%2F%2F127.0.0.1%3A8090"
    assert json.loads(found["res"]["text"]) == {"url": f"{BASE}/b", "plain": BASE}


def test_bytes_that_are_no_text_are_kept() -> None:
    found = recorded(b"a=\xff", b"\x89PNG\xff")
    assert found["req"]["body"].encode("utf-8", "surrogateescape") == b"a=\xff"
    assert found["res"]["hex"] == "89504e47ff"
    file = io.BytesIO()
    Recording(file, address=SERVER).add("n", HttpRequest("POST", "/", {}, b"\xff"), HttpResponse(200, {}, b""))
    assert json.loads(file.getvalue().decode("utf-8", "surrogateescape"))["req"]["body"] == "\udcff"


@pytest.mark.parametrize(
    ("answer", "starred"),
    [
        (
            '{"exception":"c","errorcode":"e","message":"No!","debuginfo":"D"}',
            {"exception": "c", "errorcode": "e", "message": "*", "debuginfo": "*"},
        ),
        ('{"error":"No!","errorcode":"e","debuginfo":null}', {"error": "*", "errorcode": "e", "debuginfo": None}),
        (
            '[{"error":false,"data":1},{"error":true,"exception":{"message":"No!","errorcode":"e"}}]',
            [{"error": False, "data": 1}, {"error": True, "exception": {"message": "*", "errorcode": "e"}}],
        ),
        (
            '{"5":{"error":true,"exception":{"message":"No!","errorcode":"e"}}}',
            {"5": {"error": True, "exception": {"message": "*", "errorcode": "e"}}},
        ),
        (
            '{"jsonrpc":"2.0","error":{"code":-32000,"message":"No!","data":{"errorcode":"e"}},"id":1}',
            {"jsonrpc": "2.0", "error": {"code": -32000, "message": "*", "data": {"errorcode": "e"}}, "id": 1},
        ),
        (
            '{"message":"Hello","list":[{"errorcode":"e","message":"kept"}]}',
            {"message": "Hello", "list": [{"errorcode": "e", "message": "kept"}]},
        ),
    ],
)
def test_words_of_refusals_stand_for_any(answer: str, starred: object) -> None:
    assert json.loads(recorded(answer=answer.encode())["res"]["text"]) == starred


def test_words_of_refusals_in_xml_stand_for_any() -> None:
    rest = '<?xml version="1.0"?>\n<EXCEPTION class="c">\n<ERRORCODE>e</ERRORCODE>\n<MESSAGE>No!\nNever</MESSAGE>\n</EXCEPTION>'
    fault = "<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultString</name><value><string>{}</string></value>"
    assert "<MESSAGE>*</MESSAGE>" in recorded(answer=rest.encode())["res"]["text"]
    assert recorded(answer=fault.format("No! | ERRORCODE: e").encode())["res"]["text"] == fault.format("* | ERRORCODE: e")
    value = "<?xml version='1.0'?><RESPONSE><VALUE>faultString MESSAGE</VALUE></RESPONSE>"
    assert recorded(answer=value.encode())["res"]["text"] == value


def test_a_flow_captures_the_tokens_of_the_login_script() -> None:
    file = io.BytesIO()
    recording = Recording(file, address=SERVER, flow="flow/login")
    login = HttpRequest("POST", "/login/token.php", {}, b"username=u&password=p&service=s")
    recording.add("l", login, HttpResponse(200, {}, b'{"token":"abc123","privatetoken":null}'))
    recording.add("c", HttpRequest("GET", "/r.php?wstoken=abc123", {}, b""), HttpResponse(200, {}, b"1"))
    recording.add("l", login, HttpResponse(200, {}, b'{"error":"No!","errorcode":"invalidlogin"}'))
    assert file.getvalue() == b""
    recording.close()
    recording.close()
    (line,) = file.getvalue().splitlines()
    told = json.loads(line)
    first, second, third = told["steps"]
    assert (told["id"], first["capture"], first["captured"]) == ("flow/login", {"token1": "token"}, {"token1": "abc123"})
    assert second["req"]["query"] == "wstoken={{token1}}"
    assert "capture" not in second
    assert "capture" not in third
    assert recording.count == 3


def test_what_replaying_would_fill_in_is_not_recorded() -> None:
    for body in (b"a={{name}}", b"a=%7B%7Bname%7D%7D"):
        with pytest.raises(RecordingError):
            recorded(body)
    assert recorded(b'{"a":{"b":{}}}')["req"]["body"] == '{"a":{"b":{}}}'
