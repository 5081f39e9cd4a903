"""Addresses, and the credentials in them (``docs/contract/encodings.md 5.1``)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import EncodeError
from gateway.wire.call import Credential, Password, Session, Token
from gateway.wire.form import Form, parse_fields
from protocols.soap.address import read_credential, service_address

BASE = "https://example.com"
TEXTS = st.text(st.characters(codec="utf-8"), min_size=1)


@pytest.mark.parametrize(
    ("credential", "address"),
    [
        (Token("abc"), "/webservice/soap/server.php?wstoken=abc"),
        (Token("<b> &"), "/webservice/soap/server.php?wstoken=%3Cb%3E+%26"),
        (Password("ann", "Passw0rd!"), "/webservice/soap/simpleserver.php/ann/Passw0rd!"),
        (Password("a/b", "p?q#%"), "/webservice/soap/simpleserver.php/a%2Fb/p%3Fq%23%25"),
    ],
)
def test_the_address_of_a_service(credential: Credential, address: str) -> None:
    assert service_address(BASE, credential) == f"{BASE}{address}"


@pytest.mark.parametrize("credential", [Session("s", None), Token("\ud800"), Password("a", "\ud800")])
def test_what_has_no_address(credential: Credential) -> None:
    with pytest.raises(EncodeError):
        service_address(BASE, credential)


@given(TEXTS, TEXTS)
def test_the_address_leads_back_to_the_credential(first: str, second: str) -> None:
    _, _, query = service_address("", Token(first)).partition("?")
    assert read_credential(parse_fields(query.encode(), 10), "", simple=False) == Token(first)
    _, _, path = service_address("", Password(first, second)).partition("simpleserver.php")
    assert read_credential({}, path, simple=True) == Password(first, second)


@pytest.mark.parametrize(
    ("form", "path", "expected"),
    [
        ({}, "", Password("", "")),
        ({"wsusername": "ann", "wspassword": "pw"}, "/other/path", Password("ann", "pw")),
        ({"wsusername": "ann"}, "/ben/pw", Password("ben", "pw")),
        ({"wsusername": "ann", "wspassword": ""}, "/ben/pw", Password("ben", "pw")),
        ({"wsusername": "ann"}, "/ben", Password("ann", "")),
        ({}, "/a/b/c", Password("", "")),
        ({}, "/%C5%BC/%FF", Password("ż", "\udcff")),
        ({"wsusername": {"a": "b"}, "wspassword": {0: "c"}, "wstoken": {0: "d"}}, "", Password("", "")),
    ],
)
def test_passwords(form: Form, path: str, expected: Password) -> None:
    assert read_credential(form, path, simple=True) == expected


@pytest.mark.parametrize(("form", "expected"), [({"wstoken": "abc"}, "abc"), ({}, ""), ({"wstoken": {0: "d"}}, "")])
def test_tokens(form: Form, expected: str) -> None:
    assert read_credential(form, "/ann/pw", simple=False) == Token(expected)
