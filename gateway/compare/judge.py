"""Whether all agree on what became of a call, and where not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import msgspec

from gateway.compare.exchange import Asked, Exchange, Send, ask
from gateway.compare.values import Difference, differences, moved, normal
from gateway.wire.call import Credential, FunctionInfo
from gateway.wire.exchange import Client, Fault

__all__ = ["Comparison", "Target", "ExchangeVerdict", "compare", "judge"]


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A server to ask: its address, what hands it requests, and whom to call as, in the order of preference."""

    address: str
    send: Send
    credentials: Sequence[Credential | None]


class ExchangeVerdict(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange, and how what it gave differs from what the first that was readable gave."""

    exchange: Exchange
    differences: list[Difference]

    @property
    def agrees(self) -> bool:
        """Whether it gave the same; where the protocol cannot carry the call, there is nothing to differ."""
        return not self.differences


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one call everywhere."""

    function: str
    arguments: dict[str, object]
    verdicts: list[ExchangeVerdict]

    @property
    def compared(self) -> int:
        """How many exchanges there were; with fewer than two, nothing was compared."""
        return sum(verdict.exchange.left_out is None for verdict in self.verdicts)

    @property
    def agree(self) -> bool:
        """Whether there was something to compare, and all of it is the same."""
        return self.compared > 1 and all(verdict.agrees for verdict in self.verdicts)


def compare(clients: Mapping[str, Client], targets: Iterable[Target], asked: Asked, ignore: Iterable[str] = ()) -> Comparison:
    """Make a call by every one of the protocols at every target, one after the other, and judge what came of it.

    A function that writes does so each time. ``ignore`` holds paths in the result to leave out.
    """
    exchanges = [
        ask(name, client, asked, target.credentials, server=target.address, send=target.send)
        for target in targets
        for name, client in clients.items()
    ]
    return judge(asked, exchanges, ignore)


def judge(asked: Asked, exchanges: Sequence[Exchange], ignore: Iterable[str] = ()) -> Comparison:
    """Hold exchanges of the same call against each other."""
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
    """How two exchanges differ that were both answered."""
    if first.fault is None and other.fault is None:
        left, right = (moved(normal(each.value, function.returns), each.server) for each in (first, other))
        return differences(left, right, ignore)
    if first.fault is None or other.fault is None:
        return [Difference("", _said(first), _said(other))]
    codes = (first.fault.errorcode, other.fault.errorcode)
    # Some refusals of SOAP have no code: that they are refusals is all that can be told.
    return [] if None in codes or codes[0] == codes[1] else [Difference("", _said(first), _said(other))]


def _said(exchange: Exchange) -> str:
    """What came, in a word: for a difference between a value and a refusal."""
    return "a value" if exchange.fault is None else f"refused: {_code(exchange.fault)}"


def _code(fault: Fault) -> str:
    return fault.errorcode or fault.message
