"""Comparisons as text, as plain data for JSON, and as a self-contained page.

Requests hold credentials. Reports never show them: callers pass the secrets with their placeholders.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from gateway.compare.exchange import Exchange
from gateway.compare.judge import Comparison, ExchangeVerdict
from gateway.telemetry.log import printable

__all__ = ["as_data", "as_page", "as_text"]

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
    hide = _Hider(secrets)
    agreeing = sum(comparison.agree for comparison in comparisons)
    calls = "".join([_section(comparison, hide) for comparison in comparisons])
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style></head>'
        f"<body><h1>{escape(title)}</h1><p>{agreeing} of {len(comparisons)} calls agree.</p>{calls}</body></html>\n"
    )


_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:75rem;margin:2rem auto;padding:0 1rem;color:#1c1c1c}"
    "table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}"
    "td.n{text-align:right;font-variant-numeric:tabular-nums}pre{overflow:auto;max-height:24rem;background:#f5f5f5;padding:.6rem}"
    ".same{color:#176117}.differs{color:#a30000;font-weight:600}code{overflow-wrap:anywhere}"
)


def _section(comparison: Comparison, hide: _Hider) -> str:
    rows, details = [], []
    for verdict in comparison.verdicts:
        data = _exchange(verdict, hide)
        rows.append(_row(verdict, data))
        details.append(_details(verdict.exchange.name, data))
    heading = f"<h2>{escape(comparison.function)}</h2><p><code>{_escaped(_json(hide.everywhere(comparison.arguments)))}</code></p>"
    head = "".join([f"<th>{name}</th>" for name in ("protocol", "server", "status", "bytes out", "bytes in", "ms", "outcome")])
    kind = "same" if comparison.agree else "differs"
    return (
        f'<section>{heading}<p class="{kind}">{_summary(comparison)}</p>'
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{''.join(details)}</section>"
    )


def _row(verdict: ExchangeVerdict, data: Mapping[str, Any]) -> str:
    sent, received = data.get("request", {}), data.get("response", {})
    figures = [received.get("status", ""), sent.get("bytes", ""), received.get("bytes", ""), data.get("milliseconds", "")]
    numbers = "".join([f'<td class="n">{figure}</td>' for figure in figures])
    outcome, kind = ("agrees", "same") if verdict.agrees else ("differs", "differs")
    if "left_out" in data:
        outcome = f"left out: {data['left_out']}"
    elif "fault" in data:
        outcome += f", refused: {data['fault']['errorcode'] or data['fault']['message']}"
    found = "".join(
        [
            f"<li><code>{_escaped(_place(each))}</code>: <code>{_escaped(_json(each['first']))}</code> first, "
            f"<code>{_escaped(_json(each['here']))}</code> here</li>"
            for each in data["differences"]
        ]
    )
    listed = f"<ul>{found}</ul>" if found else ""
    names = f"<td>{_escaped(data['protocol'])}</td><td>{_escaped(data['server'])}</td>"
    return f'<tr>{names}{numbers}<td class="{kind}">{_escaped(outcome)}{listed}</td></tr>'


def _details(name: str, data: Mapping[str, Any]) -> str:
    text = "\n".join(_lines_of(data))
    return f"<details><summary>{_escaped(name)}</summary><pre>{_escaped(text)}</pre></details>" if text else ""


def _lines_of(data: Mapping[str, Any]) -> Iterator[str]:
    """Request, response and value in full."""
    for part in ("request", "response"):
        if part not in data:
            continue
        message = data[part]
        yield f"{message['method']} {message['path']}" if part == "request" else f"\n{message['status']}"
        yield from (f"{name}: {value}" for name, value in message["headers"].items())
        yield f"\n{message['body']}"
    if "value" in data:
        yield f"\n{_json(data['value'], indent=2)}"


def _escaped(text: str) -> str:
    return escape(text.encode("utf-8", "backslashreplace").decode())
