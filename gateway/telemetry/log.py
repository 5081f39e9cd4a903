"""Logs: structured events for operators, and one line for each call.

Logs hold no secrets: values under the names of secrets, and credentials inside texts and addresses, are
replaced before an event is rendered. No text of a client can begin a new line: characters that are not
printable are written as escapes. The call log has no arguments and no credentials in the first
place; its lines are written with orjson into a buffer that is flushed several times a second, because
rendering them as events would take longer than most calls.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import orjson
import structlog

from gateway.settings import Log

__all__ = ["CallLog", "Line", "configure", "printable", "redact"]

_FLUSH_SECONDS, _FLUSH_BYTES = 0.2, 64 * 1024
# The greatest length of the name of a function in a line: the name is whatever text a client has sent.
_LONGEST = 100
_HIDDEN = "[redacted]"
_SECRET_NAMES = frozenset(
    {"token", "wstoken", "privatetoken", "password", "wspassword", "sesskey", "key", "authorization", "cookie", "credential"}
)
_SECRET_IN_TEXT = re.compile(r"\b((?:ws|private)?token|(?:ws)?password|sesskey)=[^&\s\"']+", re.IGNORECASE)


def configure(settings: Log, *, quiet: bool = False) -> None:
    """Send structured events to the log file, or to standard error, from ``settings.level`` up.

    ``quiet`` is for commands: without a log file only errors are written, because standard error is read by the user.
    """
    renderer: structlog.typing.Processor = structlog.processors.JSONRenderer()
    if settings.format == "console":
        renderer = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    level = logging.getLevelNamesMapping()[settings.level.upper()]
    if quiet and not settings.file:
        level = logging.ERROR
    # A text that is not UTF-8 must not make logging fail: standard error escapes it by itself.
    file = Path(settings.file).open("a", encoding="utf-8", errors="backslashreplace") if settings.file else sys.stderr  # noqa: SIM115 - open while the process lives
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            redact,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(file=file),
        cache_logger_on_first_use=False,
    )


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> Mapping[str, Any]:
    """The event with secrets replaced and unprintable characters escaped; a structlog processor."""
    return {name: _redacted(name, value) for name, value in event.items()}


def _redacted(name: str, value: Any) -> Any:
    """One value of an event with the secrets in it replaced, at any depth."""
    if name.lower() in _SECRET_NAMES:
        return _HIDDEN
    if isinstance(value, str):
        text = _SECRET_IN_TEXT.sub(rf"\1={_HIDDEN}", value)
        return text if name == "exception" else printable(text)  # a traceback has lines
    if isinstance(value, Mapping):
        return {str(key): _redacted(str(key), item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_redacted(name, item) for item in value]
    return value


def printable(text: str) -> str:
    """The text with unprintable characters, such as ends of lines, written as escapes."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)


class Line(msgspec.Struct, frozen=True):
    """The facts of one call that the call log has.

    ``userid`` and ``tokenid`` are 0 for none. ``errorcode`` is empty for a call that succeeded; for a call that failed, ``step``
    is the step at which it ended, and ``debug`` the reason. ``seconds`` is the time the call took.
    """

    protocol: str
    function: str
    address: str
    userid: int
    tokenid: int
    request_id: str
    seconds: float
    errorcode: str = ""
    step: str = ""
    debug: str = ""


class CallLog:
    """Writes one line for each call, to the log file or to standard error."""

    def __init__(self, settings: Log) -> None:
        """Open the log file that the settings name, if they name one."""
        self._console = settings.format == "console"
        self.on = settings.calls
        self._owned = bool(settings.file)
        self._file: BinaryIO = Path(settings.file).open("ab") if settings.file else sys.stderr.buffer  # noqa: SIM115
        self._lines: list[bytes] = []
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._second, self._clock = -1, ""

    def write(self, line: Line) -> None:
        """Buffer the line of one call, if the log is ``on``."""
        if self.on:
            self._add(self._console_line(line) if self._console else _json_line(line))

    def mute(self) -> None:
        """Write no further lines."""
        self.on = False

    def flush(self) -> None:
        """Write the buffered lines. If the disk is full, lines are lost, and calls go on."""
        self._timer = None
        if not self._lines:
            return
        lines, self._lines, self._size = self._lines, [], 0
        with suppress(OSError):
            self._file.write(b"".join(lines))
            self._file.flush()

    def close(self) -> None:
        """Write the buffered lines and close the file; ``write`` may not be called afterwards."""
        if self._timer is not None:
            self._timer.cancel()
        self.flush()
        if self._owned:
            self._file.close()

    def _console_line(self, line: Line) -> bytes:
        """The line of a call for people to read."""
        second = int(time.time())
        if second != self._second:  # the text of the time is the same for all calls of a second
            self._second, self._clock = second, time.strftime("%H:%M:%S", time.localtime(second))
        end = f" at {line.step}: {printable(line.debug)}" if line.errorcode else ""
        called = _called(line.protocol, line.function[:_LONGEST], line.address, line.userid, line.tokenid)
        return f"{self._clock} {called} {line.errorcode or 'ok'} {line.seconds * 1000:.1f} ms [{line.request_id}]{end}\n".encode()

    def _add(self, line: bytes) -> None:
        """Buffer a line; the first line in the buffer starts the timer that flushes it."""
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _FLUSH_BYTES:
            if self._timer is not None:
                self._timer.cancel()
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.flush)


@lru_cache(maxsize=1024)
def _called(protocol: str, function: str, address: str, userid: int, tokenid: int) -> str:
    """The part of a line that is equal for equal calls of the same caller; cached, because most calls are repeated soon."""
    return f"{protocol} {printable(function) or '-'} user={userid} token={tokenid} {printable(address)}"


def _json_line(line: Line) -> bytes:
    """The line of a call as JSON, for programs to read."""
    fields: dict[str, object] = {
        "time": time.time(),
        "event": "call",
        "protocol": line.protocol,
        "function": printable(line.function[:_LONGEST]),
        "user": line.userid,
        "token": line.tokenid,
        "address": printable(line.address),
        "outcome": line.errorcode or "ok",
        "ms": round(line.seconds * 1000, 3),
        "request": line.request_id,
    }
    if line.errorcode:
        fields["step"] = line.step
        fields["debug"] = printable(line.debug)
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)
