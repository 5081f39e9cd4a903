"""Recordings of exchanges, in the form of the recordings of the reference (``tests/oracle/README.md``).

A case is one exchange, a flow is a sequence of them. The server's address is replaced with the one at which the reference was
recorded, so that the replay tool can put in any other. Error texts are replaced with ``*``, which matches any text. Everything
else is kept as it was sent: **tokens, passwords and cookies of requests, and all data in responses**.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, BinaryIO, Final
from urllib.parse import quote

from gateway.compare.scrubbing import Scrubber
from gateway.wire.exchange import HttpRequest, HttpResponse

__all__ = ["BASE", "Recording", "RecordingError", "case", "exchange", "readdressed"]

BASE: Final = "http://127.0.0.1:8090"
"""The address under which the reference was recorded; in recordings it stands for that of any server."""

# Recorded headers: for decoding bodies, for credentials, and those that the replay tool compares.
_SENT: Final = (
    "content-type", "soapaction", "authorization", "cookie", "range", "user-agent", "mcp-protocol-version", "mcp-method", "mcp-name",
)  # fmt: skip
_ANSWERED: Final = (
    "content-type", "content-disposition", "access-control-allow-origin", "cache-control", "pragma", "expires", "accept-ranges", "etag",
)  # fmt: skip

# Placeholders that the replay tool fills in; they cannot occur in recorded requests.
_FILLED: Final = re.compile(r"\{\{\w+\}\}|%7B%7B\w+%7D%7D", re.IGNORECASE)
_CAPTURED_FROM: Final = "/login/token.php"

# Error texts in XML: those of REST, and the text of an XML-RPC fault up to its code.
_WORDS: Final = (
    (re.compile(r"(<(MESSAGE|DEBUGINFO)>).*?(</\2>)", re.DOTALL), r"\1*\3"),
    (re.compile(r"(<name>faultString</name>\s*<value>\s*<string>).*?((?: \| ERRORCODE: \w+)?</string>)", re.DOTALL), r"\1*\2"),
)


# The forms in which an address stands in requests and answers.
_WRITTEN: Final[tuple[Callable[[str], str], ...]] = (
    str,
    lambda address: quote(quote(address, safe=""), safe=""),
    lambda address: quote(address, safe=""),
    lambda address: address.replace("/", "\\/"),
    lambda address: address.replace("/", "\\\\\\/"),
)


class RecordingError(Exception):
    """An exchange cannot be recorded in this form; the text says why."""


def exchange(request: HttpRequest, response: HttpResponse, address: str) -> dict[str, Any]:
    """An exchange with the server at ``address`` as ``req`` and ``res``. Raises ``RecordingError``."""
    path, _, query = _with_base(request.path, address).partition("?")
    sent: dict[str, Any] = {"method": request.method, "path": path, "query": query, "headers": _headers(request.headers, address)}
    if request.body or request.method == "POST":
        sent["body"] = _with_base(request.body.decode("utf-8", "surrogateescape"), address)
    if _FILLED.search(f"{sent['query']} {sent.get('body', '')}"):
        raise RecordingError("the request holds what stands for captured values in recordings")
    received: dict[str, Any] = {
        "status": response.status,
        "headers": {name: response.headers[name] for name in _ANSWERED if name in response.headers},
    }
    try:
        received["text"] = _without_words(_with_base(response.body.decode(), address))
    except UnicodeDecodeError:
        received["hex"] = response.body.hex()
    return {"req": sent, "res": received}


def case(name: str, steps: Iterable[Mapping[str, Any]], *, flow: bool = False) -> dict[str, Any]:
    """The case with the id ``name``: one exchange, or a ``flow`` of several steps.

    In a flow, the token that the login script returns is captured, and later steps refer to it by name.
    """
    if not flow:
        (only,) = steps
        return {"id": name, **only}
    captured: dict[str, str] = {}
    recorded_steps: list[dict[str, Any]] = []
    for step in steps:
        recorded = {**step, "req": _with_names(step["req"], captured)}
        if token := _new_token(step):
            known = f"token{len(captured) + 1}"
            captured[token] = known
            recorded |= {"capture": {known: "token"}, "captured": {known: token}}
        recorded_steps.append(recorded)
    return {"id": name, "steps": recorded_steps}


class Recording:
    """A file of cases: each is written when it is recorded, or all at the end as one flow."""

    def __init__(self, file: BinaryIO, *, address: str, prefix: str = "recorded", flow: str | None = None, scrub: bool = False) -> None:
        """``address`` is the server's; ids begin with ``prefix``, or everything becomes the flow with the id ``flow``.

        With ``scrub``, secrets have other names in the file, which replays as a stand-in's answers, and not against a server.
        """
        self._scrubber = Scrubber() if scrub else None
        self._file = file
        self._address = address
        self._prefix = prefix
        self._flow = flow
        self._steps: list[dict[str, Any]] = []
        self.count = 0

    def add(self, name: str, request: HttpRequest, response: HttpResponse) -> None:
        """Record one exchange, under a name that need not be unique. Raises ``RecordingError``."""
        if self._scrubber is not None:
            request, response = self._scrubber.exchange(request, response)
        found = exchange(request, response, self._address)
        self.count += 1
        if self._flow is None:
            self._write(case(f"{self._prefix}/{name}/{self.count}", [found]))
        else:
            self._steps.append(found)

    def close(self) -> None:
        """Write the flow, if this is one."""
        if self._flow is not None and self._steps:
            self._write(case(self._flow, self._steps, flow=True))
            self._steps = []

    def _write(self, written: Mapping[str, Any]) -> None:
        self._file.write(json.dumps(written, ensure_ascii=False).encode("utf-8", "surrogateescape") + b"\n")
        self._file.flush()


def _headers(headers: Mapping[str, str], address: str) -> dict[str, str]:
    given = {name.lower(): value for name, value in headers.items()}
    return {name.title(): _with_base(given[name], address) for name in _SENT if name in given}


def _with_base(text: str, address: str) -> str:
    """A text with the server's address replaced by BASE."""
    return readdressed(text, address, BASE)


def readdressed(text: str, old: str, new: str) -> str:
    """A text with the address ``old`` replaced by ``new``, also where it is URL-encoded or escaped in JSON, once or twice."""
    for write in _WRITTEN:
        text = text.replace(write(old), write(new))
    return text


def _without_words(text: str) -> str:
    """A response with the texts of its errors replaced by ``*``."""
    if text.lstrip().startswith("<?xml"):
        if "<EXCEPTION" in text or "<fault>" in text:
            for pattern, replacement in _WORDS:
                text = pattern.sub(replacement, text)
        return text
    try:
        answer = json.loads(text)
    except ValueError:
        return text
    changed = [_starred(refusal) for refusal in _refusals(answer)]
    return json.dumps(answer, ensure_ascii=False) if any(changed) else text


def _refusals(answer: Any) -> list[dict[str, Any]]:
    """The error objects in a JSON response: of REST and the scripts, of AJAX entries, of JSON-RPC."""
    match answer:
        case {"errorcode": str(), "exception": str()} | {"errorcode": str(), "error": str()}:
            return [answer]
        case {"error": {"data": {"errorcode": str()}} as refusal}:
            return [refusal, refusal["data"]]
        case {"error": True, "exception": {"errorcode": str()} as refusal}:
            return [refusal]
        case list():
            return [refusal for entry in answer for refusal in _refusals(entry)]
        case dict() if answer and all(isinstance(entry, dict) and "error" in entry for entry in answer.values()):
            return [refusal for entry in answer.values() for refusal in _refusals(entry)]
    return []


def _starred(refusal: dict[str, Any]) -> bool:
    """Replace the texts of an error by ``*``; returns whether there were any."""
    words = [name for name in ("message", "error", "debuginfo") if isinstance(refusal.get(name), str)]
    refusal.update(dict.fromkeys(words, "*"))
    return bool(words)


def _with_names(sent: Mapping[str, Any], captured: Mapping[str, str]) -> dict[str, Any]:
    """A request with captured values replaced by their names."""
    request = dict(sent)
    for name in ("query", "body"):
        for value, known in captured.items():
            if name in request:
                request[name] = request[name].replace(value, f"{{{{{known}}}}}")
    return request


def _new_token(step: Mapping[str, Any]) -> str | None:
    """The token in the response of the login script, if the step asked for one."""
    if step["req"]["path"] != _CAPTURED_FROM:
        return None
    try:
        answer = json.loads(step["res"].get("text", ""))
    except ValueError:
        return None
    token = answer.get("token") if isinstance(answer, dict) else None
    return token if isinstance(token, str) else None
