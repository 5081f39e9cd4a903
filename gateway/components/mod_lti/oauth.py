"""Signing the fields of a form with a shared secret: OAuth 1.0 (RFC 5849) with HMAC-SHA1, as tools of LTI 1 expect it."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from urllib.parse import parse_qsl, quote, urlsplit

__all__ = ["signature", "signed"]

_PORTS = {"http": 80, "https": 443}


def signed(address: str, fields: Mapping[str, str], *, key: str, secret: str, nonce: str, now: int) -> dict[str, str]:
    """The fields of a form that is posted to an address, with those that OAuth adds, and the signature."""
    own = {
        "oauth_callback": "about:blank",
        "oauth_consumer_key": key,
        "oauth_nonce": nonce,
        "oauth_signature_method": "HMAC-SHA1",
        "oauth_timestamp": str(now),
        "oauth_version": "1.0",
    }
    found = {**fields, **own}
    return {**found, "oauth_signature": signature("POST", address, found, secret)}


def signature(method: str, address: str, fields: Mapping[str, str], secret: str, token_secret: str = "") -> str:
    """The signature of a request with the fields of a form, and those in its address."""
    url = urlsplit(address)
    host = (url.hostname or "").lower()
    if url.port and url.port != _PORTS.get(url.scheme.lower()):
        host = f"{host}:{url.port}"
    pairs = [*fields.items(), *parse_qsl(url.query, keep_blank_values=True)]
    normal = "&".join(f"{name}={value}" for name, value in sorted((_escaped(name), _escaped(value)) for name, value in pairs))
    base = "&".join(map(_escaped, (method.upper(), f"{url.scheme.lower()}://{host}{url.path or '/'}", normal)))
    # The contract of tools: SHA-1 is what they verify.
    found = hmac.new(f"{_escaped(secret)}&{_escaped(token_secret)}".encode(), base.encode(), hashlib.sha1)
    return base64.b64encode(found.digest()).decode()


def _escaped(text: str) -> str:
    """A text with all escaped but what RFC 3986 does not reserve."""
    return quote(text, safe="-._~")
