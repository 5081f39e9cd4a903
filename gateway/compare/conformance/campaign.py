"""Playing suites against a server: which cases can be played there, in which order, and a verdict on each."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from urllib.parse import quote

import msgspec
import orjson

from gateway.compare.conformance import cases
from gateway.compare.conformance.cases import Case, Sent
from gateway.compare.conformance.known import Known
from gateway.compare.conformance.player import NotGiven, Player, Unanswered
from gateway.compare.conformance.verdict import Kind, Verdict

__all__ = ["Campaign", "NotConforming", "Offer", "offer"]

_SITE_INFO: Final = "core_webservice_get_site_info"

# Where requests name the function that they call: forms, XML-RPC, SOAP and AJAX.
_ASKED: Final = re.compile(
    r"(?:^|[?&])wsfunction=(\w+)"
    r"|<methodName>\s*(\w+)"
    r"|<(?:[\w.-]+:)?Body\b[^>]*>\s*<(?:[\w.-]+:)?(\w+)"
    r'|"methodname"\s*:\s*"(\w+)"'
)

# Suites that write, each of which needs the state freshly loaded, and those whose cases are played one after the other.
_WRITES: Final = re.compile("flows|_upload$|_session$|_settings$")
_ALONE: Final = re.compile("_files$")

Reload = Callable[[], None]
"""Puts the server back to the state, freshly loaded."""


class NotConforming(Exception):
    """Nothing can be played against the server; the text says why."""


class Offer(msgspec.Struct, frozen=True):
    """What a server says of itself: its release, who calls, and the functions it offers."""

    release: str
    username: str
    functions: frozenset[str]


def offer(player: Player, token: str) -> Offer:
    """What the server says of itself to the owner of a token. Raises ``NotConforming``."""
    body = f"wstoken={quote(token, safe='')}&wsfunction={_SITE_INFO}&moodlewsrestformat=json"
    sent = Sent(method="POST", path="/webservice/rest/server.php", headers={"Content-Type": "application/x-www-form-urlencoded"}, body=body)
    try:
        answer = player.send(sent)
    except Unanswered as error:
        raise NotConforming(f"{player.address}: {error}") from None
    try:
        info = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise NotConforming(f"{player.address} answers with status {answer.status}, and not in JSON: is this the address?") from None
    if not isinstance(info, dict) or "errorcode" in info:
        code = info.get("errorcode") if isinstance(info, dict) else "no object"
        raise NotConforming(f"{player.address} refuses {_SITE_INFO} with this token: {code}")
    try:
        functions = frozenset(str(function["name"]) for function in info["functions"])
        return Offer(str(info["release"]), str(info["username"]), functions)
    except (KeyError, TypeError):
        raise NotConforming(f"{player.address} answers {_SITE_INFO} without release, username or functions") from None


class Campaign:
    """Plays suites against one server that holds the state they need."""

    def __init__(
        self,
        player: Player,
        offered: Collection[str],
        *,
        known: Mapping[str, str] = {},
        only: re.Pattern[str] | None = None,
        reload: Reload | None = None,
        threads: int = 4,
    ) -> None:
        """``offered`` are the functions of the server; ``only`` matches the ids of the cases to play."""
        self._player = player
        self._offered = offered
        self._known = Known(known)
        self._only = only
        self._reload = reload
        self._threads = threads
        self._deviations = cases.deviations()

    def suite(self, name: str) -> Iterator[Verdict]:
        """Verdicts on the cases of a suite of a state."""
        chosen = [case for case in cases.read(name) if self._only is None or self._only.search(case.id)]
        played = []
        for case in chosen:
            if why := self._not_played(case, name):
                yield Verdict(case=case.id, area=name, kind=Kind.LEFT_OUT, details=(why,))
            else:
                played.append(case)
        if played and _WRITES.search(name) and self._reload:
            self._reload()
        yield from self._play(played, name, 1 if _ALONE.search(name) or _WRITES.search(name) else self._threads)

    def story(self, played: Sequence[Case]) -> Iterator[Verdict]:
        """Verdicts on cases of which each may rely on what those before it have made."""
        for case in played:
            area = case.id.split("/")[0]
            if case.flow or self._only is None or self._only.search(case.id):
                yield self._verdict(case, area, self._player.keep if case.flow else self._player.play)

    def _play(self, played: Sequence[Case], area: str, threads: int) -> Iterator[Verdict]:
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(lambda case: self._verdict(case, area, self._player.play), played)

    def _not_played(self, case: Case, suite: str) -> str | None:
        """Why a case is left out; None if it is played."""
        for pattern, why in self._deviations:
            if pattern.search(case.id):
                return f"the reference is wrong here: {why}"
        if _WRITES.search(suite) and self._reload is None:
            return "it writes, and needs the state freshly loaded: give a command with --reload"
        if not self._player.can_play(case):
            return "it needs other site settings: give a command with --setter"
        return None

    def _verdict(self, case: Case, area: str, play: Callable[[Case], list[str]]) -> Verdict:
        line = self._known.line(case.id)
        known = self._known.reasons[line] if line is not None else None
        try:
            found = play(case)
        except NotGiven as error:
            return Verdict(case=case.id, area=area, kind=Kind.MISSING, details=(str(error),), known=known, line=line)
        except Unanswered as error:
            found = [str(error)]
        absent = sorted(asked(case) - {*self._offered}) if found else []
        if absent:
            details = (f"the server does not offer {', '.join(absent)}", *found)
            return Verdict(case=case.id, area=area, kind=Kind.MISSING, details=details, known=known, line=line)
        kind = Kind.DIFFERENT if found else Kind.EQUAL
        return Verdict(case=case.id, area=area, kind=kind, details=tuple(found), known=known, line=line)


def asked(case: Case) -> set[str]:
    """The functions that the requests of a case call."""
    texts = (text for step in case.steps for text in (step.req.query, step.req.body) if text)
    return {name for text in texts for found in _ASKED.finditer(text) for name in found.groups() if name}
