"""The addresses of files and pictures in answers: each leads whoever is told it to something."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from gateway.server.host import Gateway
from tests.oracle import recordings
from tests.unit.app_fixtures import ORACLE, client, registry
from tests.unit.college import college, cookie

__all__ = ["college", "registry"]

REST = "/webservice/rest/server.php"
# What reads the third school; what asks for much and tells of no file is left out.
NAMES = [name for name in recordings.names() if name.startswith(("college_reads", "college_files", "college_lang"))]
# The addresses of other pages, which people follow in a browser, are no part of the gateway: it serves what clients fetch.
FETCHED = re.compile(r"/(?:webservice/)?(?:token)?(?:plugin|draft)file\.php/|/theme/image\.php")

# Addresses that lead nowhere all the same, each with the reason.
DEAD: Mapping[str, str] = {
    r"/mod_imscp/content/\d+/imsmanifest\.xml$": "the contract lists the manifest to all, and gives it to who edits the package",
}


def questions() -> Iterator[dict[str, Any]]:
    """The recorded calls over REST, as far as the recorded answers hold addresses."""
    seen = set()
    for name in NAMES:
        for case in recordings.read(name):
            asked = case.get("req", {})
            if asked.get("path") != REST or "http" not in case["res"].get("text", "") or not isinstance(asked.get("body", ""), str):
                continue
            if (key := (asked["query"], asked.get("body"))) not in seen:
                seen.add(key)
                yield asked


def owners() -> dict[str, int]:
    """Whose the tokens of the school are."""
    return {row["token"]: row["userid"] for row in json.loads((ORACLE / "college.json").read_text())["external_tokens"]}


def addresses(value: Any, base: str) -> Iterator[str]:
    """The addresses of the site in an answer: values, and what texts link to."""
    if isinstance(value, str):
        for found in re.findall(re.escape(base) + r"(/[^\s\"'<>\\)]*)", html.unescape(value)):
            yield found.removesuffix("&quot")
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from addresses(inner, base)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
async def test_every_address_of_a_file_or_a_picture_leads_somewhere(college: Gateway) -> None:
    people = owners()
    cookies: dict[int, dict[str, str]] = {}
    told: dict[tuple[str, str], str] = {}
    async with client(college) as web:
        for asked in questions():
            sent = {"content": asked.get("body", ""), "headers": asked.get("headers", {})}
            answer = await web.request(asked["method"], f"{REST}?{asked['query']}", **sent)
            fields = parse_qs(f"{asked['query']}&{asked.get('body', '')}")
            token, function = (fields.get(name, [""])[0] for name in ("wstoken", "wsfunction"))
            if answer.headers["content-type"].startswith("application/json"):
                told |= {(token, each): function for each in addresses(answer.json(), college.base_address) if FETCHED.match(each)}
        dead = set()
        for (token, address), function in told.items():
            userid = people[token]
            headers = {} if address.startswith("/webservice") else cookies.setdefault(userid, cookie(college, userid))
            asked_for = f"{address}{'&' if urlsplit(address).query else '?'}token={token}" if not headers else address
            answer = await web.get(asked_for, headers=headers)
            if answer.status_code != 200 or not ("content-disposition" in answer.headers or address.startswith("/theme/")):
                dead.add((unquote(address), function, userid))
    assert len(told) > 300
    left = sorted(each for each in dead if not any(re.search(known, each[0]) for known in DEAD))
    assert not left, "\n".join(map(str, left))
