"""The errors that callers may see, as one tree of classes, and the table of the kernel's texts for error codes.

Every refusal is a leaf of ``GatewayError``. A leaf has the facts that the wire contract names
(``docs/contract/server.md 0.2``): the error code, the class that REST reports, and the component that the text belongs to.
``public_message`` is the text for people, in our own words: the text that the error was given, else the text that a
component declares for the code, else the text in the table of ``gateway._error_texts``. ``debug`` is an additional text for
operators and holders of a developer's token. Neither text ever holds a value that the caller sent; names that the caller sent,
such as that of an unknown function, are shortened and made printable.

Codecs raise the leaves of ``CodecError`` and nothing else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import ClassVar

from gateway._error_texts import ERROR_TEXTS

__all__ = [
    "AccessRefused",
    "CodecError",
    "CodedError",
    "CodingError",
    "DatabaseAway",
    "DecodeError",
    "EncodeError",
    "FileError",
    "GatewayError",
    "HostileInput",
    "InternalError",
    "InvalidParameter",
    "InvalidResponse",
    "InvalidState",
    "ERROR_TEXTS",
    "ErrorKind",
    "LoginRequired",
    "MissingCapability",
    "MissingContext",
    "MissingRecord",
    "ParameterRefused",
    "RestrictedContext",
    "StorageFailed",
    "UncodedRefusal",
    "message_for",
]


class ErrorKind(StrEnum):
    """The cause of an error, by what the caller can do about it."""

    CALLER = "caller"  # the request is wrong: the caller must send another
    CREDENTIAL = "credential"  # the caller is unknown or unfit: log in again, or put the account in order
    ACCESS = "access"  # the caller may not do that
    MISSING = "missing"  # a record that the call names does not exist
    BUSY = "busy"  # the call may succeed later
    SERVER = "server"  # the fault is on the side of the server


class GatewayError(Exception):
    """The root of all errors a caller may see; only its leaves are raised.

    ``errorcode`` is the stable public code, ``wire_class`` the class name of the contract,
    ``component`` the component that the text belongs to, ``debug`` a text for operators and developers only.
    """

    wire_class: ClassVar[str] = "core\\exception\\moodle_exception"
    # The kind of errors whose code has no kind of its own (``kind``).
    default_kind: ClassVar[ErrorKind] = ErrorKind.CALLER
    errorcode: str
    component: str
    message: str | None
    debug: str | None
    # The kind of this one error, where it is not that of its code.
    own_kind: ErrorKind | None = None

    def __init__(self, errorcode: str, component: str = "error", *, message: str | None = None, debug: str | None = None) -> None:
        """Build the error; without ``message``, people read the text that the kernel or a component declares for ``errorcode``."""
        if type(self) is GatewayError:
            raise TypeError("GatewayError is abstract: raise one of its leaves")
        super().__init__(errorcode)
        self.errorcode = errorcode
        self.component = component
        self.debug = debug
        self.message = message

    @property
    def public_message(self) -> str:
        """The text for people: the text that this error was given, else the kernel's text for its code."""
        return self.message if self.message is not None else message_for(self.errorcode, self.component)

    @property
    def kind(self) -> ErrorKind:
        """The kind of the error, which a protocol with status codes maps to these."""
        return self.own_kind or _ERROR_KINDS.get(self.errorcode, self.default_kind)

    def exception_fields(self, wwwroot: str, debug: str | None = None) -> dict[str, object]:
        """The fields of the error in the answer to a batch of calls (``docs/contract/server.md 4.2``).

        Two places use them that share nothing else: the protocol AJAX, and a function of ``tool_mobile``.
        """
        # Texts of the component "error" are documented with those of the core.
        component = "moodle" if self.component == "error" else self.component
        fields: dict[str, object] = {
            "message": self.public_message,
            "errorcode": self.errorcode,
            "link": f"{wwwroot}/",
            "moreinfourl": f"https://docs.moodle.org/405/en/error/{component}/{self.errorcode}",
        }
        return fields if debug is None else {**fields, "debuginfo": debug}

    def __str__(self) -> str:
        """The public message with its code, as logs show it."""
        return f"{self.public_message} [{self.errorcode}]"


class CodedError(GatewayError):
    """A refusal with a code of its own: the contract's general exception."""


class FileError(GatewayError):
    """A refusal of what is to be stored as a file, or of where."""

    wire_class = "core_files\\exception\\file_exception"


class UncodedRefusal(CodedError):
    """A refusal for which the reference has a sentence in the place of an error code.

    Clients see the code ``nopermissions``. Clients of XML-RPC see a number made from the sentence, which that protocol finds
    by ``key``, our own stable name for the refusal; no client sees the key.
    """

    default_kind = ErrorKind.ACCESS

    def __init__(self, key: str, message: str) -> None:
        """``message`` is the text for people."""
        super().__init__("nopermissions", message=message)
        self.key = key


class InvalidParameter(GatewayError):
    """An argument does not satisfy its description.

    ``path`` names the argument or a part of it, list indexes included (``criteria[0].key``); it is empty if the
    arguments as a whole are wrong.
    """

    wire_class = "core\\exception\\invalid_parameter_exception"

    def __init__(self, reason: str | None = None, *, path: str = "", debug: str | None = None) -> None:
        """``reason`` says what is wrong with the part at ``path``, without its value."""
        super().__init__("invalidparameter", "debug", message=_located(path, reason), debug=debug or _located(path, reason))
        self.path = path
        self.reason = reason


class InvalidResponse(GatewayError):
    """A function returned a value that its description forbids; ``path`` as in ``InvalidParameter``."""

    wire_class = "core\\exception\\invalid_response_exception"
    default_kind = ErrorKind.SERVER

    def __init__(self, reason: str | None = None, *, path: str = "", debug: str | None = None) -> None:
        """``reason`` and ``path`` are for developers only: callers cannot do anything about a wrong answer."""
        super().__init__("invalidresponse", "debug", debug=debug or _located(path, reason))
        self.path = path


class CodingError(GatewayError):
    """A function or a declaration is used in a way that it does not allow."""

    wire_class = "core\\exception\\coding_exception"
    default_kind = ErrorKind.SERVER

    def __init__(self, debug: str | None = None, *, message: str | None = None) -> None:
        """``debug`` tells developers what is wrong."""
        super().__init__("codingerror", "debug", message=message, debug=debug)


class InvalidState(GatewayError):
    """The system is not in a state in which the call makes sense."""

    wire_class = "core\\exception\\invalid_state_exception"
    default_kind = ErrorKind.SERVER

    def __init__(self, debug: str | None = None) -> None:
        """``debug`` tells developers which state was found."""
        super().__init__("invalidstatedetected", "debug", debug=debug)


class MissingCapability(GatewayError):
    """The caller lacks a capability in the context the call works in."""

    wire_class = "core\\exception\\required_capability_exception"
    default_kind = ErrorKind.ACCESS

    def __init__(self, capability: str, errorcode: str = "nopermissions") -> None:
        """``capability`` is the name of the capability that the caller lacks."""
        super().__init__(errorcode, message=f"You need the permission {capability} to do that.", debug=capability)
        self.capability = capability


class LoginRequired(GatewayError):
    """The caller may not enter the course or activity; the reason is for developers."""

    wire_class = "core\\exception\\require_login_exception"
    default_kind = ErrorKind.ACCESS

    def __init__(self, debug: str | None = None) -> None:
        """``debug`` names the condition that failed."""
        super().__init__("requireloginerror", debug=debug)


class ParameterRefused(GatewayError):
    """A refusal with a code of its own about one parameter (deprecated in the contract, still in use)."""

    wire_class = "core\\exception\\webservice_parameter_exception"

    def __init__(self, errorcode: str = "invalidextparam", *, message: str | None = None, debug: str | None = None) -> None:
        """``errorcode`` belongs to the component ``webservice``."""
        super().__init__(errorcode, "webservice", message=message, debug=debug)


class AccessRefused(GatewayError):
    """The caller may not use this service or function; the reason is for operators."""

    wire_class = "webservice_access_exception"
    default_kind = ErrorKind.ACCESS

    def __init__(self, debug: str | None = None, *, message: str | None = None, kind: ErrorKind | None = None) -> None:
        """``debug`` names the check that refused; ``kind`` is that of a refusal that is not for want of a right."""
        super().__init__("accessexception", "webservice", message=message, debug=debug)
        self.own_kind = kind


class RestrictedContext(GatewayError):
    """The token is restricted to a context that the call leaves."""

    wire_class = "core_external\\restricted_context_exception"
    default_kind = ErrorKind.ACCESS

    def __init__(self, debug: str | None = None) -> None:
        """``debug`` names both contexts."""
        super().__init__("restrictedcontextexception", debug=debug)


class MissingRecord(GatewayError):
    """A record that the call names does not exist.

    The code depends on the table, as ``docs/contract/server.md 0.2`` has it.
    """

    wire_class = "dml_missing_record_exception"
    default_kind = ErrorKind.MISSING
    _CODES: ClassVar[dict[str, str]] = {
        "": "invalidrecordunknown",
        "course": "invalidcourseid",
        "course_modules": "invalidcoursemodule",
        "user": "invaliduser",
    }

    def __init__(self, table: str = "", *, errorcode: str | None = None, message: str | None = None, debug: str | None = None) -> None:
        """``table`` is the reference's name of the table without such a record."""
        super().__init__(errorcode or self._CODES.get(table, "invalidrecord"), message=message, debug=debug or table or None)
        self.table = table


class MissingContext(MissingRecord):
    """An instance has no context; the pipeline makes the context of an instance that exists, and calls the function again."""

    def __init__(self, level: int, instance: int) -> None:
        """``level`` and ``instance`` are those of the context."""
        super().__init__("context", debug=f"no context of level {level} for instance {instance}")
        self.level = level
        self.instance = instance


class InternalError(GatewayError):
    """An unexpected error; the caller sees only ``reference``, under which the log has the error."""

    default_kind = ErrorKind.SERVER

    def __init__(self, reference: str) -> None:
        """``reference`` is the id under which the log has the unexpected error."""
        super().__init__("internalerror", message=f"An internal error occurred. Its reference is {reference}.")
        self.reference = reference


class DatabaseAway(GatewayError):
    """The database cannot be reached, or is busy for too long: the same call may succeed a moment later."""

    default_kind = ErrorKind.BUSY

    def __init__(self) -> None:
        """Callers are told nothing but to try again."""
        super().__init__("databaseaway", "triglot")


class StorageFailed(FileError):
    """The contents of files cannot be written or read: the disk is full, the object storage away. The log says why.

    The same call may succeed later.
    """

    default_kind = ErrorKind.BUSY

    def __init__(self, errorcode: str) -> None:
        """``errorcode`` is ``storedfilenotcreated`` or ``storedfilecannotread``; callers are told nothing else but to try again."""
        super().__init__(errorcode, message="The contents of files cannot be reached at the moment. Try again later.")


class CodecError(GatewayError):
    """The family of errors a codec may raise; only its leaves are raised."""

    wire_class = "core\\exception\\invalid_parameter_exception"

    def __init__(self, reason: str) -> None:
        """``reason`` says what about the bytes is wrong, without repeating them."""
        if type(self) is CodecError:
            raise TypeError("CodecError is abstract: raise one of its leaves")
        super().__init__("invalidparameter", "debug", message=reason)


class DecodeError(CodecError):
    """The bytes are not a request of the protocol."""


class HostileInput(CodecError):
    """The bytes exceed a limit or use a feature that only attacks need."""


class EncodeError(CodecError):
    """A value cannot be carried by the protocol."""

    default_kind = ErrorKind.SERVER


def _located(path: str, reason: str | None) -> str | None:
    """``reason`` with ``path`` before it."""
    if reason is None:
        return f"Invalid value: {path}." if path else None
    return f"{path}: {reason}" if path else reason


def message_for(errorcode: str, component: str = "error") -> str:
    """The kernel's text for a public code; an unknown code is shown as ``component/errorcode``."""
    return ERROR_TEXTS.get(errorcode) or f"{component}/{errorcode}"


# The kinds of codes, where these differ from the kind of the class of the error.
_ERROR_KINDS: dict[str, ErrorKind] = {
    **dict.fromkeys(
        (
            "expiredkey", "invalidkey", "invalidlogin", "invalidprivatetoken", "invalidsesskey", "invalidtimedtoken", "invalidtoken",
            "missingpassword", "missingusername", "passwordisexpired", "servicerequireslogin", "suspended", "userdeleted",
            "usernotconfirmed", "wrongusernamepassword", "wsaccessuserdeleted", "wsaccessuserexpired", "wsaccessusernologin",
            "wsaccessusersuspended", "wsaccessuserunconfirmed",
        ),
        ErrorKind.CREDENTIAL,
    ),
    **dict.fromkeys(
        (
            "accessdenied", "accessexception", "cannotcreatetoken", "enablewsdescription", "forcepasswordchangenotice",
            "guestsarenotallowed", "httpsrequired", "invalidiptoken", "ipmismatch", "missingrequiredcapability",
            "nocapabilitytousethisservice", "noguest", "nopasswordchangeforced", "nopermissions", "requirecorrectaccess",
            "requireloginerror", "restrictedcontextexception", "servicenotavailable", "sitepolicynotagreed", "sslonlyaccess",
            "usernotallowed", "usernotfullysetup",
        ),
        ErrorKind.ACCESS,
    ),
    **dict.fromkeys(
        ("filenotfound", "invalidcourseid", "invalidcoursemodule", "invalidrecord", "invalidrecordunknown", "invaliduser"),
        ErrorKind.MISSING,
    ),
    **dict.fromkeys(
        ("autologinkeygenerationlockout", "databaseaway", "idempotencykeyrunning", "sitemaintenance", "toomanyrequests"),
        ErrorKind.BUSY,
    ),
    **dict.fromkeys(("codingerror", "internalerror", "invalidresponse", "invalidstatedetected"), ErrorKind.SERVER),
}  # fmt: skip
