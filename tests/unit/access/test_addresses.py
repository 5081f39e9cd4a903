"""Where a client is, and address restrictions (``docs/contract/server.md 0.4, 0.5``)."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.access import addresses
from gateway.access.addresses import UNKNOWN, admitted, matches, of_client
from gateway.access.config import Config


@pytest.mark.parametrize(
    ("address", "restriction"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("10.1.2.3", " 192.168.0.1 , 10.1.2.3 "),
        ("10.1.2.3", "nonsense,10.1.2.3"),
        # Partial addresses, of whole groups.
        ("10.1.2.3", "10"),
        ("10.1.2.3", "10."),
        ("10.1.2.3", "10.1"),
        ("10.1.2.3", "10.1."),
        ("10.1.2.3", "10.1.2"),
        # Networks.
        ("10.1.2.3", "10.0.0.0/8"),
        ("10.1.2.3", "10.1.2.99/24"),
        ("10.1.2.3", "10.1.2.3/32"),
        ("10.1.2.3", "0.0.0.0/0"),
        # Ranges of the last group.
        ("192.168.1.10", "192.168.1.10-20"),
        ("192.168.1.20", "192.168.1.10-20"),
        # IPv6.
        ("2001:db8::1", "2001:db8::1"),
        ("2001:db8::1", "2001:0DB8:0:0:0:0:0:1"),
        ("2001:db8::1", "2001:db8"),
        ("2001:db8::1", "2001:db8:"),
        ("2001:db8::1", "2001:db8::/32"),
        ("2001:db8::1f", "2001:db8::1a-20"),
        ("fe80::1", "fe80"),
        # An IPv4 client of a server that listens for both.
        ("::ffff:10.1.2.3", "10.1"),
    ],
)
def test_a_restriction_admits(address: str, restriction: str) -> None:
    assert matches(address, restriction)


@pytest.mark.parametrize(
    ("address", "restriction"),
    [
        ("10.1.2.3", "10.1.2.4"),
        ("10.1.2.3", "1"),
        ("10.11.2.3", "10.1"),
        ("10.1.2.3", "10.0.0.0/16"),
        ("192.168.1.9", "192.168.1.10-20"),
        ("192.168.1.21", "192.168.1.10-20"),
        ("192.168.2.15", "192.168.1.10-20"),
        ("192.168.1.15", "192.168.1.20-10"),
        ("2001:db8::1", "2001:db9"),
        ("2001:db8:1::1", "2001:db8::1"),
        ("2001:db8::21", "2001:db8::1a-20"),
        ("2001:db8::1", "10.0.0.0/8"),
        ("10.1.2.3", "::/0"),
        ("10.1.2.3", "2001:db8::1-20"),
    ],
)
def test_a_restriction_keeps_out(address: str, restriction: str) -> None:
    assert not matches(address, restriction)


@pytest.mark.parametrize(
    "item",
    ["", ",", " ", ".", ":", "-", "/", "*", "10.*", "10.1.2.3.4", "10.1.2.3/33", "10.1.2.3/x", "10.1.2.0-300", "0-20", "10.1.1-3.3"],
)
def test_malformed_items_admit_nobody(item: str) -> None:
    assert not matches("10.1.2.3", item)


@pytest.mark.parametrize("item", ["1_0.1", "+10.1", "-10.1", "10 .1", "10..1", "10.1.x"])
def test_what_only_python_reads_as_a_number_is_malformed(item: str) -> None:
    assert not matches("10.1.2.3", item)


@pytest.mark.parametrize("address", ["0.0.0.0", "", "unknown", "testclient"])
@pytest.mark.parametrize("restriction", ["0.0.0.0", "0.0.0.0/0", "0", "::/0", "unknown", ""])
def test_an_address_that_is_not_known_matches_nothing(address: str, restriction: str) -> None:
    assert not matches(address, restriction)


ADDRESSES = st.ip_addresses().filter(
    lambda address: address != ipaddress.ip_address("0.0.0.0") and not getattr(address, "ipv4_mapped", None)
)


@given(ADDRESSES, ADDRESSES)
def test_a_full_address_admits_itself_alone(one: ipaddress.IPv4Address | ipaddress.IPv6Address, other: object) -> None:
    assert matches(str(one), f"nonsense,{one}")
    assert matches(str(one), one.exploded)
    assert matches(str(one), str(other)) is (one == other)


@given(ADDRESSES, st.text(alphabet="0123456789abcdef.:/-,*_ x", max_size=30))
def test_whatever_a_restriction_holds_the_answer_is_yes_or_no(address: object, restriction: str) -> None:
    assert matches(str(address), restriction) in (True, False)


PEER = "203.0.113.9"
# What the site may be told to believe: both headers, X-Forwarded-For alone, Client-IP alone, neither.
BOTH, FORWARDED, CLIENT_IP, NEITHER = "0", "1", "2", "3"


def client(believed: str | None, peer: str | None = PEER, ignored: str = "", **headers: str) -> str:
    """The address of a client; the headers are named with underscores."""
    settings = {"reverseproxyignore": ignored, **({} if believed is None else {"getremoteaddrconf": believed})}
    sent = [(name.replace("_", "-").encode(), text.encode()) for name, text in headers.items()]
    return of_client(Config(settings), peer, [(b"host", b"campus.test"), *sent], proxies=f"192.0.2.1,{PEER}")


@pytest.mark.parametrize(
    ("peer", "address"),
    [
        (PEER, PEER),
        ("2001:0DB8:0:0:0:0:0:1", "2001:db8::1"),
        ("::ffff:203.0.113.9", PEER),
        (None, UNKNOWN),
        ("", UNKNOWN),
        ("testclient", UNKNOWN),
        ("0.0.0.0", UNKNOWN),
    ],
)
def test_a_client_is_where_the_connection_comes_from(peer: str | None, address: str) -> None:
    assert client(NEITHER, peer) == address


@pytest.mark.parametrize("believed", [None, NEITHER])
def test_headers_are_not_believed_unless_the_site_says_so(believed: str | None) -> None:
    assert client(believed, x_forwarded_for="10.1.2.3", client_ip="10.1.2.4") == PEER


@pytest.mark.parametrize(("believed", "address"), [(BOTH, "10.1.2.4"), (FORWARDED, "10.1.2.3"), (CLIENT_IP, "10.1.2.4"), (NEITHER, PEER)])
def test_which_header_is_believed_is_a_setting(believed: str, address: str) -> None:
    assert client(believed, x_forwarded_for="10.1.2.3", client_ip="10.1.2.4") == address


@pytest.mark.parametrize("believed", [BOTH, FORWARDED, CLIENT_IP])
def test_a_header_that_was_not_sent_says_nothing(believed: str) -> None:
    assert client(believed) == PEER
    assert client(believed, x_forwarded_for="", client_ip="") == PEER


@pytest.mark.parametrize(
    ("forwarded", "ignored", "address"),
    [
        ("10.1.2.3", "", "10.1.2.3"),
        # Whatever stands before the last one, the client may have made up.
        ("6.6.6.6, 10.1.2.3", "", "10.1.2.3"),
        ("6.6.6.6, 10.1.2.3, 192.168.0.1", "192.168.0.1", "10.1.2.3"),
        ("6.6.6.6,10.1.2.3,192.168.0.1,192.168.0.2", "192.168.0.0/24", "10.1.2.3"),
        ("10.1.2.3, 192.168.0.1:443", "192.168.0.1", "10.1.2.3"),
        ("192.168.0.1", "192.168", UNKNOWN),
        # Some proxies add the port.
        ("10.1.2.3:4567", "", "10.1.2.3"),
        ("[2001:db8::1]:4567", "", "2001:db8::1"),
        ("[2001:db8::1]", "", "2001:db8::1"),
        ("2001:db8::1", "", "2001:db8::1"),
        ("10.1.2.3, nonsense", "", UNKNOWN),
        ("nonsense, 10.1.2.3", "", "10.1.2.3"),
        ("10.1.2.3,", "", UNKNOWN),
    ],
)
def test_of_the_forwarded_addresses_the_last_that_is_no_proxy_counts(forwarded: str, ignored: str, address: str) -> None:
    assert client(FORWARDED, ignored=ignored, x_forwarded_for=forwarded) == address


def test_several_headers_are_one_list() -> None:
    headers = [(b"x-forwarded-for", b"6.6.6.6"), (b"x-forwarded-for", b"10.1.2.3")]
    assert of_client(Config({"getremoteaddrconf": FORWARDED}), PEER, headers, proxies=PEER) == "10.1.2.3"


@pytest.mark.parametrize("proxies", ["", "10.9.9.9", "10.9.0.0/16"])
def test_headers_of_a_peer_that_is_no_named_proxy_are_not_believed(proxies: str) -> None:
    headers = [(b"x-forwarded-for", b"10.1.2.3"), (b"client-ip", b"10.1.2.4")]
    assert of_client(Config({"getremoteaddrconf": "0"}), PEER, headers, proxies=proxies) == PEER


def test_what_a_stranger_sends_for_an_address_fills_no_cache_with_long_texts() -> None:
    before = [cache.cache_info().currsize for cache in (addresses._matches, addresses._cached_plain)]
    for number in range(100):
        long = f"{number}" * 1000
        assert client(FORWARDED, x_forwarded_for=long) == UNKNOWN
        assert not matches(long, "10.0.0.0/8")
    assert client(FORWARDED, x_forwarded_for=",".join(["1"] * 20_000)) == UNKNOWN
    after = [cache.cache_info().currsize for cache in (addresses._matches, addresses._cached_plain)]
    assert all(late - early <= 2 for early, late in zip(before, after, strict=True))


def test_a_client_ip_that_is_no_address_makes_the_client_unknown() -> None:
    assert client(CLIENT_IP, client_ip="nonsense") == UNKNOWN
    assert client(CLIENT_IP, client_ip="\xff") == UNKNOWN


@given(st.text(max_size=40), ADDRESSES)
def test_whatever_is_forwarded_the_answer_is_an_address(sent: str, peer: object) -> None:
    found = client(BOTH, str(peer), x_forwarded_for=sent)
    assert str(ipaddress.ip_address(found)) == found


# An address of a network that is allowed, and one of a network that is blocked.
GOOD, BAD, ELSEWHERE, BETWEEN = "10.1.2.3", "192.168.0.1", "203.0.113.9", "10.6.6.6"
ALLOWED, BLOCKED = "# people\n10.0.0.0/8\n", "192.168.0.0/16\n\n10.6.6.6"


@pytest.mark.parametrize(
    ("settings", "answered"),
    [
        ({}, {GOOD, BAD, ELSEWHERE, BETWEEN, UNKNOWN}),
        ({"blockedip": BLOCKED}, {GOOD, ELSEWHERE, UNKNOWN}),
        ({"allowedip": ALLOWED}, {GOOD, BETWEEN}),
        ({"allowedip": ALLOWED, "blockedip": BLOCKED}, {GOOD, BETWEEN}),
        ({"allowedip": ALLOWED, "blockedip": BLOCKED, "allowbeforeblock": "1"}, {GOOD}),
        ({"blockedip": BLOCKED, "allowbeforeblock": "1"}, {GOOD, ELSEWHERE, UNKNOWN}),
        ({"allowedip": "# nobody in particular\n"}, {GOOD, BAD, ELSEWHERE, BETWEEN, UNKNOWN}),
    ],
)
def test_whom_the_site_answers(settings: dict[str, str], answered: set[str]) -> None:
    config = Config(settings)
    assert {address for address in (GOOD, BAD, ELSEWHERE, BETWEEN, UNKNOWN) if admitted(config, address)} == answered
