"""The kind of upstream ``xmlrpc``: servers of XML-RPC, whose methods are learnt by introspection.

What introspection tells of types ends at "a struct" and "an array", and parameters have no names: what a recording of calls shows
completes that (``gateway.upstream.observed``).
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

import msgspec

from gateway.describe.model import Description, Struct, Value
from gateway.describe.types import BOOL, FLOAT, INT, RAW
from gateway.upstream.bindings import Bindings
from gateway.upstream.credentials import authorization, refused
from gateway.upstream.errors import UpstreamAnswer, UpstreamFault
from gateway.upstream.fitting import ANY_JSON, fitted, marked_paths, opened
from gateway.upstream.guessing import guessed_type
from gateway.upstream.imported import PLAIN, Asked, Imported, Learned
from gateway.upstream.kind import KindError, Line
from gateway.upstream.names import local_name
from gateway.upstream.observed import Exchange, Seen
from gateway.upstream.xmlrpc.messages import Form, read_answer, read_call, write_call
from gateway.wire.call import Credential
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["Binding", "XmlRpc"]

_MOST_METHODS: Final = 5000
_LARGE: Final = 256 * 1024
_SCALARS: Final = {
    "int": INT, "i4": INT, "i8": INT, "i2": INT, "i1": INT, "integer": INT, "boolean": BOOL, "bool": BOOL, "double": FLOAT, "float": FLOAT,
    "string": RAW, "str": RAW, "dateTime.iso8601": RAW, "base64": RAW,
}  # fmt: skip
_FORMS: Final = {
    "dateTime.iso8601": "a time, as in 2026-03-05T10:00:00",
    "base64": "octets in Base64",
}


class Binding(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """How a method is called: which of its arguments are texts of JSON, and which texts are times or octets, by their paths.

    ``returned`` has such paths in its result, for callers who speak XML-RPC (``gateway.upstream.faces``).
    """

    json: tuple[str, ...] = ()
    forms: Mapping[str, Form] = {}
    returned: Mapping[str, Form] = {}


class XmlRpc:
    """Servers of XML-RPC."""

    name = "xmlrpc"

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._bindings = Bindings(lambda data: msgspec.convert(data, Binding))

    async def learn(self, line: Line, credential: Credential | None) -> Learned:
        """The methods that ``system.listMethods`` names, with their signatures. Raises ``GatewayError`` and ``KindError``."""
        try:
            listed = await self._ask(line, credential, "system.listMethods")
        except UpstreamFault as error:
            raise KindError(
                f"the server does not describe itself (system.listMethods: {error.public_message}): learn from a recording"
            ) from error
        if not isinstance(listed, list):
            raise KindError("system.listMethods: a list is expected")
        functions: dict[str, Imported] = {}
        left_out: dict[str, str] = {}
        for remote in [str(each) for each in listed[:_MOST_METHODS]]:
            if remote.startswith("system."):
                continue
            name = local_name(line.name, line.settings, remote)
            if name in functions:
                left_out[remote] = f"its name here, {name}, is taken by {functions[name].remote}"
                continue
            signatures = await self._asked(line, credential, "system.methodSignature", remote)
            text = await self._asked(line, credential, "system.methodHelp", remote)
            functions[name] = _function(name, remote, signatures, text)
        return Learned(functions=tuple(functions.values()), left_out=left_out)

    async def _asked(self, line: Line, credential: Credential | None, method: str, about: str) -> object:
        """What introspection says of a method; None if it says nothing."""
        try:
            return await self._ask(line, credential, method, about)
        except UpstreamFault:
            return None

    async def _ask(self, line: Line, credential: Credential | None, method: str, *arguments: object) -> object:
        body = write_call(method, arguments, {}, [str(index) for index in range(len(arguments))])
        return _value(await line.send(_request(body, credential), None, PLAIN))

    async def call(
        self, line: Line, function: Imported, arguments: dict[str, object], credential: Credential | None, asked: Asked
    ) -> object:
        """The value that a method returns. Raises ``GatewayError``."""
        binding = self._bindings.of(line, function)
        read = opened(arguments, binding.json)
        given = read if isinstance(read, dict) else {}
        names = list(function.params.members)
        while names and given.get(names[-1]) is None:  # arguments at the end may be left out
            names.pop()
        body = write_call(function.remote, [given.get(name) for name in names], binding.forms, names)
        response = await line.send(_request(body, credential), function, asked)
        value = await asyncio.to_thread(_value, response) if len(response.body) > _LARGE else _value(response)
        return None if function.returns is None else fitted(value, function.returns)

    def check(self, line: Line, function: Imported) -> None:
        """Raise ``KindError`` for a function whose binding cannot be used."""
        self._bindings.of(line, function)

    def seen(self, exchange: Exchange) -> Seen | None:
        """The call in a recorded exchange, as ``gateway.upstream.recorded.Observant`` has it."""
        try:
            method, arguments, forms = read_call(exchange.request)
        except UpstreamAnswer:
            return None
        if not method or method.startswith("system."):
            return None
        told = {f"{index}{_below(path)}": form for index, each in enumerate(forms) for path, form in each.items()}
        try:
            value, returned = read_answer(exchange.answer)
        except (UpstreamFault, UpstreamAnswer):
            return Seen(method=method, arguments=arguments, forms=told)
        return Seen(method=method, arguments=arguments, forms=told, returned=True, value=value, returned_forms=returned)

    def binding(self, params: Struct, forms: Mapping[str, str], returned: Mapping[str, str], *, by_name: bool) -> dict[str, Any]:
        """What is needed to call a function of these parameters."""
        binding = Binding(json=tuple(marked_paths(params)), forms=dict(forms), returned=dict(returned))
        data: dict[str, Any] = msgspec.to_builtins(binding)
        return data


def _below(path: str) -> str:
    return path if path.startswith("[") or not path else f".{path}"


def _request(body: bytes, credential: Credential | None) -> HttpRequest:
    return HttpRequest("POST", "", {"content-type": "text/xml; charset=utf-8", "accept": "text/xml", **authorization(credential)}, body)


def _value(response: HttpResponse) -> object:
    """The value in an answer. Raises ``UpstreamFault`` and ``UpstreamAnswer``."""
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if 400 <= response.status < 500 and "xml" not in kind:
        raise refused(response)
    if kind and "xml" not in kind:
        raise UpstreamAnswer("the answer is not said to be XML")
    return read_answer(response.body)[0]


def _function(name: str, remote: str, signatures: object, text: object) -> Imported:
    """A method as introspection describes it; without a signature it takes anything."""
    told = [each for each in signatures if isinstance(each, list) and each] if isinstance(signatures, list) else []
    said = " ".join(str(text or "").split())[:1000] or f"Calls {remote}."
    kind = guessed_type(remote)
    if not told:
        any_value = Value(RAW, ANY_JSON, default=None, null=True)
        params = Struct({f"arg{number}": any_value for number in range(1, 6)})
        binding = Binding(json=tuple(params.members))
        returns: Description = Value(RAW, ANY_JSON, null_means="nil")
        return Imported(
            name=name, remote=remote, type=kind, text=said, params=params, returns=returns, binding=msgspec.to_builtins(binding)
        )
    longest = max(told, key=len)
    least = min(len(each) for each in told)
    members = {f"arg{number}": _value_of(str(type_), required=number < least) for number, type_ in enumerate(longest[1:], 1)}
    forms = {f"arg{number}": str(type_) for number, type_ in enumerate(longest[1:], 1) if type_ in _FORMS}
    json = tuple(f"arg{number}" for number, type_ in enumerate(longest[1:], 1) if type_ not in _SCALARS)
    returned_types = {str(each[0]) for each in told}
    returns = (
        _value_of(next(iter(returned_types)), required=True, null="nil")
        if len(returned_types) == 1
        else Value(RAW, ANY_JSON, null_means="nil")
    )
    only = next(iter(returned_types)) if len(returned_types) == 1 else ""
    binding = Binding(json=json, forms=forms, returned={"": only} if only in _FORMS else {})
    return Imported(
        name=name, remote=remote, type=kind, text=said, params=Struct(members), returns=returns, binding=msgspec.to_builtins(binding)
    )


def _value_of(type_: str, *, required: bool, null: str = "") -> Value:
    """The description of a value of a type of XML-RPC."""
    extras: dict[str, Any] = (
        {"null": True, "null_means": null} if null else {"null": False} if required else {"default": None, "null": True}
    )
    if type_ not in _SCALARS:
        return Value(RAW, ANY_JSON, **extras)
    return Value(_SCALARS[type_], _FORMS.get(type_, ""), **extras)
