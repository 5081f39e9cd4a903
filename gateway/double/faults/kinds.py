"""The kinds of faults, as tests write them in JSON, and those that have a name of their own.

A fault of a *call* is a refusal, which every protocol words in its own way. A fault of the *wire* changes the answer, whatever it
says, or is sent in its place.
"""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

import msgspec
from msgspec import Meta

__all__ = [
    "LONGEST_PAUSE",
    "PRESETS",
    "CallFault",
    "ContentType",
    "Cut",
    "Delay",
    "ErrorCode",
    "Fault",
    "InvalidResult",
    "Maintenance",
    "Notice",
    "Page",
    "RateLimit",
    "Result",
    "Slow",
    "StaleFile",
    "Status",
    "TokenGone",
    "Truncated",
    "WireFault",
    "is_instead",
]

LONGEST_PAUSE: Final = 300.0
"""How long a fault may make a client wait, in seconds."""

_Text = Annotated[str, Meta(max_length=2000)]
_Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\r\n]*$")]
_Header = Annotated[str, Meta(max_length=200, pattern=r"^[\x20-\x7e]+$")]
_Code = Annotated[str, Meta(pattern=r"^[A-Za-z][A-Za-z0-9_:/]{0,99}$")]
_Seconds = Annotated[float, Meta(ge=0, le=LONGEST_PAUSE)]
_Part = Annotated[float, Meta(ge=0, lt=1)]


class _Kind(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, tag_field="kind"):
    """A kind of fault."""


class ErrorCode(_Kind, frozen=True, kw_only=True, tag="error"):
    """An error code, with the text that the site has for it unless a message is given."""

    code: _Code
    message: _Line | None = None
    component: _Line = ""
    debuginfo: _Text | None = None


class TokenGone(_Kind, frozen=True, kw_only=True, tag="token"):
    """The token of the caller has expired, of which the site tells once and no longer knows it then; or it was revoked."""

    state: Literal["expired", "revoked"] = "expired"


class Maintenance(_Kind, frozen=True, kw_only=True, tag="maintenance"):
    """The site is in maintenance."""


class RateLimit(_Kind, frozen=True, kw_only=True, tag="rate-limit"):
    """The caller has called too often, as a gateway with rates says it: an error, and headers."""

    seconds: Annotated[int, Meta(ge=1, le=86_400)] = 30
    calls: Annotated[int, Meta(ge=1)] = 60


class InvalidResult(_Kind, frozen=True, kw_only=True, tag="invalid-result"):
    """The function returns what its description forbids."""

    path: _Line = ""


class Result(_Kind, frozen=True, kw_only=True, tag="result"):
    """The function is not run; it returns this value, which is cleaned as its own would be."""

    value: Any


class StaleFile(_Kind, frozen=True, kw_only=True, tag="stale-file"):
    """The file at an address is gone."""


class Status(_Kind, frozen=True, kw_only=True, tag="status"):
    """What stands before the site answers with a status; without ``run``, the call does not reach the site."""

    status: Annotated[int, Meta(ge=200, le=599)]
    retry: Annotated[int, Meta(ge=0, le=86_400)] | None = None
    body: _Text | None = None
    type: _Header = "text/html"
    run: bool = False


class Page(_Kind, frozen=True, kw_only=True, tag="html"):
    """A page that says that something went wrong, where no client expects a page."""

    status: Annotated[int, Meta(ge=200, le=599)] = 200
    title: _Line = "Error"
    text: _Text = "The site cannot show this at the moment."
    run: bool = False


class Delay(_Kind, frozen=True, kw_only=True, tag="delay"):
    """The answer comes later, by up to ``jitter`` seconds more."""

    seconds: _Seconds
    jitter: _Seconds = 0.0


class Slow(_Kind, frozen=True, kw_only=True, tag="slow"):
    """The body of the answer comes slowly, in bytes a second."""

    rate: Annotated[int, Meta(ge=1, le=1 << 30)]


class Cut(_Kind, frozen=True, kw_only=True, tag="cut"):
    """The connection is closed before the answer, or after a part of its body; with ``reset``, as if the machine had gone."""

    where: Literal["head", "body"] = "head"
    keep: _Part = 0.5
    reset: bool = False
    run: bool = True


class Truncated(_Kind, frozen=True, kw_only=True, tag="truncated"):
    """The body ends too early: its length is announced and not reached, or its last chunk does not come."""

    keep: _Part = 0.5
    chunked: bool = False


class ContentType(_Kind, frozen=True, kw_only=True, tag="content-type"):
    """The answer says that it is of another type than it is."""

    type: _Header = "text/html; charset=UTF-8"


class Notice(_Kind, frozen=True, kw_only=True, tag="notice"):
    """A notice of PHP stands before the body of the answer."""

    text: _Line = "Undefined variable $result"


CallFault = ErrorCode | TokenGone | Maintenance | RateLimit | InvalidResult | Result | StaleFile
WireFault = Status | Page | Delay | Slow | Cut | Truncated | ContentType | Notice
Fault = CallFault | WireFault

PRESETS: Final[dict[str, Fault]] = {
    "expired-token": TokenGone(),
    "revoked-token": TokenGone(state="revoked"),
    "maintenance": Maintenance(),
    "no-permission": ErrorCode(code="nopermissions"),
    "access-refused": ErrorCode(code="accessexception"),
    "login-required": ErrorCode(code="requireloginerror"),
    "invalid-parameter": ErrorCode(code="invalidparameter"),
    "missing-record": ErrorCode(code="invalidrecord"),
    "invalid-result": InvalidResult(),
    "rate-limit": RateLimit(),
    "stale-file": StaleFile(),
    "too-many-requests": Status(status=429, retry=30),
    "server-error": Status(status=500),
    "bad-gateway": Status(status=502),
    "unavailable": Status(status=503, retry=120),
    "gateway-timeout": Status(status=504),
    "upgrade": Page(status=503, title="Maintenance", text="The site is being upgraded and cannot be used."),
    "blank-page": Status(status=200, body="", type="text/html; charset=UTF-8"),
    "html-page": Page(),
    "delay": Delay(seconds=2.0, jitter=1.0),
    "slow-body": Slow(rate=5000),
    "cut-before-answer": Cut(),
    "cut-in-body": Cut(where="body"),
    "connection-reset": Cut(reset=True),
    "truncated": Truncated(),
    "truncated-chunks": Truncated(chunked=True),
    "wrong-content-type": ContentType(),
    "php-notice": Notice(),
}
"""The faults that a rule may ask for by name."""


def is_instead(fault: Fault) -> bool:
    """Whether the call does not reach the site: something else answers in its place, or nobody."""
    return isinstance(fault, (Status, Page, Cut)) and not fault.run
