"""What becomes of errors that nobody expected: the caller gets a reference, and the log the story, once a second for each place."""

from __future__ import annotations

from gateway.errors import DatabaseAway, GatewayError, InternalError
from gateway.store.store import DatabaseUnavailable
from gateway.telemetry.seldom import Seldom

__all__ = ["database_away", "unexpected"]

_log = Seldom()


def database_away(error: DatabaseUnavailable) -> None:
    """Say in the log that the database cannot be used, once a second."""
    _log.warn("the database is away", reason=str(error))


def unexpected(error: Exception, reference: str, **where: str) -> GatewayError:
    """The error that a caller gets in place of an unexpected one, which is logged under the same reference.

    The story of an error is long: of those that happen in one place, one a second is told. That the database is away is nobody's
    mistake: one line a second says so.
    """
    if isinstance(error, DatabaseUnavailable):
        database_away(error)
        return DatabaseAway()
    _log.error("unexpected error", kind=_place(error), reference=reference, **where, exc_info=error)
    return InternalError(reference)


def _place(error: Exception) -> str:
    """The place in the code at which an error was raised, and its class."""
    traceback = error.__traceback__
    while traceback is not None and traceback.tb_next is not None:
        traceback = traceback.tb_next
    where = "" if traceback is None else f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}"
    return f"{type(error).__name__} {where}"
