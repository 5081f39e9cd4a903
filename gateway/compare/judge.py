"""Comparing exchanges of one call: whether they agree, and where they differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gateway.compare.exchange import Asked, Exchange, Send, ask
from gateway.compare.values import Difference, differences, moved, normal
from gateway.wire.call import Credential, FunctionInfo
from gateway.wire.exchange import Client, Fault

__all__ = ["Comparison", "Target", "ExchangeVerdict", "compare", "judge"]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A server to call: its address, the function that sends requests, and the credentials in order of preference."""

    address: str
    send: Send
    credentials: Sequence[Credential | None]


class ExchangeVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange, and how its result differs from that of the first readable exchange."""

    exchange: Exchange
    differences: list[Difference]

    @property
    def agrees(self) -> bool:
        """Whether the result is the same; True if the protocol cannot carry the call."""
        return not self.differences


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """The exchanges of one call, through all protocols and at all servers."""

    function: str
    arguments: dict[str, object]
    verdicts: list[ExchangeVerdict]

    @property
    def compared(self) -> int:
        """The number of readable exchanges; below two, nothing was compared."""
        return sum(verdict.exchange.left_out is None for verdict in self.verdicts)

    @property
    def agree(self) -> bool:
        """Whether at least two exchanges were compared, and all results are the same."""
        return self.compared > 1 and all(verdict.agrees for verdict in self.verdicts)


def compare(clients: Mapping[str, Client], targets: Iterable[Target], asked: Asked, ignore: Iterable[str] = ()) -> Comparison:
    """Make a call through each protocol at each target, one after the other, and compare the results.

    A function that writes does so at each call. ``ignore`` has paths in the result that are not compared.
    """
    exchanges = [
        ask(name, client, asked, target.credentials, server=target.address, send=target.send)
        for target in targets
        for name, client in clients.items()
    ]
    return judge(asked, exchanges, ignore)


def judge(asked: Asked, exchanges: Sequence[Exchange], ignore: Iterable[str] = ()) -> Comparison:
    """Compare exchanges of the same call."""
    ignored = [*ignore]
    first = next((exchange for exchange in exchanges if exchange.returned or exchange.fault is not None), None)
    verdicts = []
    for exchange in exchanges:
        found: list[Difference] = []
        if exchange.trouble is not None:
            found = [Difference("", "a readable answer", exchange.trouble)]
        elif exchange.left_out is None and first is not None:
            found = _between(asked.function, first, exchange, ignored)
        verdicts.append(ExchangeVerdict(exchange=exchange, differences=found))
    return Comparison(function=asked.function.name, arguments=asked.arguments, verdicts=verdicts)


def _between(function: FunctionInfo, first: Exchange, other: Exchange, ignore: Iterable[str]) -> list[Difference]:
    """The differences between two exchanges with results."""
    if first.fault is None and other.fault is None:
        left, right = (moved(normal(each.value, function.returns), each.server) for each in (first, other))
        return differences(left, right, ignore)
    if first.fault is None or other.fault is None:
        return [Difference("", _said(first), _said(other))]
    codes = (first.fault.errorcode, other.fault.errorcode)
    # Some SOAP faults have no code, so only the fact that they are faults can be compared.
    return [] if None in codes or codes[0] == codes[1] else [Difference("", _said(first), _said(other))]


def _said(exchange: Exchange) -> str:
    """The kind of a result in one word, for differences between a value and a fault."""
    return "a value" if exchange.fault is None else f"refused: {_code(exchange.fault)}"


def _code(fault: Fault) -> str:
    return fault.errorcode or fault.message
