"""The errors of calls that go elsewhere: one family, whose texts say what to do and show nothing of the other server's inside."""

from __future__ import annotations

from gateway.errors import ErrorKind, GatewayError

__all__ = ["UpstreamAnswer", "UpstreamAway", "UpstreamError", "UpstreamFault"]


class UpstreamError(GatewayError):
    """The family; only its leaves are raised. ``debug`` is for developers and the log, and never has a credential in it."""


class UpstreamAway(UpstreamError):
    """The server of a function cannot be reached, takes too long, or has too many calls to answer: the call may succeed later."""

    default_kind = ErrorKind.BUSY

    def __init__(self, reason: str) -> None:
        """``reason`` says for developers what happened."""
        super().__init__("upstreamaway", "triglot", debug=reason)


class UpstreamAnswer(UpstreamError):
    """The server of a function has answered with what cannot be read; whether the call was made is not known."""

    default_kind = ErrorKind.SERVER

    def __init__(self, reason: str) -> None:
        """``reason`` says for developers what is wrong with the answer, without repeating it."""
        super().__init__("upstreamanswer", "triglot", debug=reason)


class UpstreamFault(UpstreamError):
    """The server of a function has refused the call, in its own words and with its own code."""

    def __init__(self, errorcode: str, message: str, *, wire_class: str | None = None, debug: str | None = None) -> None:
        """``wire_class`` is the name of the error's class there, where its protocol tells one."""
        super().__init__(errorcode, message=message, debug=debug)
        if wire_class:
            self.wire_class = wire_class  # type: ignore[misc]  # of this one error
