"""Calls to copy."""

from __future__ import annotations

import shlex

import pytest

from gateway.registry.protocols import protocols
from gateway.registry.registry import Registry
from gateway.web.pages.examples import as_curl, examples
from gateway.wire.call import Token
from gateway.wire.exchange import HttpRequest


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            HttpRequest("POST", "/a", {"Content-Type": "application/x-www-form-urlencoded"}, b"a=1&b=x%27y"),
            ["curl", "-d", "a=1", "-d", "b=x%27y", "http://x/a"],
        ),
        (HttpRequest("GET", "/a?b=1&c=2", {}, b""), ["curl", "http://x/a?b=1&c=2"]),
        (HttpRequest("PUT", "/a", {"x": "it's"}, b"$HOME"), ["curl", "-H", "x: it's", "--data-binary", "$HOME", "-X", "PUT", "http://x/a"]),
    ],
)
def test_a_request_as_a_command(request_: HttpRequest, words: list[str]) -> None:
    assert shlex.split(as_curl(request_, "http://x").replace("\\\n", "")) == words


def test_every_protocol_that_takes_a_token_has_a_call(registry: Registry) -> None:
    function = registry.get("core_webservice_get_site_info")
    assert function is not None
    found = {example.protocol: example for example in examples(protocols(), "http://x", function.info, {}, Token("t"))}
    assert {"rest", "rest-xml", "soap", "soaptyped", "xmlrpc", "jsonrpc"} <= found.keys()
    assert all(example.title != example.protocol for example in found.values())
    assert "?" not in "".join(example.address for example in found.values())
