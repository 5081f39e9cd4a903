"""Access tokens of identity providers (RFC 9068): whether one is to be trusted, and whom it stands for.

Keys are fetched in the background, and a call needs no network. A token that is not to be trusted has one flaw with a name, which is
that of the check that refuses it (``gateway.pipeline.checks.ISSUED``).
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, TypeGuard
from urllib.parse import urlsplit

import msgspec
import orjson
import structlog

from gateway.settings import Issuer

try:
    from joserfc import jws
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet
except ImportError:  # the extra oidc is not installed
    jws = None  # type: ignore[assignment]

__all__ = ["FLAWS", "Issued", "Issuers", "IssuersError", "looks_issued"]

FLAWS: Final = (
    "token readable",
    "token issuer",
    "token algorithm",
    "token key",
    "token signature",
    "token type",
    "token audience",
    "token begun",
    "token current",
    "token claim",
    "token scope",
    "token account",
    "token service",
)
"""What may be wrong with a token, in the order in which it is looked at."""

_SAFE: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"})
_ASYMMETRIC: Final = frozenset({"RSA", "EC", "OKP"})
_FETCHED_WITHIN, _SOONEST, _MOST_BYTES = 5.0, 60.0, 1 << 20
_END_OF_TIME: Final = 2**53
_LOOPBACK: Final = frozenset({"127.0.0.1", "::1", "localhost"})


class IssuersError(Exception):
    """Tokens of identity providers cannot be taken as the settings say; the text is one line."""


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a trusted token stands for: a field of an account and its value, the short name of a service, and when the token ends."""

    field: str
    value: str
    service: str
    ends: int


def looks_issued(token: str) -> bool:
    """Whether a text has the look of a signed token; tokens of the site's own have no dots."""
    return token.count(".") == 2 and token.startswith("ey")


class Issuers:
    """The trusted identity providers, with their keys."""

    def __init__(self, chosen: Mapping[str, Issuer]) -> None:
        """Start without keys. Raises ``IssuersError``."""
        if chosen and jws is None:
            raise IssuersError("tokens of identity providers need a library that is not installed: pip install 'triglot[oidc]'")
        for name, issuer in chosen.items():
            if unsafe := sorted(set(issuer.algorithms) - _SAFE):
                raise IssuersError(f"issuers.{name}.algorithms: {', '.join(unsafe)} is no algorithm with a public key")
            if wrong := [scope for scope in issuer.scopes if not all(scope.partition("=")[::2])]:
                raise IssuersError(f"issuers.{name}.scopes: {wrong[0]} is no scope=service")
            address = urlsplit(issuer.keys)
            if address.scheme == "http" and address.hostname not in _LOOPBACK:
                raise IssuersError(f"issuers.{name}.keys: keys are fetched over https")
        self._chosen = chosen
        self._keys: dict[str, dict[str, Any]] = {name: {} for name in chosen}
        self._fetched = 0.0
        self.wanted = asyncio.Event()
        """Set when a token names a key that is not known."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """The names of the providers, as tokens have them."""
        return tuple(issuer.issuer for issuer in self._chosen.values())

    @property
    def scopes(self) -> tuple[str, ...]:
        """The scopes that stand for services."""
        return tuple(dict.fromkeys(scope.partition("=")[0] for issuer in self._chosen.values() for scope in issuer.scopes))

    async def renew(self) -> None:
        """Read or fetch the keys of all providers; one that does not answer keeps the keys it has."""
        self._fetched = time.monotonic()
        for name, issuer in self._chosen.items():
            try:
                found = await asyncio.to_thread(_keys, issuer.keys)
            except Exception as error:  # whatever a stranger's server, a file or a key may do
                structlog.get_logger("gateway").error("the keys of an issuer cannot be read", issuer=name, reason=str(error))
            else:
                self._keys[name] = found

    def read(self, token: str, now: int) -> Issued | str:
        """Whom a token stands for, or the name of its flaw."""
        head, claims = _part(token, 0), _part(token, 1)
        if head is None or claims is None or "crit" in head:
            return "token readable"
        name = next((name for name, issuer in self._chosen.items() if issuer.issuer == claims.get("iss")), None)
        if name is None:
            return "token issuer"
        return self._signed(name, token, head) or _claimed(self._chosen[name], head, claims, now)

    def _signed(self, name: str, token: str, head: Mapping[str, Any]) -> str | None:
        """The flaw of a token's signature; None for a good one."""
        algorithm, kid, keys = head.get("alg"), head.get("kid"), self._keys[name]
        if algorithm not in self._chosen[name].algorithms:
            return "token algorithm"
        key = next(iter(keys.values())) if kid is None and len(keys) == 1 else keys.get(str(kid))
        if key is None:
            if time.monotonic() > self._fetched + _SOONEST:
                self.wanted.set()
            return "token key"
        try:
            jws.deserialize_compact(token, key, algorithms=[algorithm])
        except (JoseError, ValueError, TypeError):
            return "token signature"
        return None


def _claimed(issuer: Issuer, head: Mapping[str, Any], claims: Mapping[str, Any], now: int) -> Issued | str:
    """Whom the claims of a signed token stand for, or the name of their flaw."""
    kind, audience, ends = str(head.get("typ", "")).lower().removeprefix("application/"), claims.get("aud"), claims.get("exp")
    if kind not in {each.lower() for each in issuer.types}:
        return "token type"
    if issuer.audience not in (audience if isinstance(audience, list) else [audience]):
        return "token audience"
    if any(not _is_moment(begins) or begins > now + issuer.leeway for begins in (claims.get("nbf", 0), claims.get("iat", 0))):
        return "token begun"
    if not _is_moment(ends) or ends + issuer.leeway < now:
        return "token current"
    value = claims.get(issuer.claim)
    if not isinstance(value, str) or not value:
        return "token claim"
    service = _service(issuer, claims)
    if not service:
        return "token scope"
    return Issued(field=issuer.field, value=value, service=service, ends=int(ends) + issuer.leeway)


def _service(issuer: Issuer, claims: Mapping[str, Any]) -> str:
    """The short name of the service for which a token was issued; empty without one."""
    said = claims.get("scope", claims.get("scp", ""))
    granted = said if isinstance(said, list) else str(said).split()
    return next((service for scope, _, service in (each.partition("=") for each in issuer.scopes) if scope in granted), issuer.service)


def _is_moment(value: object) -> TypeGuard[float]:
    """Whether a claim is a number of seconds that a clock can have."""
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < _END_OF_TIME


def _part(token: str, number: int) -> dict[str, Any] | None:
    """The head (0) or the claims (1) of a token; None where that is no object."""
    text = token.split(".")[number]
    try:
        found = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (ValueError, binascii.Error):
        return None
    return found if isinstance(found, dict) else None


def _keys(place: str) -> dict[str, Any]:
    """The public keys in a file or at an address, by their ids."""
    if urlsplit(place).scheme in ("http", "https"):
        with urllib.request.urlopen(place, timeout=_FETCHED_WITHIN) as answer:  # noqa: S310 - http and https alone
            text = answer.read(_MOST_BYTES)
    else:
        text = Path(place).read_bytes()
    data = orjson.loads(text)
    public = [key for key in data["keys"] if key.get("kty") in _ASYMMETRIC and key.get("use", "sig") == "sig"]
    return {str(key.kid or number): key for number, key in enumerate(KeySet.import_key_set({"keys": public}).keys)}
