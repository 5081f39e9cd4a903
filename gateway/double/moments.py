"""Times and spans as people write them for a double."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Final

__all__ = ["MomentError", "moment", "span"]

# From 1970 to the year 9999: what every client can show.
_LAST: Final = 253_402_300_799
_UNITS: Final = {"w": 7 * 86_400, "d": 86_400, "h": 3_600, "m": 60, "s": 1}
_SPAN: Final = re.compile(r"[+-]?(\d{1,9}[wdhms])+", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,15}(\.\d{1,6})?", re.ASCII)
_PART: Final = re.compile(r"(\d+)([wdhms])", re.ASCII)


class MomentError(ValueError):
    """A text is no time or no span; the text of the error is a sentence."""


def moment(value: float | str) -> float:
    """The time in Unix seconds, of such a number or a text as in ``2026-09-07T08:00:00Z`` or ``2026-09-07``; UTC unless it says otherwise.

    Raises ``MomentError``.
    """
    if isinstance(value, str) and _NUMBER.fullmatch(value):
        value = float(value)
    elif isinstance(value, str):
        try:
            read = datetime.fromisoformat(value)
            value = (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            raise MomentError("A time is a number of Unix seconds, or a text as in 2026-09-07T08:00:00Z.") from None
    if not math.isfinite(value) or not 0 <= value <= _LAST:
        raise MomentError("A time lies between 1970 and the end of the year 9999.")
    return float(value)


def span(value: float | str) -> float:
    """The seconds of a span, of such a number or a text as in ``7d``, ``-2h`` or ``1h30m``. Raises ``MomentError``."""
    if isinstance(value, str):
        if not _SPAN.fullmatch(value):
            raise MomentError("A span is a number of seconds, or a text as in 7d, -2h or 1h30m.")
        seconds = sum(int(count) * _UNITS[unit] for count, unit in _PART.findall(value))
        value = -seconds if value.startswith("-") else seconds
    if not math.isfinite(value) or abs(value) > _LAST:
        raise MomentError("A span is not longer than all time.")
    return float(value)
