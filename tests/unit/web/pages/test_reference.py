"""The documentation of protocols and codes of errors, functions to print, and sample answers."""

from __future__ import annotations

import html
import re

import pytest

from gateway.admin.error_table import error_table
from gateway.describe.samples import sample_of
from gateway.server.host import Gateway
from gateway.web.pages.answers import SampleServer
from gateway.web.pages.examples import examples
from gateway.web.pages.reference import ERROR_CLASSES
from gateway.wire.call import Token
from gateway.wire.exchange import Fault
from gateway.wire.protocol import about, clients_of
from tests.unit.app_fixtures import counted, set_config
from tests.unit.web.pages.test_gate import session_of, web

INFO = "core_webservice_get_site_info"


async def test_sample_answers_are_read_by_the_client_half_of_their_protocol(gateway: Gateway) -> None:
    for function in [each.info for each in gateway.registry][::7]:
        server = SampleServer(gateway.protocols, gateway, function)
        for call in examples(gateway.protocols, gateway.base_address, function, {}, Token("x" * 32)):
            client = next(clients[call.protocol] for each in gateway.protocols if call.protocol in (clients := clients_of(each)))
            answer = await server.answer(call.request)
            read = client.read(answer, function)
            assert not isinstance(read, Fault), (function.name, call.protocol, read)
            assert (read is None) == (function.returns is None or sample_of(function.returns) is None), (function.name, call.protocol)


async def test_every_protocol_has_a_page_with_a_call_and_a_refusal(gateway: Gateway) -> None:
    async with web(gateway, session_of(gateway, 2)) as browser:
        for protocol in gateway.protocols:
            page = html.unescape((await browser.get("/docs/protocol", params={"name": protocol.name})).text)
            told = about(protocol)
            assert told.text, protocol.name
            assert all(rule in page for rule in (*told.rules, *(address.path for address in told.addresses))), protocol.name
            assert "accessexception" in page or protocol.of_pages, protocol.name
        soap = html.unescape((await browser.get("/docs/protocol", params={"name": "soap"})).text)
        wsdl = re.search(r'<a href="(/webservice/soap/server[^"]*)"', soap)
        assert wsdl is not None
        assert "<wsdl:definitions" in (await browser.get(wsdl[1])).text.replace("<definitions", "<wsdl:definitions")
        assert (await browser.get("/docs/protocol", params={"name": "nosuch"})).status_code == 404


async def test_visitors_see_no_token(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        page = (await browser.get("/docs/protocol", params={"name": "soap"})).text
    assert "wstoken=TOKEN" in page
    assert '<a href="/webservice' not in page


async def test_every_code_has_a_page(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        for row in error_table(gateway.registry)[::9]:
            page = (await browser.get("/docs/error", params={"code": row.errorcode})).text
            assert html.escape(row.text, quote=False) in page.replace("&#39;", "'").replace("&#34;", '"'), row.errorcode
            assert page.count(row.errorcode) > 3, row.errorcode
        assert (await browser.get("/docs/error", params={"code": "nosuch"})).status_code == 404


@pytest.mark.parametrize("component", ["mod_assign", "moodle"])
async def test_the_functions_of_a_component_are_on_one_page_to_print(gateway: Gateway, component: str) -> None:
    async with web(gateway, session_of(gateway, 2)) as browser:
        with counted(gateway.store) as seen:
            page = (await browser.get("/docs/print", params={"of": component})).text
        assert (await browser.get("/docs/print", params={"of": "nosuch"})).status_code == 404
    assert len(seen) <= 20
    assert all(f'id="{each.info.name}"' in page for each in gateway.registry if each.info.component == component)


async def test_errors_that_are_a_class_of_their_own_are_shown_with_it(gateway: Gateway) -> None:
    async with web(gateway) as browser:
        page = (await browser.get("/docs/error", params={"code": "invalidparameter"})).text
    assert "invalid_parameter_exception" in page
    assert all(make().errorcode == code for code, make in ERROR_CLASSES.items())


async def test_the_openapi_document_has_what_its_reader_may_call(gateway: Gateway) -> None:
    set_config(gateway, webserviceprotocols="api,rest", enablewebservices="1", enablewsdocumentation="0")
    async with web(gateway, session_of(gateway, 2)) as browser:
        page = (await browser.get("/docs/openapi")).text
        assert '<elements-api apiDescriptionUrl="/docs/openapi.json"' in page
        document = (await browser.get("/docs/openapi.json")).json()
    assert {f"/api/{each.info.name}" for each in gateway.registry} <= document["paths"].keys()
    async with web(gateway) as browser:
        assert f"/api/{INFO}" not in (await browser.get("/docs/openapi.json")).json()["paths"]
        set_config(gateway, webserviceprotocols="rest")
        assert (await browser.get("/docs/openapi")).status_code == 404
