"""A world in the hand of a test: called over REST as a client would, with assertions about what was called.

``World`` has what the control face does; this adds what tests in Python want beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from http.client import HTTPConnection, HTTPSConnection
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from gateway.double.client import World

__all__ = ["Moodle", "MoodleError"]

_ANSWERS_WITHIN: Final = 60.0
# What a real site would answer with an error, or not look at.
_STRICT: Final = ("refused", "ignored")
_SHOWN: Final = 200


class MoodleError(Exception):
    """A refusal of the site: ``errorcode``, the class of the ``exception``, and the text of it."""

    def __init__(self, errorcode: str, message: str, exception: str = "", debuginfo: str | None = None) -> None:
        """As the answer says."""
        super().__init__(f"{errorcode}: {message}")
        self.errorcode = errorcode
        self.message = message
        self.exception = exception
        self.debuginfo = debuginfo


class Moodle(World):
    """One world: ``url`` is the address to give to the client that is tested."""

    @property
    def url(self) -> str:
        """The address of the site."""
        return self.address

    def token(self, name: str | None = None) -> str:
        """The value of a token, by its name or that of its owner; the first one without a name."""
        known = self.ask("tokens")
        for member in ("name", "user"):
            for each in known:
                if name is None or each[member] == name:
                    return str(each["token"])
        names = ", ".join(dict.fromkeys(each["name"] or each["user"] for each in known))
        raise LookupError(f"there is no token {name!r}; there are {names or 'none: seed some'}")

    def call(self, function: str, /, *, as_: str | None = None, **arguments: Any) -> Any:
        """The result of a function, called over REST with the token of that name. Raises ``MoodleError`` for a refusal."""
        fields = {"wstoken": self.token(as_), "wsfunction": function, "moodlewsrestformat": "json", **dict(_fields(arguments))}
        place = urlsplit(self.address)
        kind = HTTPSConnection if place.scheme == "https" else HTTPConnection
        connection = kind(place.hostname or "", place.port, timeout=_ANSWERS_WITHIN)
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Connection": "close"}
        try:
            connection.request("POST", f"{place.path}/webservice/rest/server.php", urlencode(fields), headers)
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
        finally:
            connection.close()
        try:
            value = json.loads(body)
        except ValueError:
            raise MoodleError("nojson", f"status {answer.status}, and no JSON: {body[:_SHOWN]}") from None
        if isinstance(value, dict) and "exception" in value and "errorcode" in value:
            raise MoodleError(value["errorcode"], value.get("message", ""), value["exception"], value.get("debuginfo"))
        return value

    def called(self, function: str, arguments: Mapping[str, Any] | None = None, /, **expected: Any) -> None:
        """Assert that a function was called with at least these arguments.

        What is expected further: ``times``, ``at_least``, ``at_most``, ``user``, ``token``, ``protocol``, ``outcome``, ``since``.
        """
        self._assert(called={"function": function, "arguments": arguments or {}, **expected})

    def not_called(self, function: str, arguments: Mapping[str, Any] | None = None, /, **expected: Any) -> None:
        """Assert that a function was not called."""
        self._assert(not_called={"function": function, "arguments": arguments or {}, **expected})

    def all_matched(self) -> None:
        """Assert that no call was refused because there is no such function, or because of its arguments."""
        self._assert(unmatched={})

    def findings(self, severities: Sequence[str] = _STRICT) -> list[dict[str, Any]]:
        """What was sent that a real site would refuse or ignore."""
        found: list[dict[str, Any]] = self.ask("strict", severity=",".join(severities))["findings"]
        return found

    def assert_strict(self, severities: Sequence[str] = _STRICT) -> None:
        """Assert that nothing was sent that a real site would refuse or ignore."""
        found = self.findings(severities)
        if found:
            lines = (f"  call {each['call']}: {each['function'] or 'a request'}: {each['text']} ({each['rule']})" for each in found)
            raise AssertionError("\n".join(["a real site would not take what was sent", *lines]))

    def _assert(self, **document: Any) -> None:
        verdict = self.calls.verify(**document)
        if not verdict["ok"]:
            raise AssertionError("\n  ".join([verdict["message"], *verdict["near"]]))


def _fields(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """The fields of a form, as PHP reads them: ``users[0][username]``. Booleans are 1 and 0; what is None is left out."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _fields(item, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, (list, tuple)):
        for key, item in enumerate(value):
            yield from _fields(item, f"{name}[{key}]")
    elif value is not None:
        yield name, int(value) if isinstance(value, bool) else value
