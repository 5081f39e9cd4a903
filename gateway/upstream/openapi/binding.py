"""How an operation of an HTTP API is called: its method and path, and where each of its arguments goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal
from urllib.parse import quote, urlencode

import msgspec

from gateway.errors import InvalidParameter
from gateway.upstream.credentials import authorization
from gateway.upstream.fitting import opened
from gateway.wire.call import Credential, Token
from gateway.wire.exchange import HttpRequest

__all__ = ["Binding", "Place", "request_for"]

Where = Literal["path", "query", "header", "cookie"]
Style = Literal["plain", "repeated", "joined", "spaced", "piped", "bracketed", "json"]


class Place(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Where an argument goes: into which part of the request, under which name, and how a list or named members are written."""

    where: Where
    name: str
    style: Style = "plain"


class Binding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How an operation is called.

    ``places`` has the arguments that are no part of the body. The others are the members of the body, under the names in ``members``
    where those differ; or the one argument named ``whole`` is the body. ``json`` are the paths of arguments that are texts of JSON.
    A token is sent at the place ``key`` if there is one, else in the header ``Authorization``.
    """

    method: str
    path: str
    media: str = "application/json"
    places: Mapping[str, Place] = {}
    members: Mapping[str, str] = {}
    whole: str = ""
    json: tuple[str, ...] = ()
    key: Place | None = None


_NO_BODY: Final = object()


def request_for(binding: Binding, arguments: Mapping[str, object], credential: Credential | None) -> HttpRequest:
    """The request of a call. Raises ``InvalidParameter`` for an argument that the address or a header cannot carry."""
    given = {name: value for name, value in arguments.items() if value is not None}
    path, query, headers, cookies = binding.path, [], {"accept": "application/json"}, []
    for name, place in binding.places.items():
        if name not in given:
            continue
        pairs = list(_pairs(place, given[name], name))
        if place.where == "path":
            path = path.replace(f"{{{place.name}}}", quote(",".join(text for _, text in pairs), safe=""))
        elif place.where == "query":
            query.extend(pairs)
        elif place.where == "header":
            headers[place.name.lower()] = _header(",".join(text for _, text in pairs), name)
        else:
            cookies.append(f"{place.name}={quote(','.join(text for _, text in pairs), safe='')}")
    if path.split("?")[0].count("{"):
        raise InvalidParameter("the address of the call needs it", path=path.partition("{")[2].partition("}")[0])
    if any(part in (".", "..") for part in path.split("/")):
        raise InvalidParameter("an argument in the address may not be . or ..")
    _add_key(binding.key, credential, query, headers)
    if cookies:
        headers["cookie"] = "; ".join(cookies)
    body = _body(binding, given)
    octets = b""
    if body is not _NO_BODY:
        headers["content-type"] = binding.media
        octets = _encoded(binding.media, body)
    return HttpRequest(binding.method.upper(), f"{path}?{urlencode(query)}" if query else path, headers, octets)


def _add_key(place: Place | None, credential: Credential | None, query: list[tuple[str, str]], headers: dict[str, str]) -> None:
    """Send the credential where the server expects it."""
    if place is None or not isinstance(credential, Token):
        headers.update(authorization(credential))
    elif place.where == "query":
        query.append((place.name, credential.value))
    else:
        headers[place.name.lower()] = credential.value


def _body(binding: Binding, given: Mapping[str, object]) -> object:
    """The body of the request; ``_NO_BODY`` without one."""
    if binding.whole:
        if binding.whole not in given:
            return _NO_BODY
        found = opened({binding.whole: given[binding.whole]}, binding.json)
        return found[binding.whole] if isinstance(found, dict) else _NO_BODY
    members = {name: value for name, value in given.items() if name not in binding.places}
    if not binding.members:
        return _NO_BODY
    read = opened(members, binding.json)
    return {binding.members.get(name, name): value for name, value in read.items()} if isinstance(read, dict) else {}


def _encoded(media: str, body: object) -> bytes:
    if media == "application/x-www-form-urlencoded":
        pairs = [(name, item) for name, value in (body.items() if isinstance(body, Mapping) else ()) for item in _items(value)]
        return urlencode([(name, _text(item)) for name, item in pairs]).encode()
    return msgspec.json.encode(body)


def _pairs(place: Place, value: object, path: str) -> Iterator[tuple[str, str]]:
    """The names and texts that an argument is in an address or a header."""
    if isinstance(value, Mapping) and place.style == "bracketed":
        yield from ((f"{place.name}[{key}]", _text(item)) for key, item in value.items() if item is not None)
    elif isinstance(value, Mapping) and place.style == "repeated":
        yield from ((str(key), _text(item)) for key, item in value.items() if item is not None)
    elif isinstance(value, (Mapping, list, tuple)) and place.style == "json":
        yield place.name, msgspec.json.encode(value).decode()
    elif isinstance(value, (list, tuple)):
        texts = [_text(item) for item in value]
        if place.style == "repeated":
            yield from ((place.name, text) for text in texts)
        else:
            between = {"spaced": " ", "piped": "|"}.get(place.style, ",")
            yield place.name, between.join(texts)
    elif isinstance(value, Mapping):
        yield place.name, ",".join(f"{key},{_text(item)}" for key, item in value.items() if item is not None)
    else:
        yield place.name, _text(value)


def _items(value: object) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple)) else [value]


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return msgspec.json.encode(value).decode() if isinstance(value, (Mapping, list, tuple)) else str(value)


def _header(text: str, name: str) -> str:
    if not text.isascii() or not text.isprintable():
        raise InvalidParameter("a header carries printable ASCII alone", path=name)
    return text
