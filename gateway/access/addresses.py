"""Client addresses, and the address restrictions of the site, of tokens, authorised users and keys.

A restriction is a comma-separated list of full addresses, partial addresses (``10.1`` or ``10.1.``),
networks (``10.0.0.0/8``) and ranges of the last group (``192.168.1.10-20``), for IPv4 and IPv6
(``docs/contract/server.md 0.5``). Items that are none of these are ignored. The lists of the site have one
item a line, and lines that begin with ``#`` are remarks.
"""

from __future__ import annotations

import functools
import ipaddress
import re
from collections.abc import Iterable, Sequence

from gateway.access.config import Config

__all__ = ["UNKNOWN", "admitted", "matches", "of_client", "plain"]

# The reference's name for an unknown address; no restriction admits it.
UNKNOWN = "0.0.0.0"  # noqa: S104

# Bits of the site setting ``getremoteaddrconf``: ignore the header Client-IP, ignore the header X-Forwarded-For.
_NOT_CLIENT_IP, _NOT_FORWARDED = 1, 2

# The length of the longest text that is taken for an address, and so kept in a cache: one of IPv6 with the name of a network.
_LONGEST = 100

_RANGE = re.compile(r"(?P<head>.*[.:])(?P<first>[0-9a-fA-F]+)-(?P<last>[0-9a-fA-F]+)")


def of_client(config: Config, peer: str | None, headers: Sequence[tuple[bytes, bytes]], *, proxies: str = "") -> str:
    """The address of a client: that of the connection, or what a proxy reports if the site trusts it (``docs/contract/server.md 0.4``).

    ``proxies`` is the restriction that the peers satisfy whose word is believed. In X-Forwarded-For, the last address counts that
    is not one of the site's proxies (``reverseproxyignore``): a client can forge those before it.
    """
    skipped = config.number("getremoteaddrconf")
    if skipped & _NOT_CLIENT_IP and skipped & _NOT_FORWARDED:
        return plain(peer or "")
    if not proxies or not matches(plain(peer or ""), proxies):
        return plain(peer or "")
    if not skipped & _NOT_CLIENT_IP and (sent := _header(headers, b"client-ip")):
        return plain(sent)
    if not skipped & _NOT_FORWARDED and (sent := _header(headers, b"x-forwarded-for")):
        passed_over = config["reverseproxyignore"]
        hops = (_without_port(item.strip()) for item in reversed(sent.split(",")))
        return plain(next((hop for hop in hops if not matches(hop, passed_over)), UNKNOWN))
    return plain(peer or "")


def admitted(config: Config, address: str) -> bool:
    """Whether the site accepts requests from this address (``docs/contract/server.md 0.4``).

    With an allowed list, an address must be in it. The blocked list counts without an allowed list, or if ``allowbeforeblock``
    is on.
    """
    allowed, blocked = _lines(config["allowedip"]), _lines(config["blockedip"])
    if allowed and not matches(address, allowed):
        return False
    if allowed and not config.flag("allowbeforeblock"):
        return True
    return not blocked or not matches(address, blocked)


def matches(address: str, restriction: str) -> bool:
    """Whether ``restriction`` admits ``address``."""
    return len(address) <= _LONGEST and _matches(address, restriction)


@functools.lru_cache(maxsize=4096)
def _matches(address: str, restriction: str) -> bool:
    client = _parsed(address)
    return client is not None and any(_admits(item.strip(), client) for item in restriction.split(","))


def _header(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> str:
    """The value of a header, several joined to one list; empty if there is none."""
    return ",".join(str(value, "latin-1") for name, value in headers if name == wanted)


def _without_port(address: str) -> str:
    """An address without the port that some proxies add: ``10.1.2.3:4567``, ``[2001:db8::1]:4567``."""
    if address.startswith("["):
        return address[1:].partition("]")[0]
    return address.partition(":")[0] if address.count(":") == 1 else address


def plain(address: str) -> str:
    """An address in its canonical form, for comparing and storing; UNKNOWN for invalid text."""
    return _cached_plain(address) if len(address) <= _LONGEST else UNKNOWN


@functools.lru_cache(maxsize=4096)
def _cached_plain(address: str) -> str:
    client = _parsed(address.strip())
    return UNKNOWN if client is None else str(client)


def _parsed(address: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """The parsed address, None if it is invalid or unknown; IPv4 addresses mapped to IPv6 become IPv4."""
    if address == UNKNOWN:
        return None
    try:
        client = ipaddress.ip_address(address)
    except ValueError:
        return None
    return client.ipv4_mapped or client if isinstance(client, ipaddress.IPv6Address) else client


@functools.lru_cache(maxsize=8)
def _lines(text: str) -> str:
    """A list of addresses from a site setting, one item a line, as a restriction."""
    return ",".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))


def _admits(item: str, client: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether one item of a restriction matches the client's address."""
    try:
        if "/" in item:
            return client in ipaddress.ip_network(item, strict=False)
        if match := _RANGE.fullmatch(item):
            return _in_range(match, client)
        return client == ipaddress.ip_address(item)
    except ValueError:
        return _starts_with(item, client)


def _in_range(match: re.Match[str], client: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the client's address is in a range of the last group."""
    first, last = (ipaddress.ip_address(match["head"] + match[end]) for end in ("first", "last"))
    return first.version == client.version and int(first) <= int(client) <= int(last)


def _starts_with(item: str, client: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Whether the client's address begins with a partial address of whole groups."""
    separator = "." if client.version == 4 else ":"
    groups = item.rstrip(separator).split(separator)
    client_groups = client.exploded.split(separator)
    if not item or len(groups) >= len(client_groups) or not all(group.isalnum() for group in groups):
        return False
    base = 10 if client.version == 4 else 16
    try:
        return [int(group, base) for group in groups] == [int(group, base) for group in client_groups[: len(groups)]]
    except ValueError:
        return False
