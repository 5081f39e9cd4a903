"""Playing suites against a server: which cases can be played there, in which order, and a verdict on each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote

import msgspec
import orjson

from gateway.compare.conformance import cases
from gateway.compare.conformance.cases import Case, Sent
from gateway.compare.conformance.known import Known
from gateway.compare.conformance.player import NotGiven, Player, Unanswered
from gateway.compare.conformance.verdict import Kind, Verdict
from gateway.compare.exchange import switched_off

__all__ = ["Campaign", "NotConforming", "Offer", "offer", "require_state"]

# The endpoints of protocols, each of which a server may have switched off.
_ENDPOINTS: Final = ("/webservice/rest/", "/webservice/soap/", "/webservice/xmlrpc/")
_SITE_INFO: Final = "core_webservice_get_site_info"
_COURSES: Final = "core_course_get_courses"

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

# The areas of a story that make what the others rely on, and delete it.
_ALWAYS: Final = frozenset({"setup", "cleanup"})
_CLEANUP: Final = "cleanup/"

# After so many cases without any answer there is no server any more.
_SILENT_FOR: Final = 5

Reload = Callable[[], None]
"""Puts the server back to the state, freshly loaded."""


class NotConforming(Exception):
    """Nothing can be played against the server; the text says why."""


class Offer(msgspec.Struct, frozen=True):
    """What a server says of itself: its release, the functions it offers, and the endpoints at which no protocol answers."""

    release: str
    functions: frozenset[str]
    closed: tuple[str, ...] = ()


def offer(player: Player, token: str) -> Offer:
    """What the server says of itself to the owner of a token. Raises ``NotConforming``."""
    info = _asked_of(player, token, _SITE_INFO)
    try:
        functions = frozenset(str(function["name"]) for function in info["functions"])
        return Offer(str(info["release"]), functions, tuple(path for path in _ENDPOINTS if _is_closed(player, path)))
    except (KeyError, TypeError):
        raise NotConforming(f"{player.address} answers {_SITE_INFO} without release or functions") from None


def require_state(player: Player, token: str, state: str) -> None:
    """See that the server holds a state, by its courses. Raises ``NotConforming``."""
    wanted = {(row["id"], row["shortname"]) for row in orjson.loads(cases.state(state))["course"]}
    found = _asked_of(player, token, _COURSES)
    try:
        courses = {(row["id"], row["shortname"]) for row in found}
    except (KeyError, TypeError):
        courses = set()
    if not wanted <= courses:
        raise NotConforming(f"{player.address} does not hold the state {state}, whose courses it has not")


def _asked_of(player: Player, token: str, function: str) -> Any:
    """The result of a function without arguments. Raises ``NotConforming``."""
    body = f"wstoken={quote(token, safe='')}&wsfunction={function}&moodlewsrestformat=json"
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        answer = player.send(Sent(method="POST", path="/webservice/rest/server.php", headers=headers, body=body))
    except Unanswered as error:
        raise NotConforming(f"{player.address}: {error}") from None
    try:
        result = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        raise NotConforming(f"{player.address} answers with status {answer.status}, and not in JSON: is this the address?") from None
    if isinstance(result, dict) and "errorcode" in result:
        raise NotConforming(f"{player.address} refuses {function} with this token: {result['errorcode']}")
    return result


def _is_closed(player: Player, endpoint: str) -> bool:
    """Whether no protocol answers at an endpoint."""
    try:
        answer = player.send(Sent(method="POST", path=f"{endpoint}server.php", body=""))
    except Unanswered:
        return True
    return answer.status == 404 or switched_off(answer)


class Campaign:
    """Plays suites against one server that holds the state they need."""

    def __init__(
        self,
        player: Player,
        offered: Offer,
        *,
        known: Mapping[str, str] = {},
        only: re.Pattern[str] | None = None,
        reload: Reload | None = None,
        threads: int = 4,
    ) -> None:
        """``offered`` is what the server has; ``only`` matches the ids of the cases to play."""
        self._player = player
        self._offered = offered
        self._known = Known(known)
        self._only = only
        self._reload = reload
        self._threads = threads
        self._written = False
        self._silent = 0
        self._deviations = cases.deviations()

    def suite(self, name: str) -> Iterator[Verdict]:
        """Verdicts on the cases of a suite of a state. Raises ``NotConforming`` if the server stops answering."""
        chosen = [case for case in cases.read(name) if self._only is None or self._only.search(case.id)]
        played = []
        for case in chosen:
            if why := self._not_played(case, name):
                yield Verdict(case=case.id, area=name, kind=Kind.LEFT_OUT, details=(why,))
            else:
                played.append(case)
        writes = _WRITES.search(name) is not None
        if played and self._reload and (writes or self._written):
            self._reload()
            self._written = writes
        yield from self._play(played, name, 1 if writes or _ALONE.search(name) else self._threads)

    def story(self, played: Sequence[Case]) -> Iterator[Verdict]:
        """Verdicts on cases of which each may rely on what those before it have made.

        What the others rely on is always played, and what deletes it again. Raises ``NotConforming`` as ``suite`` does.
        """
        try:
            for case in played:
                area = case.id.split("/")[0]
                if area in _ALWAYS or self._only is None or self._only.search(case.id):
                    yield self._verdict(case, area)
        except BaseException:  # such as Ctrl-C: what was made is not left behind
            self._clean(case for case in played if case.id.startswith(_CLEANUP))
            raise

    def _clean(self, played: Iterable[Case]) -> None:
        """Delete what the story has made, as far as it goes."""
        for case in played:
            with suppress(NotGiven, Unanswered):
                self._player.play(case)

    def _play(self, played: Sequence[Case], area: str, threads: int) -> Iterator[Verdict]:
        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(lambda case: self._verdict(case, area), played)

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

    def _verdict(self, case: Case, area: str) -> Verdict:
        line = self._known.line(case.id)
        known = self._known.reasons[line] if line is not None else None
        try:
            found = self._player.play(case)
            self._silent = 0
        except NotGiven as error:
            return Verdict(case=case.id, area=area, kind=Kind.MISSING, details=(str(error),), known=known, line=line)
        except Unanswered as error:
            self._silent += 1
            if self._silent >= _SILENT_FOR:
                raise NotConforming(f"{self._player.address} does not answer any more: {error}") from None
            found = [str(error)]
        absent = self._absent(case) if found else []
        if absent:
            details = (f"the server does not offer {', '.join(absent)}", *found)
            return Verdict(case=case.id, area=area, kind=Kind.MISSING, details=details, known=known, line=line)
        kind = Kind.DIFFERENT if found else Kind.EQUAL
        return Verdict(case=case.id, area=area, kind=kind, details=tuple(found), known=known, line=line)

    def _absent(self, case: Case) -> list[str]:
        """The functions and endpoints that a case asks for and the server does not have."""
        paths = {step.req.path for step in case.steps}
        return sorted(asked(case) - self._offered.functions) + [
            endpoint for endpoint in self._offered.closed if any(path.startswith(endpoint) for path in paths)
        ]


def asked(case: Case) -> set[str]:
    """The functions that the requests of a case call."""
    texts = (text for step in case.steps for text in (step.req.query, step.req.body) if text)
    return {name for text in texts for found in _ASKED.finditer(text) for name in found.groups() if name}
