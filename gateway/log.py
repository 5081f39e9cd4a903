"""Logs: structured events for operators, and one line for each call.

Nothing secret gets in: values under telling names, and credentials inside texts and addresses, are
replaced before an event is rendered. Nothing that a client sends can look like a line of its own:
what is not printable is written as an escape. The call log holds no argument and no credential in the first
place; its lines are written with orjson into a buffer that is flushed several times a second, because
rendering them as events would cost more than most calls (``reference/technology.md`` 8).
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
import time
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

import orjson
import structlog

from gateway.access.callers import Caller
from gateway.call import Call, Failure, Outcome
from gateway.errors import GatewayError
from gateway.settings import Log

__all__ = ["CallLog", "configure", "printable", "redact"]

_FLUSH_SECONDS, _FLUSH_BYTES = 0.2, 64 * 1024
# How much of the name of a function is told: it is whatever a client has sent.
_LONGEST = 100
_HIDDEN = "[redacted]"
_SECRET_NAMES = frozenset(
    {"token", "wstoken", "privatetoken", "password", "wspassword", "sesskey", "key", "authorization", "cookie", "credential"}
)
_SECRET_IN_TEXT = re.compile(r"\b((?:ws|private)?token|(?:ws)?password|sesskey)=[^&\s\"']+", re.IGNORECASE)


def configure(settings: Log, *, quiet: bool = False) -> None:
    """Send structured events to the log file, or to standard error, from ``settings.level`` up.

    ``quiet`` is for commands: without a log file only errors are written, as standard error is for whoever gave the command.
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
    """The event with what is secret replaced, and what is not printable escaped, as a structlog processor."""
    return {name: _redacted(name, value) for name, value in event.items()}


def _redacted(name: str, value: Any) -> Any:
    """One value of an event, and all that is inside it."""
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
    """The text with everything that could end a line, move a cursor or not be encoded written as an escape."""
    if text.isprintable():
        return text
    return "".join(character if character.isprintable() else character.encode("unicode_escape").decode() for character in text)


class _Entry(NamedTuple):
    """What is told of one call; ``error`` is None where it has a result, else ``step`` is where it ended."""

    time: float
    call: Call
    user: int
    token: int
    error: GatewayError | None
    step: str
    ms: float


class CallLog:
    """Writes one line for each call: when, what, who, how it ended, how long it took."""

    def __init__(self, settings: Log) -> None:
        """Lines go to the log file, or to standard error."""
        self._console = settings.format == "console"
        self._on = settings.calls
        self._owned = bool(settings.file)
        self._file: BinaryIO = Path(settings.file).open("ab") if settings.file else sys.stderr.buffer  # noqa: SIM115
        self._lines: list[bytes] = []
        self._size = 0
        self._timer: asyncio.TimerHandle | None = None
        self._second, self._clock = -1, ""

    def write(self, call: Call, caller: Caller | None, outcome: Outcome, seconds: float) -> None:
        """Add the line of one call."""
        if not self._on:
            return
        entry = _Entry(
            time.time(),
            call,
            caller.account.id if caller and caller.account else 0,
            caller.token.id if caller and caller.token else 0,
            outcome.error if isinstance(outcome, Failure) else None,
            outcome.step.value if isinstance(outcome, Failure) else "",
            seconds * 1000,
        )
        self._add(self._console_line(entry) if self._console else _json_line(entry))

    def mute(self) -> None:
        """Write no lines from here on."""
        self._on = False

    def flush(self) -> None:
        """Write what is buffered. A full disk costs lines, not calls."""
        self._timer = None
        if not self._lines:
            return
        lines, self._lines, self._size = self._lines, [], 0
        with suppress(OSError):
            self._file.write(b"".join(lines))
            self._file.flush()

    def close(self) -> None:
        """Write what is buffered; more may not follow."""
        if self._timer is not None:
            self._timer.cancel()
        self.flush()
        if self._owned:
            self._file.close()

    def _console_line(self, entry: _Entry) -> bytes:
        """A line for people."""
        second = int(entry.time)
        if second != self._second:  # a clock face is the same for all calls of a second
            self._second, self._clock = second, time.strftime("%H:%M:%S", time.localtime(second))
        call, error = entry.call, entry.error
        request = f" [{call.request_id}]" if call.request_id else ""
        end = f" at {entry.step}: {printable(error.debug or '')}" if error else ""
        text = (
            f"{self._clock} {call.protocol} {printable(call.function[:_LONGEST]) or '-'} user={entry.user} token={entry.token} "
            f"{printable(call.address)} {error.errorcode if error else 'ok'} {entry.ms:.1f} ms{request}{end}\n"
        )
        return text.encode()

    def _add(self, line: bytes) -> None:
        """Buffer a line; the first of a batch sets the clock."""
        self._lines.append(line)
        self._size += len(line)
        if self._size >= _FLUSH_BYTES:
            if self._timer is not None:
                self._timer.cancel()
            self.flush()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(_FLUSH_SECONDS, self.flush)


def _json_line(entry: _Entry) -> bytes:
    """A line for programs."""
    call, error = entry.call, entry.error
    fields: dict[str, object] = {
        "time": entry.time,
        "event": "call",
        "protocol": call.protocol,
        "function": printable(call.function[:_LONGEST]),
        "user": entry.user,
        "token": entry.token,
        "address": printable(call.address),
        "outcome": error.errorcode if error else "ok",
        "ms": round(entry.ms, 3),
    }
    if call.request_id:
        fields["request"] = call.request_id
    if error:
        fields["step"] = entry.step
        fields["debug"] = printable(error.debug or "")
    return orjson.dumps(fields, option=orjson.OPT_APPEND_NEWLINE)
