"""The types that protocols and the gateway exchange: calls, credentials, results and failures.

A protocol decodes a request into a ``Call``; the pipeline answers with a ``Result`` or a ``Failure``;
the protocol encodes that. All are frozen. Values inside are plain Python: None, bool, int, float,
str, list, dict. Bytes of a request that are not UTF-8 become lone surrogates in a str
(``surrogateescape``), so that validation can see and refuse them. Form syntax cannot tell a list
from a struct, so that a dict may stand where a list is declared; validation decides.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urljoin

import msgspec

from gateway.describe.model import Description, Struct
from gateway.errors import GatewayError

__all__ = [
    "DEFAULT_SETTINGS",
    "UNKNOWN_PEER",
    "Call",
    "CallSettings",
    "Credential",
    "Failure",
    "FunctionInfo",
    "FunctionType",
    "Notes",
    "Outcome",
    "Password",
    "Peer",
    "Result",
    "Session",
    "Step",
    "Token",
    "Written",
]


class FunctionType(StrEnum):
    """Whether a function only reads or also writes; a writing one runs in a write transaction."""

    READ = "read"
    WRITE = "write"


class FunctionInfo(msgspec.Struct, frozen=True, kw_only=True, eq=False):
    """The public facts of an external function: its name, its flags and its descriptions.

    ``returns`` is None for a function that returns nothing. ``ajax`` and ``loginrequired`` matter to
    the AJAX protocol only, ``capabilities`` are for people: no protocol enforces them. ``empty`` says that the
    function is described but not built: it returns only empty lists, warnings and settings of the site.
    """

    name: str
    component: str
    type: FunctionType
    text: str
    params: Struct
    returns: Description | None
    capabilities: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    ajax: bool = False
    loginrequired: bool = True
    readonlysession: bool = False
    deprecated: bool = False
    empty: bool = False


class Token(msgspec.Struct, frozen=True):
    """A token as the client sent it; the empty string if the client sent none."""

    value: str


class Password(msgspec.Struct, frozen=True):
    """A user name and a password, as the client sent them."""

    username: str
    password: str


class Session(msgspec.Struct, frozen=True):
    """The id of a browser session, and the session key (None if none was sent), as a page of the site sent them.

    A call that a page makes by itself, without ``activity`` of its user, does not keep the session from timing out.
    """

    sid: str
    sesskey: str | None
    activity: bool = True


Credential = Token | Password | Session


class CallSettings(msgspec.Struct, frozen=True):
    """The per-call settings ``moodlewssetting…`` (``docs/contract/encodings.md 1.5``), with their defaults."""

    raw: bool = False
    fileurl: bool = True
    filter: bool = False
    lang: str = ""
    timezone: str = ""
    file: str = "webservice/pluginfile.php"


DEFAULT_SETTINGS = CallSettings()


class Notes(msgspec.Struct):
    """What the calls of one request leave for its answer: headers, and how many calls have begun."""

    headers: dict[bytes, bytes] = {}
    calls: int = 0


class Peer(msgspec.Struct, frozen=True):
    """The client at the other end of a request, as the transport knows it; the host makes one for each request.

    ``address`` is the address of the client, behind trusted proxies too; ``agent`` is the header ``User-Agent``; ``secure``
    says whether the request came over https, as far as the gateway can know; ``request_id`` is the id of the request in the
    log and the audit, the same for all its calls. Without a request id, each call is given its own. ``path`` and
    ``query`` are what was requested, as it was sent; they may hold the client's token. ``large`` says whether the body of
    the request is so long that its arguments are not to be checked on the event loop. ``mark`` is what a page of the site handed
    over with a request that it makes itself; with a request from outside there is none. ``idempotency`` is the client's key for the
    request, by which a repeated one is known; the answer is sent with what is in ``notes``. ``traceparent`` is the trace that the
    client counts the request to (W3C Trace Context).
    """

    address: str = "0.0.0.0"  # noqa: S104 - the contract's name for an unknown address
    agent: str = ""
    secure: bool = False
    request_id: str = ""
    path: str = ""
    query: bytes = b""
    large: bool = False
    mark: object = None
    idempotency: str = ""
    notes: Notes | None = None
    traceparent: str = ""

    def url(self, wwwroot: str) -> str:
        """The whole address that the client has requested of the site at ``wwwroot``, for forms that lead back to it."""
        query = self.query.decode("latin-1")
        return urljoin(wwwroot, self.path) + (f"?{query}" if query else "")


UNKNOWN_PEER = Peer()


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One request to run one function.

    ``protocol`` is the name under which the protocol is enabled and its capability is checked.
    ``arguments`` is a dict of named or a list of positional arguments, None if something else was sent in their
    place. ``credential`` is None for a caller without a credential. Arguments that are ``strict`` have the types of JSON: a text
    in the place of a number is refused. ``takes`` names the form in which the protocol could send an answer on as it was written
    elsewhere (``Written``).
    """

    protocol: str
    function: str
    arguments: dict[str | int, object] | list[object] | None
    credential: Credential | None
    settings: CallSettings = DEFAULT_SETTINGS
    peer: Peer = UNKNOWN_PEER
    strict: bool = False
    takes: str = ""


class Step(StrEnum):
    """The steps of the pipeline; a failure names the step at which its call ended."""

    DECODE = "decode"
    AUTHENTICATE = "authenticate"
    RESOLVE = "resolve"
    ADMIT = "admit"
    VALIDATE = "validate"
    INVOKE = "invoke"
    CLEAN = "clean"


class Written(msgspec.Struct, frozen=True):
    """An answer as another server has written it, in the form that the call takes (``Call.takes``): it is sent on as it is.

    ``read`` gives its value, for who needs that later; it may raise ``GatewayError``.
    """

    body: bytes
    read: Callable[[], object] | None = None


class Result(msgspec.Struct, frozen=True):
    """The cleaned value of a call, and the function whose ``returns`` describes it.

    An answer that is ``written`` already has no value, and comes only to a protocol that takes it.
    """

    value: object
    function: FunctionInfo
    written: bytes | None = None


class Failure(msgspec.Struct, frozen=True):
    """The error that ended a call, and the step at which the call ended.

    ``debug`` is None unless the caller may see the debug text.
    """

    error: GatewayError
    step: Step
    debug: str | None = None


Outcome = Result | Failure
