"""A gateway that stands in front of another site: callers with tokens of that site notice nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from gateway.access.foreign import Foreign
from gateway.server.host import Gateway
from gateway.upstream.imported import Imported
from gateway.wire.call import Failure, FunctionType, Token
from tests.unit.app_fixtures import call, client, errorcode, token, value
from tests.unit.databases import Databases
from tests.unit.upstream.bridges import HERE, in_front

FRONT: dict[str, Any] = {"credential": "caller", "front": True}


@pytest.fixture
def databases(databases_of: Any) -> Databases:
    """Databases of one kind: what is behind a front has been tested on both."""
    found: Databases = databases_of("sqlite")
    return found


async def test_callers_are_those_of_the_other_site(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        for user in ("admin", "student"):
            there = value(await call(gateway, "core_webservice_get_site_info", by=user))
            here = value(await call(front, "core_webservice_get_site_info", by=user))
            assert here["siteurl"] == HERE
            assert here["functions"] == there["functions"]
            assert here["username"] == there["username"]


async def test_a_token_that_nobody_knows_is_refused_as_ever(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        outcome = await call(front, "core_webservice_get_site_info", by=Token("0" * 32))
        assert isinstance(outcome, Failure)
        assert (outcome.error.errorcode, outcome.step) == ("invalidtoken", "authenticate")


async def test_an_address_may_not_try_tokens_without_end(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        codes = [errorcode(await call(front, "core_course_get_courses", by=Token(f"{number:032x}"))) for number in range(62)]
        assert (codes[0], codes[-1]) == ("invalidtoken", "toomanyrequests")
        repeated = [errorcode(await call(front, "core_course_get_courses", by=Token("0" * 32))) for _ in range(3)]
        assert repeated == ["invalidtoken"] * 3  # of which the other site is not asked again
        value(await call(front, "core_course_get_courses", address="10.1.2.3"))


async def test_a_function_that_the_token_may_not_call_is_not_called(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        outcome = await call(front, "core_user_create_users", {"users": []}, by="student", service="small")
        assert isinstance(outcome, Failure)
        assert (outcome.error.errorcode, outcome.step) == ("accessexception", "admit")


async def test_refusals_of_the_other_site_keep_their_codes_and_classes(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        there, here = [await call(site, "core_course_get_contents", {"courseid": 99_999}) for site in (gateway, front)]
        assert isinstance(there, Failure)
        assert isinstance(here, Failure)
        for fact in ("errorcode", "wire_class", "public_message", "kind"):
            assert getattr(here.error, fact) == getattr(there.error, fact)


ASKED: list[tuple[str, bytes]] = [
    ("/webservice/rest/server.php?moodlewsrestformat=json&wstoken={token}&wsfunction=core_course_get_courses", b""),
    ("/webservice/rest/server.php?wstoken={token}&wsfunction=core_course_get_courses", b""),
    ("/webservice/rest/server.php?moodlewsrestformat=json&wstoken={token}&wsfunction=core_course_get_courses&options[ids][0]=x", b""),
    ("/webservice/rest/server.php?wstoken={token}&wsfunction=core_no_such", b""),
    ("/webservice/xmlrpc/server.php?wstoken={token}", b"<methodCall><methodName>core_course_get_courses</methodName></methodCall>"),
    (
        "/webservice/soap/server.php?wstoken={token}",
        b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><core_course_get_courses/></s:Body></s:Envelope>',
    ),
    ("/lib/ajax/service-nologin.php", b'[{"index":0,"methodname":"tool_mobile_get_public_config","args":{}}]'),
    ("/login/token.php?username=nobody&password=wrong&service=moodle_mobile_app", b""),
    ("/webservice/pluginfile.php/1/nothing/here.txt?token={token}", b""),
]


async def test_every_address_answers_as_that_of_the_other_site(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    old = gateway.base_address
    async with in_front(gateway, databases, tmp_path, **FRONT) as front, client(gateway) as there, client(front) as here:
        for path, body in ASKED:
            asked = path.format(token=token("admin"))
            headers = {"content-type": "text/xml" if body[:1] == b"<" else "application/json"} if body else {}
            method = "POST" if body else "GET"
            expected = await there.request(method, asked, content=body, headers=headers)
            given = await here.request(method, asked, content=body, headers=headers)
            assert given.status_code == expected.status_code, path
            assert given.headers["content-type"] == expected.headers["content-type"], path
            assert given.text == expected.text.replace(old, HERE).replace(old.replace("/", "\\/"), HERE.replace("/", "\\/")), path


async def test_a_client_of_soap_gets_the_wsdl_of_what_its_token_may_call(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front, client(gateway) as there, client(front) as here:
        asked = {"wsdl": "1", "wstoken": token("student", "small")}
        expected = await there.get("/webservice/soap/server.php", params=asked)
        given = await here.get("/webservice/soap/server.php", params=asked)
        assert given.status_code == 200
        assert sorted(given.text.replace(HERE, gateway.base_address).split("<")) == sorted(expected.text.split("<"))


async def test_the_site_is_not_asked_again_for_a_minute(
    gateway: Gateway, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        asked: list[str] = []
        send = front.upstreams.lines["there"].send

        async def noting(request: Any, *more: Any) -> Any:
            asked.append(request.body.decode())
            return await send(request, *more)

        monkeypatch.setattr(front.upstreams.lines["there"], "send", noting)
        for _ in range(3):
            value(await call(front, "core_course_get_courses"))
        assert sum("get_site_info" in body for body in asked) == 1


async def test_a_token_for_something_else_may_call_what_its_site_lets_it(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front:
        there = await call(gateway, "core_course_get_courses", by="student", service="probe")
        here = await call(front, "core_course_get_courses", by="student", service="probe")
        assert isinstance(there, Failure)
        assert isinstance(here, Failure)
        assert (here.error.errorcode, here.error.wire_class) == (there.error.errorcode, there.error.wire_class)


async def test_functions_without_a_description_take_and_give_anything(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front, client(front) as here, client(gateway) as there:
        fields = {"wstoken": token("admin"), "wsfunction": "local_probe_echo_int", "moodlewsrestformat": "json", "value": "7"}
        path = "/webservice/rest/server.php"
        expected = (await there.post(path, data=fields)).text
        assert (await here.post(path, data=fields)).text == expected
        assert value(await call(front, "local_probe_echo_int", {"value": "7"}, protocol="xmlrpc")) == expected


async def test_answers_are_kept_for_each_caller_where_the_file_says_so(
    gateway: Gateway, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cached(function: Imported) -> Imported:
        return msgspec.structs.replace(function, cache=60) if function.type is FunctionType.READ else function

    async with in_front(gateway, databases, tmp_path, edit=cached, **FRONT) as front:
        first = value(await call(front, "core_user_get_users_by_field", {"field": "id", "values": ["2"]}))
        calls = 0
        send = front.upstreams.lines["there"].send

        async def counting(*given: Any) -> Any:
            nonlocal calls
            calls += 1
            return await send(*given)

        monkeypatch.setattr(front.upstreams.lines["there"], "send", counting)
        assert value(await call(front, "core_user_get_users_by_field", {"field": "id", "values": ["2"]})) == first
        assert calls == 0
        await call(front, "core_user_get_users_by_field", {"field": "id", "values": ["2"]}, by="student")
        assert calls > 0


async def test_the_id_of_a_request_and_its_trace_are_passed_on(
    gateway: Gateway, databases: Databases, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front, client(front) as here:
        seen: list[dict[str, str]] = []
        line = front.upstreams.lines["there"]
        once = line._once

        async def noting(address: str, request: Any, headers: Any) -> Any:
            seen.append(dict(headers))
            return await once(address, request, headers)

        monkeypatch.setattr(line, "_once", noting)
        trace = f"00-{'ab' * 16}-{'cd' * 8}-01"
        headers = {"x-request-id": "mine-1", "traceparent": trace}
        await here.get(
            f"/webservice/rest/server.php?wstoken={token('admin')}&wsfunction=core_course_get_courses&moodlewsrestformat=json",
            headers=headers,
        )
        assert (seen[-1]["x-request-id"], seen[-1]["traceparent"]) == ("mine-1", trace)


async def test_paths_with_dots_lead_nowhere(gateway: Gateway, databases: Databases, tmp_path: Path) -> None:
    async with in_front(gateway, databases, tmp_path, **FRONT) as front, client(front) as here:
        answer = await here.get("/webservice/pluginfile.php/1/%2e%2e/upload.php?token=x")
        assert "filenotfound" in answer.text


async def test_a_foreign_caller_does_not_show_the_token(gateway: Gateway) -> None:
    foreign = Foreign(upstream="there", token="5ecret", userid=3, username="ann", service=next(iter(gateway.site.services.values())))
    assert "5ecret" not in repr(foreign)
