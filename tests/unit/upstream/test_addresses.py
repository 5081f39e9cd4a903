"""Addresses of another site in what it answers become those of this site, wherever they stand, and no others do."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from gateway.upstream.moodle.addresses import Addresses

THERE, HERE = "https://old.test/moodle", "https://new.test"


@pytest.mark.parametrize(
    "text",
    [
        "{site}",
        "{site}/course/view.php?id=2",
        '<a href="{site}/x">{site}</a>',
        "{site}#top {site}?a=b",
        "return={site}/x",
    ],
)
def test_every_address_of_the_site_is_replaced(text: str) -> None:
    addresses = Addresses(THERE, HERE)
    old, new = text.format(site=THERE), text.format(site=HERE)
    assert addresses.in_value({"a": [old, 1, None]}) == {"a": [new, 1, None]}
    for times in range(3):
        assert addresses.in_text(old) == new
        old, new = (json.dumps(each).replace("/", "\\/") for each in (old, new))
        assert addresses.in_bytes(old.encode()) == new.encode(), times


def test_an_address_within_a_query_is_replaced() -> None:
    assert Addresses(THERE, HERE).in_text(f"?to={quote(THERE + '/x', safe='')}") == f"?to={quote(HERE + '/x', safe='')}"


@pytest.mark.parametrize(
    "text", ["https://old.test/moodle2/x", "https://old.test/", "https://old.test.evil.test/moodle", "old.test/moodle"]
)
def test_addresses_of_others_stay(text: str) -> None:
    addresses = Addresses(THERE, HERE)
    assert addresses.in_text(text) == text
    assert addresses.in_bytes(text.encode()) == text.encode()


def test_only_addresses_of_files_may_be_replaced() -> None:
    addresses = Addresses(THERE, HERE, files_only=True)
    file, page = "/webservice/pluginfile.php/1/a.txt", "/course/view.php"
    assert addresses.in_text(f"{THERE}{file} {THERE}{page}") == f"{HERE}{file} {THERE}{page}"
    assert addresses.in_bytes(f"{THERE}{file}".replace("/", "\\/").encode()) == f"{HERE}{file}".replace("/", "\\/").encode()
