"""The logs: a line for each call, nothing secret, nothing forged."""

from __future__ import annotations

import asyncio
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from gateway.access.callers import Caller, TokenRow
from gateway.access.contexts import SYSTEM
from gateway.describe import Struct
from gateway.errors import AccessRefused, CodedError
from gateway.pipeline.call_report import log_line
from gateway.server.host import Gateway
from gateway.settings import Log
from gateway.telemetry import log
from gateway.telemetry.log import CallLog, Line, configure, redact
from gateway.wire.call import Call, Failure, FunctionInfo, FunctionType, Outcome, Password, Peer, Result, Step, Token
from tests.unit.app_fixtures import call, token

INFO = FunctionInfo(name="f", component="c", type=FunctionType.READ, text="", params=Struct({}), returns=None)
OK = Result(None, INFO)
SECRET = "5ec5e75ec5e75ec5e75ec5e75ec5e7aa"


@pytest.fixture(autouse=True)
def _structlog_restored() -> Iterator[None]:
    yield
    structlog.reset_defaults()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "triglot.log"


def asked(function: str = "core_x", **values: Any) -> Call:
    return Call(
        protocol="rest", function=function, arguments={"password": SECRET}, credential=Token(SECRET), **{"peer": Peer("10.0.0.1"), **values}
    )


def caller() -> Caller:
    row = TokenRow(id=5, type=0, userid=7, serviceid=2, contextid=1, sid=None, iprestriction=None, validuntil=0, lastaccess=0)
    return Caller(token=row, account=None, context=SYSTEM, authorisations={})


def line_of(call: Call, caller: Caller | None, outcome: Outcome, seconds: float = 0.0) -> Line:
    return log_line(call, caller, outcome if isinstance(outcome, Failure) else None, seconds, "r1")


async def lines(path: Path, format_: Any, *entries: tuple[Call, Caller | None, Outcome]) -> list[str]:
    """What is in the file once these calls are logged."""
    calls = CallLog(Log(file=str(path), format=format_))
    for entry in entries:
        calls.write(line_of(*entry, 0.0123456))
    calls.close()
    return written(path)


def written(path: Path | str) -> list[str]:
    return Path(path).read_text().splitlines()


async def test_a_call_is_one_line_of_json(path: Path) -> None:
    (line,) = await lines(path, "json", (asked(), caller(), OK))
    entry = json.loads(line)
    assert isinstance(entry.pop("time"), float)
    assert entry == {
        "event": "call",
        "protocol": "rest",
        "function": "core_x",
        "user": 0,
        "token": 5,
        "address": "10.0.0.1",
        "outcome": "ok",
        "ms": 12.346,
        "request": "r1",
    }


async def test_a_refusal_says_where_and_why(path: Path) -> None:
    (line,) = await lines(path, "json", (asked(), None, Failure(AccessRefused("token address"), Step.AUTHENTICATE)))
    entry = json.loads(line)
    assert {key: entry[key] for key in ("user", "token", "outcome", "step", "debug")} == {
        "user": 0,
        "token": 0,
        "outcome": "accessexception",
        "step": "authenticate",
        "debug": "token address",
    }


async def test_lines_for_people(path: Path) -> None:
    refused = Failure(AccessRefused("token address"), Step.AUTHENTICATE)
    first, second, third = await lines(
        path, "console", (asked(), caller(), OK), (asked(""), None, refused), (asked(), None, Failure(CodedError("noguest"), Step.INVOKE))
    )
    assert first[8:] == " rest core_x user=0 token=5 10.0.0.1 ok 12.3 ms [r1]"
    assert second[8:] == " rest - user=0 token=0 10.0.0.1 accessexception 12.3 ms [r1] at authenticate: token address"
    assert third[8:] == " rest core_x user=0 token=0 10.0.0.1 noguest 12.3 ms [r1] at invoke: "


@pytest.mark.parametrize("format_", ["console", "json"])
async def test_neither_arguments_nor_credentials_are_logged(path: Path, format_: str) -> None:
    by_password = Call(protocol="rest", function="f", arguments=[SECRET], credential=Password("ann", SECRET))
    (first, second) = await lines(path, format_, (asked(), None, OK), (by_password, None, Failure(CodedError("x"), Step.DECODE)))
    assert SECRET not in first + second


HOSTILE = "f\n00:00:00 rest forged user=2\r\x1b[2J\x00\u2028\x85\udcff"


@pytest.mark.parametrize("format_", ["console", "json"])
async def test_what_a_client_sends_cannot_look_like_a_line_of_its_own(path: Path, format_: str) -> None:
    refused = Failure(AccessRefused(HOSTILE), Step.ADMIT)
    found = await lines(path, format_, (asked(HOSTILE, peer=Peer(HOSTILE)), None, refused), (asked("g"), None, OK))
    assert len(found) == 2
    assert found[0].isprintable()
    assert r"f\n00:00:00 rest forged" in (json.loads(found[0])["function"] if format_ == "json" else found[0])


async def test_long_function_names_are_cut(path: Path) -> None:
    (line,) = await lines(path, "json", (asked("x" * 100_000), None, OK))
    assert json.loads(line)["function"] == "x" * 100


async def test_lines_are_written_a_moment_later(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_FLUSH_SECONDS", 0.0)
    calls = CallLog(Log(file=str(path), format="json"))
    calls.write(line_of(asked(), None, OK))
    calls.write(line_of(asked(), None, OK))
    assert written(path) == []
    later = asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, later.set)
    await later.wait()
    assert len(written(path)) == 2
    calls.write(line_of(asked(), None, OK))
    calls.close()
    assert len(written(path)) == 3


async def test_many_lines_are_written_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_FLUSH_BYTES", 300)
    calls = CallLog(Log(file=str(path), format="json"))
    for _ in range(3):
        calls.write(line_of(asked(), None, OK))
    assert len(written(path)) >= 2
    calls.close()
    assert len(written(path)) == 3


async def test_a_line_longer_than_a_batch_is_written_at_once(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_FLUSH_BYTES", 1)
    calls = CallLog(Log(file=str(path)))
    calls.write(line_of(asked(), None, OK))
    assert len(written(path)) == 1
    calls.close()


async def test_a_full_disk_costs_lines_and_not_calls(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _data: Any) -> int:
            raise OSError(28, "No space left on device")

    calls = CallLog(Log(file=str(path)))
    calls._file.close()
    calls._file = Full()
    calls.write(line_of(asked(), None, OK))
    calls.close()


async def test_the_log_of_calls_can_be_switched_off(path: Path) -> None:
    for calls in (CallLog(Log(file=str(path), calls=False)), CallLog(Log(file=str(path)))):
        calls.mute()
        calls.write(line_of(asked(), None, OK))
        calls.close()
    assert written(path) == []


async def test_without_a_file_lines_go_to_standard_error(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    calls = CallLog(Log())
    calls.write(line_of(asked(), None, OK))
    calls.close()
    out, err = capfdbinary.readouterr()
    assert (out, err.count(b"\n")) == (b"", 1)
    assert not sys.stderr.closed


async def test_the_gateway_logs_each_call_once_and_requests_that_never_became_one(gateway: Gateway) -> None:
    await call(gateway, "local_trial_plain")
    await call(gateway, "none\nforged", by="teacher")
    await call(gateway, "none", by=Token(SECRET))
    gateway.report_failure("rest", Peer("10.0.0.9"), Failure(CodedError("invalidparameter"), Step.DECODE))
    gateway.calls.flush()
    found = written(gateway.settings.log.file)
    entries = [json.loads(line) for line in found]
    assert [(entry["function"], entry["user"], entry["outcome"]) for entry in entries] == [
        ("local_trial_plain", 2, "ok"),
        ("none\\nforged", 3, "invalidrecord"),
        ("none", 0, "invalidtoken"),
        ("", 0, "invalidparameter"),
    ]
    assert not any(secret in "".join(found) for secret in (SECRET, token("admin"), token("teacher")))


# Structured events.


@pytest.mark.parametrize(
    ("event", "shown"),
    [
        ({"token": SECRET}, {"token": "[redacted]"}),
        (
            {"Password": SECRET, "wspassword": SECRET, "privatetoken": SECRET},
            dict.fromkeys(("Password", "wspassword", "privatetoken"), "[redacted]"),
        ),
        ({"path": f"/server.php?wstoken={SECRET}&wsfunction=f"}, {"path": "/server.php?wstoken=[redacted]&wsfunction=f"}),
        ({"path": f"TOKEN={SECRET}"}, {"path": "TOKEN=[redacted]"}),
        ({"text": f'a="password={SECRET}" sesskey={SECRET}'}, {"text": 'a="password=[redacted]" sesskey=[redacted]'}),
        ({"nested": {"request": [{"token": SECRET, "a": 1}]}}, {"nested": {"request": [{"token": "[redacted]", "a": 1}]}}),
        ({"nested": (f"token={SECRET}", 2)}, {"nested": ["token=[redacted]", 2]}),
        ({"tokenid": 5, "function": "f\nforged"}, {"tokenid": 5, "function": "f\\nforged"}),
        ({"exception": f"Traceback\n  token={SECRET}"}, {"exception": "Traceback\n  token=[redacted]"}),
    ],
)
def test_what_is_secret_is_replaced_and_what_is_not_printable_escaped(event: dict[str, Any], shown: dict[str, Any]) -> None:
    assert redact(None, "info", event) == shown


@pytest.mark.parametrize("format_", ["console", "json"])
def test_events_go_to_standard_error_without_secrets(format_: Any, capfd: pytest.CaptureFixture[str]) -> None:
    configure(Log(format=format_))
    logger = structlog.get_logger("gateway")
    logger.debug("too unimportant")
    try:
        raise ValueError(f"wstoken={SECRET}")
    except ValueError as error:
        logger.error("broken", function="f\n\udcff", token=SECRET, exc_info=error)
    out, err = capfd.readouterr()
    assert out == ""
    assert SECRET not in err
    assert "broken" in err
    assert "Traceback" in err
    assert "too unimportant" not in err
    if format_ == "json":
        entry = json.loads(err)
        assert (entry["level"], entry["function"], entry["token"]) == ("error", "f\\n\\udcff", "[redacted]")


def test_events_are_added_to_a_file(path: Path) -> None:
    path.write_text("before\n")
    configure(Log(file=str(path), level="debug"))
    structlog.get_logger("gateway").debug("small", exception="odd \udcff")
    structlog.get_config()["logger_factory"]._file.close()
    before, event, *_ = path.read_text().splitlines()
    assert before == "before"
    assert "small" in event
