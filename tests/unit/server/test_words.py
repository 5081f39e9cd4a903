"""What people read of an error, by each protocol: the codes are the contract's, the words say what to mend."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gateway.admin.install import register_protocols
from gateway.registry.protocols import protocols
from gateway.server.host import Gateway
from gateway.store.tables.services import external_tokens
from tests.unit.app_fixtures import call as run
from tests.unit.app_fixtures import client, errorcode, set_config, statement, token

REST = "/webservice/rest/server.php"
JSON = "moodlewsrestformat=json"
XML_CALL = "<methodCall><methodName>{}</methodName></methodCall>"
SOAP_CALL = '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><{}/></e:Body></e:Envelope>'


async def rest(gateway: Gateway, query: str, **more: Any) -> dict[str, str]:
    async with client(gateway) as web:
        answer: dict[str, str] = (await web.request("POST", f"{REST}?{JSON}&{query}", **more)).json()
    return answer


@pytest.fixture
async def everything(gateway: Gateway) -> Gateway:
    """A gateway with all protocols."""
    switched = [protocol.name for protocol in protocols() if protocol.switched]
    await gateway.store.write(lambda db: register_protocols(db, switched))
    set_config(gateway, webserviceprotocols=",".join(switched))
    return gateway


@pytest.mark.parametrize(
    ("path", "body", "kind"),
    [
        (REST, "wsfunction=moodle_user_create_users", "application/x-www-form-urlencoded"),
        ("/webservice/xmlrpc/server.php", XML_CALL.format("moodle_user_create_users"), "text/xml"),
        ("/webservice/soap/server.php", SOAP_CALL.format("moodle_user_create_users"), "text/xml"),
        ("/webservice/soap/typed", SOAP_CALL.format("moodle_user_create_users"), "text/xml"),
        ("/webservice/jsonrpc", '{"jsonrpc": "2.0", "id": 1, "method": "moodle_user_create_users"}', "application/json"),
        ("/lib/ajax/service-nologin.php", '[{"methodname": "moodle_user_create_users"}]', "application/json"),
    ],
)
async def test_an_unknown_function_is_named_as_one_by_every_protocol(everything: Gateway, path: str, body: str, kind: str) -> None:
    async with client(everything) as web:
        answer = (await web.post(f"{path}?wstoken={token('admin')}", content=body, headers={"content-type": kind})).text
    assert "There is no function moodle_user_create_users here." in answer
    assert "invalidrecord" in answer
    # Visitors are not told the names of what there is.
    assert ("core_user_create_users" in answer) is ("ajax" not in path)


@pytest.mark.parametrize("name", ["x" * 5000, "core_<b>", "a\nb\x00"])
async def test_hostile_names_are_shown_in_short(gateway: Gateway, name: str) -> None:
    answer = await rest(gateway, f"wstoken={token('admin')}", data={"wsfunction": name})
    assert answer["errorcode"] == "invalidrecord"
    assert len(answer["message"]) < 300
    assert answer["message"].isprintable()


@pytest.mark.parametrize(
    ("query", "more"),
    [
        ("", {}),
        ("wstoken=", {}),
        ("wstoken=%20", {}),
        ("", {"data": {"token": "abc"}}),
        ("", {"headers": {"authorization": "Bearer abc"}}),
    ],
)
async def test_who_sends_no_token_is_told_so(gateway: Gateway, query: str, more: dict[str, Any]) -> None:
    answer = await rest(gateway, f"wsfunction=local_trial_plain&{query}", **more)
    assert answer["errorcode"] == "invalidtoken"
    assert "No token came with the request" in answer["message"]
    assert "wstoken" in answer["message"]


@pytest.mark.parametrize("sent", ["{}%20", "%20{}", "{}%0A", "{}+"])
async def test_a_blank_around_a_token_is_told(gateway: Gateway, sent: str) -> None:
    answer = await rest(gateway, f"wsfunction=local_trial_plain&wstoken={sent.format(token('admin'))}")
    assert answer["errorcode"] == "invalidtoken"
    assert "blank" in answer["message"]


async def test_a_wrong_token_is_called_wrong(gateway: Gateway) -> None:
    answer = await rest(gateway, "wsfunction=local_trial_plain&wstoken=0123456789abcdef0123456789abcdef")
    assert (answer["errorcode"], answer["message"]) == ("invalidtoken", "The token is not valid.")


async def test_the_app_finds_that_a_token_has_expired(gateway: Gateway) -> None:
    own = token("student")
    statement(gateway, external_tokens.update().values(validuntil=1))
    answer = await rest(gateway, f"wsfunction=local_trial_plain&wstoken={own}")
    assert answer["errorcode"] == "accessexception"
    assert "Invalid token - token expired" in answer["message"]  # tested for by the app, in these words
    assert (await rest(gateway, f"wsfunction=local_trial_plain&wstoken={own}"))["errorcode"] == "invalidtoken"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("username", "Anna.Test", "no capital letters"),
        ("firstname", "I <3 you", "without tags"),
        ("email", "a@example.com ", "without blanks"),
    ],
)
async def test_a_broken_rule_is_told_in_words(gateway: Gateway, field: str, value: str, words: str) -> None:
    user = {"username": "new", "firstname": "A", "lastname": "B", "email": "new@example.com", "password": "Demo.1234", field: value}
    form = {f"users[0][{name}]": text for name, text in user.items()}
    answer = await rest(gateway, f"wsfunction=core_user_create_users&wstoken={token('admin')}", data=form)
    assert answer["errorcode"] == "invalidparameter"
    assert answer["message"].startswith(f"users[0].{field}: ")
    assert words in answer["message"]


@pytest.mark.parametrize("kind", ["application/json", "application/vnd.api+json; charset=utf-8", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("query", ["wsfunction=core_user_get_users_by_field&wstoken={}", "wsfunction=no_such_function&wstoken={}", ""])
async def test_a_body_of_json_is_told_to_be_unread(gateway: Gateway, kind: str, query: str) -> None:
    body = json.dumps({"field": "id", "values": [2]})
    answer = await rest(gateway, query.format(token("admin")), content=body, headers={"content-type": kind})
    assert answer["errorcode"] in ("invalidparameter", "invalidrecord", "invalidtoken")
    assert "JSON, which is not read here" in answer["message"]


async def test_a_form_is_not_taken_for_json(gateway: Gateway) -> None:
    answer = await rest(gateway, f"wsfunction=core_user_get_users_by_field&wstoken={token('admin')}", data={"field": "id"})
    assert answer["errorcode"] == "invalidparameter"
    assert "JSON" not in answer["message"]


async def test_the_code_of_an_unknown_function_stays(gateway: Gateway) -> None:
    assert errorcode(await run(gateway, "no_such_function")) == "invalidrecord"


async def test_messages_that_are_no_json_are_told_with_the_place(everything: Gateway) -> None:
    for path in ("/webservice/jsonrpc", "/lib/ajax/service-nologin.php"):
        async with client(everything) as web:
            answer = await web.post(path, content='{"a":\n  }')
        assert "not JSON: line 2, column 3" in answer.text


async def test_the_type_that_is_unknown_is_named(everything: Gateway) -> None:
    call = "<methodCall><methodName>f</methodName><params><param><value><uuid>1</uuid></value></param></params></methodCall>"
    async with client(everything) as web:
        answer = (await web.post("/webservice/xmlrpc/server.php", content=call)).text
    assert "the type uuid" in answer
