"""Envelopes: what is one, what is in its header, and which element of its body is meant."""

from __future__ import annotations

import pytest
from lxml import etree

from gateway.errors import DecodeError, HostileInput
from protocols.soap.envelope import MustUnderstand, VersionMismatch, local_name, open_envelope, root_of, write_fault_envelope, write_message
from protocols.soap.names import SOAP_11, SOAP_12, Version
from tests.unit.soap.messages import VERSIONS, message


def root(body: str, header: str = "", version: Version = SOAP_11) -> str:
    return local_name(root_of(open_envelope(message(body, header, version))))


@pytest.mark.parametrize("version", VERSIONS)
def test_the_namespace_tells_the_version(version: Version) -> None:
    envelope = open_envelope(message("<f/>", "<h/>", version))
    assert envelope.version is version
    assert envelope.header is not None
    assert local_name(envelope.body) == "Body"
    assert open_envelope(message("", version=version)).header is None


@pytest.mark.parametrize(
    "document",
    [
        b"<x/>",
        b"<Envelope><Body/></Envelope>",
        b'<s:Envelope xmlns:s="urn:x"><s:Body/></s:Envelope>',
        b'<s:Body xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"/>',
    ],
)
def test_other_documents_are_of_another_version(document: bytes) -> None:
    with pytest.raises(VersionMismatch):
        open_envelope(document)


@pytest.mark.parametrize("document", [b"", b"text", b"<s:Envelope", message("<f>").replace(b"</f>", b"")])
def test_what_is_not_well_formed_is_refused(document: bytes) -> None:
    with pytest.raises(DecodeError):
        open_envelope(document)


@pytest.mark.parametrize("parts", ["", "<s:Header/>", "<s:Body/><s:Header/>", "<s:Body/><s:Body/>", "<Body/>", "<x/><s:Body/>"])
def test_an_envelope_holds_a_header_at_most_and_one_body(parts: str) -> None:
    with pytest.raises(DecodeError):
        open_envelope(f'<s:Envelope xmlns:s="{SOAP_11.namespace}">{parts}</s:Envelope>'.encode())


def test_what_follows_the_body_is_ignored_in_soap_11_alone() -> None:
    parts = "<s:Body><f/></s:Body><x/><y xmlns='urn:y'/>"
    envelope = open_envelope(f'<s:Envelope xmlns:s="{SOAP_11.namespace}">{parts}</s:Envelope>'.encode())
    assert local_name(root_of(envelope)) == "f"
    with pytest.raises(DecodeError):
        open_envelope(f'<s:Envelope xmlns:s="{SOAP_12.namespace}">{parts}</s:Envelope>'.encode())


def test_another_document_is_named() -> None:
    with pytest.raises(VersionMismatch, match=r"\{urn:x\}html"):
        open_envelope(b"<html xmlns='urn:x'/>")


def test_a_document_type_is_refused() -> None:
    with pytest.raises(HostileInput):
        open_envelope(b"<!DOCTYPE x>" + message("<f/>"))


def test_more_tags_than_allowed_are_refused() -> None:
    open_envelope(message("<f/>" * 10), 40)
    with pytest.raises(HostileInput):
        open_envelope(message("<f/>" * 40), 40)


@pytest.mark.parametrize(
    "body",
    [
        "<f/>",
        '<f/><multiRef id="i1"/><multiRef id="i2"/>',
        '<multiRef id="i1"/><f/>',
        '<multiRef id="i1" enc:root="0"/><f id="c" enc:root="1"/>',
        '<multiRef enc12:id="i1"/><f/>',
        '<f id="only"/>',
        '<f id="a"/><g id="b"/>',
        " <!-- c --> <f/> ",
    ],
)
def test_the_call_is_what_nothing_refers_to(body: str) -> None:
    assert root(body) == "f"


@pytest.mark.parametrize("body", ["", " ", "text", "<f/><g/>", '<f enc:root="1" id="a"/><g/>'])
def test_a_body_without_a_call_or_with_two_is_refused(body: str) -> None:
    with pytest.raises(DecodeError):
        root(body)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("attributes", ["", 's:mustUnderstand="0"', 's:mustUnderstand="1" s:actor="urn:other"', 'mustUnderstand="1"'])
def test_headers_are_not_looked_at(version: Version, attributes: str) -> None:
    assert root("<f/>", f"<g {attributes}>1</g>", version) == "f"


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("addressee", ["", 's:actor=""', 's:actor="http://schemas.xmlsoap.org/soap/actor/next"', 's:role="{}/role/next"'])
@pytest.mark.parametrize("demand", ["1", "true"])
def test_headers_that_must_be_understood_are_refused(version: Version, addressee: str, demand: str) -> None:
    with pytest.raises(MustUnderstand, match=r" g be understood"):
        root("<f/>", f'<ok/><g s:mustUnderstand="{demand}" {addressee.format(SOAP_12.namespace)}/>', version)


@pytest.mark.parametrize("version", VERSIONS)
def test_messages_are_read_back(version: Version) -> None:
    written = write_message(version, "urn:a&b'c", "fResponse", "<return/>")
    envelope = open_envelope(written)
    element = root_of(envelope)
    assert (envelope.version, element.tag) == (version, "{urn:a&b'c}fResponse")
    style = f"{{{version.namespace}}}encodingStyle"
    assert etree.fromstring(written).get(style, element.get(style)) == version.encoding


@pytest.mark.parametrize("version", VERSIONS)
def test_fault_envelopes_declare_nothing_else(version: Version) -> None:
    written = write_fault_envelope(version, "<x/>")
    assert written.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<')
    assert written.endswith(b"Envelope>\n")
    assert written.count(b"xmlns") == 1
    assert root_of(open_envelope(written)).tag == f"{{{version.namespace}}}Fault"
