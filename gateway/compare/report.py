"""Comparisons as text, as plain data for JSON, and as a self-contained page.

Requests hold credentials. Reports never show them: callers pass the secrets with their placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, quote_plus

from gateway.compare import highlight
from gateway.compare.exchange import Exchange
from gateway.compare.judge import Comparison, ExchangeVerdict
from gateway.telemetry.log import printable

if TYPE_CHECKING:
    from jinja2 import Environment, Template

__all__ = ["FILTERS", "as_data", "as_page", "as_text", "hidden", "template"]

# The maximum number of characters of a body in text reports.
_SHOWN = 4_000


class _Hider:
    """Replaces secrets by placeholders, as they are and in their URL-encoded forms."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        # The longest first, as one secret may be part of another.
        pairs = {
            form: placeholder
            for secret, placeholder in secrets.items()
            for form in (secret, *(write(secret, errors="surrogateescape") for write in (quote, quote_plus)))
        }
        self._pairs = sorted(pairs.items(), key=lambda pair: -len(pair[0]))

    def __call__(self, text: str) -> str:
        for secret, placeholder in self._pairs:
            text = text.replace(secret, placeholder)
        return text

    def everywhere(self, value: Any) -> Any:
        """A plain value with secrets replaced in all its texts."""
        if isinstance(value, str):
            return self(value)
        if isinstance(value, list):
            return [self.everywhere(item) for item in value]
        return {key: self.everywhere(item) for key, item in value.items()} if isinstance(value, dict) else value


def hidden(value: Any, secrets: Mapping[str, str]) -> Any:
    """A plain value with placeholders in the place of secrets, in all its texts."""
    return _Hider(secrets).everywhere(value)


def as_data(comparisons: Iterable[Comparison], secrets: Mapping[str, str]) -> dict[str, Any]:
    """Comparisons as plain data: whether all agree, and all details of each call."""
    hide = _Hider(secrets)
    calls = [_call(comparison, hide) for comparison in comparisons]
    return {"agree": all(call["agree"] for call in calls), "calls": calls}


def _call(comparison: Comparison, hide: _Hider) -> dict[str, Any]:
    return {
        "function": comparison.function,
        "arguments": hide.everywhere(comparison.arguments),
        "agree": comparison.agree,
        "summary": _summary(comparison),
        "exchanges": [_exchange(verdict, hide) for verdict in comparison.verdicts],
    }


def _exchange(verdict: ExchangeVerdict, hide: _Hider) -> dict[str, Any]:
    exchange = verdict.exchange
    data: dict[str, Any] = {"protocol": exchange.protocol, "server": exchange.server, "agrees": verdict.agrees}
    if exchange.left_out is not None:
        data["left_out"] = exchange.left_out
    if exchange.request is not None:
        data["request"] = {
            "method": exchange.request.method,
            "path": hide(exchange.request.path),
            "headers": {name: hide(value) for name, value in exchange.request.headers.items()},
            "body": hide(_text(exchange.request.body)),
            "bytes": len(exchange.request.body),
        }
    if exchange.response is not None:
        body = exchange.response.body
        headers = {name: hide(value) for name, value in exchange.response.headers.items()}
        data["response"] = {"status": exchange.response.status, "headers": headers, "body": hide(_text(body)), "bytes": len(body)}
        data["milliseconds"] = round(exchange.seconds * 1000, 3)
    if exchange.returned:
        data["value"] = hide.everywhere(exchange.value)
    if exchange.fault is not None:
        data["fault"] = {"errorcode": exchange.fault.errorcode, "message": exchange.fault.message}
    if exchange.trouble is not None:
        data["trouble"] = exchange.trouble
    data["differences"] = [
        {"path": found.path, "first": hide.everywhere(found.left), "here": hide.everywhere(found.right)} for found in verdict.differences
    ]
    return data


def _text(body: bytes) -> str:
    return body.decode("utf-8", "backslashreplace")


def as_text(comparison: Comparison, secrets: Mapping[str, str], *, raw: bool = False) -> Iterator[str]:
    """A comparison as lines for a terminal; with requests, responses and values if ``raw``."""
    hide = _Hider(secrets)
    yield f"{comparison.function} {_json(hide.everywhere(comparison.arguments))}"
    several = len({verdict.exchange.server for verdict in comparison.verdicts}) > 1
    names = [verdict.exchange.name if several else verdict.exchange.protocol for verdict in comparison.verdicts]
    width = max(map(len, names), default=0)
    for name, verdict in zip(names, comparison.verdicts, strict=True):
        yield f"  {name:{width}}  {_outcome(verdict)}"
        for found in _exchange(verdict, hide)["differences"]:
            yield f"    {_place(found)}: {_json(found['first'])} first, {_json(found['here'])} here"
    if raw:
        for name, verdict in zip(names, comparison.verdicts, strict=True):
            yield from _raw(name, _exchange(verdict, hide))
    yield "  " + _summary(comparison)


def _place(found: Mapping[str, Any]) -> str:
    """The path of a difference, or a word for the whole value."""
    return found["path"] or "as a whole"


def _outcome(verdict: ExchangeVerdict) -> str:
    """The outcome of an exchange in one line."""
    exchange = verdict.exchange
    if exchange.left_out is not None:
        return f"left out: {exchange.left_out}"
    figures = _figures(exchange)
    word = "agrees" if verdict.agrees else "DIFFERS"
    if exchange.trouble is not None:
        word = f"DIFFERS: {printable(exchange.trouble)}"
    elif exchange.fault is not None:
        word += f", refused: {printable(exchange.fault.errorcode or exchange.fault.message)}"
    return f"{figures}{word}"


def _figures(exchange: Exchange) -> str:
    if exchange.request is None or exchange.response is None:
        return ""
    sent, received = len(exchange.request.body), len(exchange.response.body)
    return f"{exchange.response.status}  {sent:>6} bytes out  {received:>7} in  {exchange.seconds * 1000:7.1f} ms  "


def _summary(comparison: Comparison) -> str:
    if comparison.agree:
        return "All agree."
    if comparison.compared < 2:
        return "There is nothing to compare."
    differing = sum(not verdict.agrees for verdict in comparison.verdicts)
    return f"{differing} of {comparison.compared} differ."


def _raw(name: str, data: Mapping[str, Any]) -> Iterator[str]:
    """Request, response and value, in lines."""
    if "request" in data:
        sent = data["request"]
        yield f"\n--- {name}: request"
        yield f"{sent['method']} {printable(sent['path'])}"
        yield from _message(sent)
    if "response" in data:
        received = data["response"]
        yield f"--- {name}: answer"
        yield str(received["status"])
        yield from _message(received)
    if "value" in data:
        yield f"--- {name}: value"
        yield _json(data["value"], indent=2)


def _message(message: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"{name}: {printable(value)}" for name, value in message["headers"].items())
    yield ""
    body: str = message["body"]
    yield from (printable(line) for line in body[:_SHOWN].splitlines())
    if len(body) > _SHOWN:
        yield f"… and {len(body) - _SHOWN} characters more"


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent, default=str).encode("utf-8", "backslashreplace").decode()


def as_page(comparisons: Sequence[Comparison], secrets: Mapping[str, str], *, title: str = "Comparison") -> str:
    """Comparisons as one HTML page, without scripts and external resources."""
    return template("report.html").render(title=title, calls=as_data(comparisons, secrets)["calls"])


def template(name: str) -> Template:
    """The template of a report."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    """The environment of the template: what it is given is escaped, and a name that it is not given is an error."""
    from jinja2 import Environment, PackageLoader, StrictUndefined  # which takes a moment of every start, and few need

    made = Environment(
        loader=PackageLoader("gateway.compare"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters |= FILTERS
    return made


FILTERS: Final[Mapping[str, Callable[..., str]]] = {
    "as_json": _json,
    "body_marked": highlight.body,
    "value_marked": highlight.value,
}
"""What the templates of comparisons use, here and on the pages of the site."""
