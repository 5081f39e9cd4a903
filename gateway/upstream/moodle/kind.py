"""Calling a Moodle by REST, and learning what it offers from what it says of itself."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final

from gateway.errors import EncodeError, InvalidParameter
from gateway.registry.protocols import protocols
from gateway.upstream.errors import UpstreamFault
from gateway.upstream.imported import PLAIN, Asked, Imported, Learned
from gateway.upstream.kind import Line
from gateway.upstream.moodle import learning, reading
from gateway.upstream.moodle.addresses import Addresses
from gateway.upstream.moodle.arguments import carried
from gateway.upstream.moodle.identity import Identity
from gateway.wire.call import CallSettings, Credential, Written
from gateway.wire.exchange import Client, HttpRequest, HttpResponse

__all__ = ["Moodle"]

_JSON: Final = "rest-json"
_DEFAULTS: Final = CallSettings()


class Moodle:
    """The kind: a site that answers REST."""

    name: str = "moodle"

    @cached_property
    def _clients(self) -> dict[str, Client]:
        return {protocol.name: protocol for protocol in protocols() if protocol.name in ("rest", "ajax")}

    async def learn(self, line: Line, credential: Credential | None) -> Learned:
        """The functions that the site lists for the owner of the token, with what is known of each."""
        info = await self.call(line, learning.SITE_INFO, {}, credential, PLAIN)
        return await learning.learned(line, info, credential)

    async def identify(self, line: Line, credential: Credential) -> Identity | None:
        """Whose token it is there; None for one that the site does not know."""
        try:
            info = await self.call(line, learning.SITE_INFO, {}, credential, PLAIN)
        except UpstreamFault as fault:
            if fault.errorcode == learning.NOBODY:
                return None
            if fault.errorcode == learning.UNTOLD:
                return Identity(0, "", None)
            raise
        return learning.identity(info)

    async def call(
        self, line: Line, function: Imported, arguments: dict[str, object], credential: Credential | None, asked: Asked
    ) -> object:
        """The value that a function returns; as the site has written it where the caller takes that."""
        client = self._clients["ajax" if credential is None else "rest"]
        there = function.there()
        try:
            request = client.request(there, carried(arguments, there.params) if credential is not None else arguments, credential)
        except EncodeError as error:
            raise InvalidParameter(f"This cannot be handed on: {error.public_message}") from None
        answer = await line.send(_with_settings(request, asked.settings), function, asked)
        addresses = _addresses(line, asked)
        if credential is not None and not reading.is_refusal(answer):
            if asked.takes == _JSON:
                return Written(_moved(reading.whole(answer), addresses), lambda: _value(answer, function, addresses))
            if function.untyped:
                return _moved(reading.whole(answer), addresses).decode()
        read = reading.read if credential is not None else reading.read_batch
        value = read(answer, there.returns)
        return value if addresses is None else addresses.in_value(value)


def _value(answer: HttpResponse, function: Imported, addresses: Addresses | None) -> object:
    """The value in an answer of REST."""
    value = reading.read(answer, function.returns)
    return value if addresses is None else addresses.in_value(value)


def _moved(body: bytes, addresses: Addresses | None) -> bytes:
    return body if addresses is None else addresses.in_bytes(body)


@lru_cache(maxsize=64)
def _replacing(there: str, here: str, *, files_only: bool) -> Addresses:
    return Addresses(there, here, files_only=files_only)


def _addresses(line: Line, asked: Asked) -> Addresses | None:
    """What replaces the site's addresses by those of this one; None where they stay."""
    return _replacing(line.address, asked.here, files_only=not line.settings.front) if asked.here else None


def _with_settings(request: HttpRequest, settings: CallSettings) -> HttpRequest:
    """The request with the settings that the caller has given for this call."""
    if settings == _DEFAULTS or not request.body or request.headers.get("content-type", "").endswith("json"):
        return request
    chosen = {
        "raw": str(int(settings.raw)),
        "fileurl": str(int(settings.fileurl)),
        "filter": str(int(settings.filter)),
        "lang": settings.lang,
        "timezone": settings.timezone,
    }
    plain = {"raw": "0", "fileurl": "1", "filter": "0", "lang": "", "timezone": ""}
    fields = "".join(f"&moodlewssetting{name}={_quoted(text)}" for name, text in chosen.items() if text != plain[name])
    return HttpRequest(request.method, request.path, request.headers, request.body + fields.encode())


def _quoted(text: str) -> str:
    return "".join(each if each.isalnum() and each.isascii() else "".join(f"%{octet:02X}" for octet in each.encode()) for each in text)
