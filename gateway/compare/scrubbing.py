"""Secrets and moments, which differ from one run to the next, taken out of recorded exchanges and out of arguments that are compared.

What is a secret goes by the names of fields and members alone, the same in what is stored and in what is compared.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Final
from urllib.parse import parse_qsl, quote, quote_plus

import msgspec

from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["MOMENT", "SECRET", "Scrubber", "is_moment", "is_secret", "scrubbed"]

SECRET: Final = "[secret]"  # noqa: S105 - what stands for one
MOMENT: Final = "[moment]"

_SECRETS: Final = frozenset({"token", "wstoken", "privatetoken", "password", "newpassword", "oldpassword", "sesskey", "secret", "userkey"})
_MOMENTS: Final = ("time", "date", "until", "since", "start", "end", "from", "to")
# A moment is a whole number of seconds, of this century or the next.
_SECONDS: Final = re.compile(r"[1-9]\d{9}")


def is_secret(name: str) -> bool:
    """Whether a member of this name is a secret."""
    return name.lower() in _SECRETS


def is_moment(name: str, value: object) -> bool:
    """Whether a member is a moment, by its name and its value."""
    lower = name.lower()
    named = lower.startswith("time") or lower.endswith(_MOMENTS)
    return named and not isinstance(value, bool) and isinstance(value, int | str) and bool(_SECONDS.fullmatch(str(value)))


def scrubbed(value: object, name: str = "") -> object:
    """The value of a member called ``name``, with placeholders for the secrets and moments in it."""
    if isinstance(value, Mapping):
        return {key: scrubbed(item, str(key)) for key, item in value.items()}
    if isinstance(value, list):
        return [scrubbed(item, name.removesuffix("s")) for item in value]
    if value in (None, ""):
        return value
    if is_secret(name):
        return SECRET
    return MOMENT if is_moment(name, value) else value


class Scrubber:
    """Takes the secrets out of the exchanges of one recording: each gets a name of its own, so that one can still tell whose it is."""

    def __init__(self) -> None:
        """No secret is known yet."""
        self._names: dict[str, str] = {}

    def exchange(self, request: HttpRequest, response: HttpResponse) -> tuple[HttpRequest, HttpResponse]:
        """The exchange without its secrets, and those of the exchanges before it."""
        for secret in (*_in_request(request), *_in_text(_text(response.body))):
            if len(secret) >= _SHORTEST:
                self._names.setdefault(secret, f"scrubbed{len(self._names) + 1}")
        headers = {name: self._without(value) for name, value in request.headers.items()}
        asked = HttpRequest(request.method, self._without(request.path), headers, self._bytes(request.body))
        return asked, msgspec.structs.replace(response, body=self._bytes(response.body))

    def _bytes(self, body: bytes) -> bytes:
        return self._without(_text(body)).encode("utf-8", "surrogateescape")

    def _without(self, text: str) -> str:
        for secret, name in sorted(self._names.items(), key=lambda each: -len(each[0])):
            for written in (secret, quote(secret, safe=""), quote_plus(secret), *_in_json_text(secret)):
                text = text.replace(written, name)
        return text


# A shorter text would be found in others by chance.
_SHORTEST: Final = 4
_ELEMENT: Final = re.compile(rf"<(?:\w+:)?({'|'.join(sorted(_SECRETS))})\b[^>]*>([^<]+)</", re.IGNORECASE)


def _in_json_text(secret: str) -> tuple[str, ...]:
    """How JSON may write a secret: with characters beyond ASCII and slashes escaped, or not."""
    forms = [json.dumps(secret, ensure_ascii=ascii_only)[1:-1] for ascii_only in (True, False)]
    return (*forms, *(form.replace("/", "\\/") for form in forms))


def _text(body: bytes) -> str:
    return body.decode("utf-8", "surrogateescape")


def _in_request(request: HttpRequest) -> Iterator[str]:
    """The secrets of a request: in its headers, its fields and its body."""
    for name, value in request.headers.items():
        if name.lower() == "authorization":
            yield value.rpartition(" ")[2]
        elif name.lower() == "cookie":
            yield from (part.partition("=")[2].strip() for part in value.split(";"))
    body = _text(request.body)
    for name, value in (*parse_qsl(request.path.partition("?")[2]), *(parse_qsl(body) if body[:1] not in "{[<" else ())):
        if is_secret(re.split(r"[\[\]]+", name.rstrip("]"))[-1]):
            yield value
    yield from _in_text(body)


def _in_text(text: str) -> Iterator[str]:
    """The secrets in JSON or XML; none in any other text."""
    if text[:1] in ("{", "["):
        try:
            yield from _in_json(json.loads(text))
        except ValueError:
            return
    elif text[:1] == "<":
        yield from (found[2] for found in _ELEMENT.finditer(text))


def _in_json(value: object, name: str = "") -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _in_json(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _in_json(item, name)
    elif isinstance(value, str) and value and is_secret(name):
        yield value
