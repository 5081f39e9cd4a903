"""The kind of upstream ``openapi``: its functions from a document of OpenAPI, and calling them."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urljoin, urlsplit

import msgspec

from gateway.upstream.bindings import Bindings
from gateway.upstream.credentials import authorization, refused
from gateway.upstream.errors import UpstreamAnswer
from gateway.upstream.fitting import fitted
from gateway.upstream.imported import Asked, Imported, Learned
from gateway.upstream.json_documents import read_document
from gateway.upstream.json_schema import SchemaRefused
from gateway.upstream.kind import KindError, Line
from gateway.upstream.names import local_name
from gateway.upstream.openapi.binding import Binding, request_for
from gateway.upstream.openapi.operations import ReadOperation, base_path, operations
from gateway.wire.call import Credential
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["OpenApi"]


class OpenApi:
    """Servers that are described by OpenAPI 3.0 or 3.1."""

    name = "openapi"

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._bindings = Bindings(lambda data: msgspec.convert(data, Binding))

    async def learn(self, line: Line, credential: Credential | None) -> Learned:
        """The operations of the document that the settings name, else of ``/openapi.json``. Raises ``GatewayError`` and ``KindError``."""
        where = line.settings.document or f"{line.settings.url.rstrip('/')}/openapi.json"
        functions: dict[str, Imported] = {}
        left_out: dict[str, str] = {}
        try:
            document = read_document(await _fetched(line, where, credential), where)
            base = base_path(document)
            prefix = _prefix(line.settings.url, urljoin(where, base))
            for found in operations(document):
                if not isinstance(found, ReadOperation):
                    left_out[found[0]] = found[1]
                    continue
                name = local_name(line.name, line.settings, found.name)
                if name in functions:
                    left_out[found.name] = f"its name here, {name}, is taken by {functions[name].remote}"
                    continue
                binding = msgspec.structs.replace(found.binding, path=f"{prefix}{found.binding.path}")
                functions[name] = Imported(
                    name=name,
                    remote=found.name,
                    type=found.type,
                    text=found.text,
                    params=found.params,
                    returns=found.returns,
                    binding=msgspec.to_builtins(binding),
                )
        except SchemaRefused as error:
            raise KindError(str(error)) from error
        return Learned(functions=tuple(functions.values()), address=base, left_out=left_out)

    async def call(
        self, line: Line, function: Imported, arguments: dict[str, object], credential: Credential | None, asked: Asked
    ) -> object:
        """The value that an operation returns. Raises ``GatewayError``."""
        response = await line.send(request_for(self._bindings.of(line, function), arguments, credential), function, asked)
        if response.status >= 400:
            raise _fault(response)
        if function.returns is None or not response.body:
            return None
        try:
            return fitted(msgspec.json.decode(response.body), function.returns)
        except (msgspec.DecodeError, RecursionError) as error:
            raise UpstreamAnswer("the answer is not JSON") from error

    def check(self, line: Line, function: Imported) -> None:
        """Raise ``KindError`` for a function whose binding cannot be used."""
        self._bindings.of(line, function)


async def _fetched(line: Line, where: str, credential: Credential | None) -> bytes:
    """The document, asked for with the credential where it is below the address of the upstream. Raises ``GatewayError``."""
    base = line.settings.url.rstrip("/")
    if credential is not None and where.startswith(f"{base}/"):
        response = await line.send(HttpRequest("GET", where[len(base) :], authorization(credential), b""))
        if response.status != 200:
            raise refused(response)
        return response.body
    return await line.fetch(where)


def _prefix(url: str, address: str) -> str:
    """What paths begin with below the address of the upstream: the rest of the path of the document's own server, if that begins alike."""
    base, path = urlsplit(url.rstrip("/")).path, urlsplit(address.rstrip("/")).path
    path = path if address.startswith(("http:", "https:", "/")) and not address.endswith((".json", ".yaml", ".yml")) else ""
    return path[len(base) :] if path.startswith(f"{base}/") else ""


def _fault(response: HttpResponse) -> Exception:
    """The error in an answer: by RFC 9457, as FastAPI writes it, or in other words under a usual name; else its status alone."""
    try:
        told = msgspec.json.decode(response.body)
    except (msgspec.DecodeError, RecursionError):
        told = None
    if not isinstance(told, Mapping):
        if response.status >= 500:
            return UpstreamAnswer(f"the status {response.status}, without words")
        return refused(response)
    inner = told.get("error")
    told = inner if isinstance(inner, Mapping) else told
    message = next((told[name] for name in ("detail", "message", "error_description", "title", "error") if told.get(name)), "")
    code = next((told[name] for name in ("code", "errorcode", "error_code", "type") if isinstance(told.get(name), (str, int))), "")
    return refused(response, "" if "/" in str(code) or ":" in str(code) else str(code), _words(message))


def _words(message: object) -> str:
    """What an error says, in words: of a list of errors, what each says, and where."""
    if isinstance(message, str):
        return message
    if isinstance(message, list):
        return "; ".join(_words(each) for each in message[:10])
    if isinstance(message, Mapping):
        place = message.get("loc")
        where = f"{'.'.join(str(part) for part in place)}: " if isinstance(place, list) else ""
        return f"{where}{message.get('msg') or message.get('message') or ''}"
    return str(message)
