"""Callers of old servers, who are served unchanged: their addresses, their names, their messages, their credentials."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from xmlrpc.client import Binary, DateTime, Fault, dumps, loads

import msgspec
import pytest
from lxml import etree

from gateway.describe import Struct
from gateway.server.app import application
from gateway.server.host import Gateway
from gateway.settings import Face, Settings, Upstream
from gateway.upstream.faces import FaceError
from gateway.upstream.imported import Imported
from gateway.upstream.soap.face import SoapFace
from gateway.wire.call import FunctionType
from gateway.wire.exchange import HttpRequest, HttpResponse
from tests.unit.app_fixtures import client, set_config, token
from tests.unit.upstream.old_servers import THERE, before, inventory, soap_server
from tests.unit.upstream.soap.corpus import CASES
from tests.unit.upstream.soap.echoing import echo

SOAP, SOAP12 = "http://schemas.xmlsoap.org/soap/envelope/", "http://www.w3.org/2003/05/soap-envelope"
WSSE = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"


@pytest.fixture
async def shop(recorded_settings: Settings, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A gateway with the face of a server of XML-RPC."""
    names = tmp_path / "names.toml"
    names.write_text('"site.info" = "core_webservice_get_site_info"\n')
    upstream = Upstream(kind="xmlrpc", url=f"{THERE}/RPC2", credential="none")
    faces = {
        "stock": Face(path="/RPC2", upstream="shop", names=str(names)),
        "open": Face(path="/open/RPC2", upstream="shop", token=token("admin")),
        "rest": Face(path="/old/api", protocol="rest", names=str(names)),
    }
    async with before(inventory(), upstream, recorded_settings, tmp_path, faces=faces, edit=as_learnt) as running:
        yield running


def as_learnt(function: Imported) -> Imported:
    """A function with the types of texts that recorded calls have shown."""
    forms: dict[str, dict[str, Any]] = {
        "inventory.getStock": {"returned": {"since": "dateTime.iso8601"}},
        "inventory.stamp": {
            "json": [],
            "forms": {"arg1": "base64", "arg2": "dateTime.iso8601"},
            "returned": {"[]": "base64"},
        },
    }
    return msgspec.structs.replace(function, binding={**function.binding, **forms.get(function.remote, {})})


async def xmlrpc(gateway: Gateway, path: str, method: str, *arguments: Any, headers: dict[str, str] | None = None) -> Any:
    """What a caller of XML-RPC gets. Raises ``Fault``."""
    async with client(gateway) as http:
        answer = await http.post(path, content=dumps(arguments, method), headers={"content-type": "text/xml", **(headers or {})})
    assert answer.status_code == 200
    return loads(answer.content)[0][0]


def basic(username: str, password: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(f'{username}:{password}'.encode()).decode()}"}


STOCK = {"sku": "a", "count": 3, "since": DateTime("20260305T10:00:00"), "parts": [{"id": 1, "note": "x"}, {"id": 2}]}


async def test_methods_are_called_by_their_old_names_at_their_old_address(shop: Gateway) -> None:
    path = f"/RPC2?wstoken={token('admin')}"
    assert await xmlrpc(shop, path, "inventory.getStock", "a") == STOCK
    assert await xmlrpc(shop, path, "inventory.addAll", [1, 2], {"times": 3}) == 9
    assert "inventory.getStock" in await xmlrpc(shop, path, "system.listMethods")
    assert (await xmlrpc(shop, path, "site.info"))["username"] == "admin"


async def test_times_and_octets_are_what_they_were(shop: Gateway) -> None:
    when = DateTime("20260101T00:00:00")
    sealed, stamped = await xmlrpc(shop, f"/RPC2?wstoken={token('admin')}", "inventory.stamp", Binary(b"\x00\xfea"), when)
    assert sealed == Binary(b"\x00\xfea\x00\xff")
    assert stamped == "2026-01-01T00:00:00"  # for which the file says nothing: one form stands for all items of a list


async def test_a_fault_of_the_old_server_has_its_own_number(shop: Gateway) -> None:
    with pytest.raises(Fault) as fault:
        await xmlrpc(shop, f"/RPC2?wstoken={token('admin')}", "inventory.getStock", "none")
    assert fault.value.faultCode == 17
    assert fault.value.faultString.startswith("There is no such article.")


async def test_a_credential_may_be_that_of_http_or_the_face_s_own(shop: Gateway) -> None:
    assert await xmlrpc(shop, "/open/RPC2", "inventory.getStock", "a") == STOCK
    assert await xmlrpc(shop, "/RPC2", "inventory.getStock", "a", headers=basic("token", token("admin"))) == STOCK
    with pytest.raises(Fault, match="invalidtoken"):
        await xmlrpc(shop, "/RPC2", "inventory.getStock", "a")
    with pytest.raises(Fault, match="wrongusernamepassword"):
        await xmlrpc(shop, "/RPC2", "inventory.getStock", "a", headers=basic("admin", "wrong"))
    with pytest.raises(Fault, match="invalidtoken"):
        await xmlrpc(shop, "/open/RPC2", "inventory.getStock", "a", headers=basic("token", "0" * 32))


async def test_a_face_of_another_protocol_has_other_names(shop: Gateway) -> None:
    async with client(shop) as http:
        answer = await http.post("/old/api", data={"wstoken": token("admin"), "wsfunction": "site.info", "moodlewsrestformat": "json"})
    assert answer.json()["username"] == "admin"


@pytest.mark.parametrize(
    ("face", "reason"),
    [
        (Face(path="/x", upstream="nosuch"), "faces.bad.upstream: there is no upstream 'nosuch'"),
        (Face(path="/x", protocol="nosuch"), "faces.bad.protocol: there is no protocol 'nosuch'"),
        (Face(path="/x", names="/nosuch/names.toml"), "faces.bad.names: /nosuch/names.toml: cannot be read"),
        (Face(path="/x", wsdl="stock.wsdl"), "faces.bad.wsdl: only the functions"),
    ],
)
async def test_a_face_that_cannot_be_made_is_refused_with_its_setting(face: Face, reason: str, recorded_settings: Settings) -> None:
    gateway = Gateway(msgspec.structs.replace(recorded_settings, faces={"bad": face}))
    with pytest.raises(FaceError, match=reason):
        application(gateway)
    gateway.calls.close()
    gateway.store.close()


@pytest.fixture
async def old(recorded_settings: Settings, tmp_path: Path) -> AsyncIterator[Gateway]:
    """A gateway with the face of a server of SOAP, document/literal, with an attribute and a block of the header."""
    wsdl = next(iter(CASES["a block of the header"].documents.values()))
    (tmp_path / "old.wsdl").write_text(wsdl)
    upstream = Upstream(kind="soap", url=f"{THERE}/service", credential="none")
    faces = {"old": Face(path="/soap/Old", protocol="soap", upstream="shop", wsdl=str(tmp_path / "old.wsdl"))}
    async with before(
        soap_server(wsdl, lambda request: echo(request, None)), upstream, recorded_settings, tmp_path, faces=faces
    ) as running:
        yield running


async def soap(gateway: Gateway, body: str, header: str = "", headers: dict[str, str] | None = None, query: str = "") -> etree._Element:
    """The body of the answer that a caller of SOAP gets."""
    message = f'<s:Envelope xmlns:s="{SOAP}"><s:Header>{header}</s:Header><s:Body>{body}</s:Body></s:Envelope>'
    async with client(gateway) as http:
        answer = await http.post(f"/soap/Old{query}", content=message, headers={"content-type": "text/xml", **(headers or {})})
    found = etree.fromstring(answer.content).find(f"{{{SOAP}}}Body")
    assert found is not None
    assert answer.status_code == (500 if found.find(f"{{{SOAP}}}Fault") is not None else 200)
    return found[0]


ECHO = '<Echo xmlns="urn:t"><thing>a&lt;b</thing></Echo>'
SESSION = '<Session xmlns="urn:t"><key>k</key></Session>'


def security(username: str, password: str, kind: str = "PasswordText") -> str:
    return (
        f'<w:Security xmlns:w="{WSSE}" s:mustUnderstand="1"><w:UsernameToken><w:Username>{username}</w:Username>'
        f'<w:Password Type="urn:x#{kind}">{password}</w:Password></w:UsernameToken></w:Security>'
    )


async def test_a_wsdl_is_served_as_it_was_but_for_the_address(old: Gateway) -> None:
    async with client(old) as http:
        served = await http.get("/soap/Old?WSDL")
        nothing = await http.get("/soap/Old?doc=7")
    wsdl = etree.fromstring(served.content)
    was = etree.fromstring(next(iter(CASES["a block of the header"].documents.values())))
    (address,) = list(wsdl.iter("{*}address"))
    assert address.get("location") == f"{old.base_address}/soap/Old"
    address.set("location", next(was.iter("{*}address")).get("location", ""))
    assert etree.tostring(wsdl, method="c14n") == etree.tostring(was, method="c14n")
    assert nothing.status_code == 404


async def test_what_a_wsdl_imports_is_served_beside_it(recorded_settings: Settings, tmp_path: Path) -> None:
    case = CASES["an import by a relative address"]
    wsdl, other = case.documents.values()
    (tmp_path / "old.wsdl").write_text(wsdl)
    (tmp_path / "o.xsd").write_text(other)
    upstream = Upstream(kind="soap", url=f"{THERE}/service", document=f"file:{tmp_path / 'old.wsdl'}", credential="none")
    faces = {"old": Face(path="/soap/Old", protocol="soap", upstream="shop", wsdl=str(tmp_path / "old.wsdl"))}
    server = soap_server(wsdl, lambda request: echo(request, None))
    async with before(server, upstream, recorded_settings, tmp_path, faces=faces) as gateway, client(gateway) as http:
        served = etree.fromstring((await http.get("/soap/Old?wsdl")).content)
        (location,) = {str(each.get("schemaLocation")) for each in served.iter("{http://www.w3.org/2001/XMLSchema}import")}
        assert location == f"{gateway.base_address}/soap/Old?doc=1"
        found = await http.get("/soap/Old?doc=1")
        assert etree.tostring(etree.fromstring(found.content), method="c14n") == etree.tostring(etree.fromstring(other), method="c14n")
        head = await http.head("/soap/Old?doc=1")
        assert (head.content, head.headers["content-length"]) == (b"", str(len(found.content)))


async def test_messages_of_the_old_wsdl_are_answered_in_its_way(old: Gateway) -> None:
    answered = await soap(old, ECHO, SESSION, query=f"?wstoken={token('admin')}")
    assert etree.tostring(answered, method="c14n", exclusive=True) == (
        b'<n1:EchoResponse xmlns:n1="urn:t"><n1:thing>a&lt;b</n1:thing></n1:EchoResponse>'
    )


async def test_a_user_name_may_be_in_the_message(old: Gateway) -> None:
    answered = await soap(old, ECHO, security("token", token("admin")) + SESSION)
    assert answered.findtext("{urn:t}thing") == "a<b"
    refused = await soap(old, ECHO, security("admin", "wrong"))
    assert refused.findtext("detail/errorcode") == "wrongusernamepassword"
    digest = await soap(old, ECHO, security("admin", "x", "PasswordDigest"))
    assert "send the password as PasswordText" in (digest.findtext("faultstring") or "")


@pytest.mark.parametrize(
    ("body", "header", "code", "text"),
    [
        (ECHO, "", "invalidtoken", ""),
        ("<Nothing/>", "", "", "There is no operation for the element 'Nothing'"),
        ("", "", "", "The body is empty"),
        (ECHO, '<x xmlns="urn:x" s:mustUnderstand="1"/>', "", "demands that x be understood"),
    ],
)
async def test_what_cannot_be_answered_is_a_fault(body: str, header: str, code: str, text: str, old: Gateway) -> None:
    fault = await soap(old, body, header)
    assert fault.findtext("faultcode") == "soap:Client"
    assert text in (fault.findtext("faultstring") or "")
    if code:
        assert fault.findtext("detail/errorcode") == code


async def soap12(gateway: Gateway, body: str, query: str = "") -> etree._Element:
    """The body of the answer in SOAP 1.2."""
    message = f'<s:Envelope xmlns:s="{SOAP12}"><s:Body>{body}</s:Body></s:Envelope>'
    async with client(gateway) as http:
        answer = await http.post(
            f"/soap/Old{query}", content=message, headers={"content-type": 'application/soap+xml; action="urn:t#Echo"'}
        )
    assert answer.headers["content-type"].startswith("application/soap+xml")
    found = etree.fromstring(answer.content).find(f"{{{SOAP12}}}Body")
    assert found is not None
    return found[0]


async def test_who_speaks_soap_1_2_is_answered_in_it(old: Gateway) -> None:
    assert (await soap12(old, ECHO, f"?wstoken={token('admin')}")).findtext("{urn:t}thing") == "a<b"
    fault = await soap12(old, ECHO, "?wstoken=x")
    assert (fault.findtext("{*}Code/{*}Value"), fault.findtext("{*}Detail/errorcode")) == ("soap:Sender", "invalidtoken")
    assert fault.findtext("{*}Reason/{*}Text")


async def test_what_is_no_message_is_refused(old: Gateway) -> None:
    async with client(old) as http:
        for content in (b"", b"<a/>", b"no XML", b"<!DOCTYPE a><a/>"):
            answer = await http.post("/soap/Old", content=content, headers={"content-type": "text/xml"})
            assert (answer.status_code, b"The request cannot be read" in answer.content) == (500, True)
        assert (await http.get("/soap/Old?" + "&".join("a=b" for _ in range(100)))).status_code == 200  # too many to look at: the WSDL


async def test_an_operation_without_an_answer_is_accepted(recorded_settings: Settings, tmp_path: Path) -> None:
    wsdl = next(iter(CASES["no answer"].documents.values()))
    upstream = Upstream(kind="soap", url=f"{THERE}/service", credential="none")
    faces = {"old": Face(path="/soap/Old", protocol="soap", upstream="shop", token=token("admin"))}
    sent: list[bytes] = []

    def server(request: HttpRequest) -> HttpResponse:
        sent.append(request.body)
        return HttpResponse(202, {"content-type": "text/xml"}, b"")

    async with before(soap_server(wsdl, server), upstream, recorded_settings, tmp_path, faces=faces) as gateway, client(gateway) as http:
        message = f'<s:Envelope xmlns:s="{SOAP}"><s:Body><Echo xmlns="urn:t"><a>1</a></Echo></s:Body></s:Envelope>'
        answer = await http.post("/soap/Old", content=message, headers={"content-type": "text/xml"})
        assert (answer.status_code, answer.content, len(sent)) == (202, b"", 1)
        assert (await http.get("/soap/Old?wsdl")).status_code == 404


@pytest.mark.parametrize(
    ("binding", "wsdl", "reason"),
    [
        ({"rpc": "yes"}, "", "faces.bad.upstream: its import file has a binding that is none"),
        ({}, "/nosuch/old.wsdl", "faces.bad.wsdl"),
    ],
)
def test_a_face_of_soap_that_cannot_be_made_is_refused(binding: dict[str, Any], wsdl: str, reason: str) -> None:
    function = Imported(
        name="local_shop_x", remote="x", type=FunctionType.READ, text="X.", params=Struct({}), returns=None, binding=binding
    )
    host: Any = None
    with pytest.raises(FaceError, match=reason):
        SoapFace("bad", Face(path="/x", wsdl=wsdl), host, [function])


async def test_large_messages_are_read_for_those_who_are_known(old: Gateway) -> None:
    large = ECHO.replace("a&lt;b", "x" * 100_000)
    answered = await soap(old, large, headers=basic("token", token("admin")))
    assert len(answered.findtext("{urn:t}thing") or "") == 100_000
    assert "longer than" in ((await soap(old, large)).findtext("faultstring") or "")
    assert (await soap(old, large, query="?wstoken=x")).findtext("detail/errorcode") == "invalidtoken"


async def test_a_face_is_off_while_its_protocol_is(old: Gateway) -> None:
    set_config(old, webserviceprotocols="rest")
    assert "switched off" in ((await soap(old, ECHO)).findtext("faultstring") or "")
    async with client(old) as http:
        assert (await http.get("/soap/Old?wsdl")).status_code == 404
