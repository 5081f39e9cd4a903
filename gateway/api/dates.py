"""Texts of dates for people: in a time zone, in English, by the codes of C's ``strftime``.

The names of days and months do not depend on the language of the process.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from gateway.pipeline.context import CallContext

__all__ = ["caller_zone", "date_text", "zone"]

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
# As Australian English has them, which is the locale of the reference's English.
_SHORT_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "June", "July", "Aug", "Sept", "Oct", "Nov", "Dec")
_CODE = re.compile(r"%(.)", re.DOTALL)
# The values of a time-zone setting that name no zone: the next name decides.
_UNSET = ("", "99")


def zone(*names: str) -> tzinfo:
    """The time zone of the first valid name: a name of the tz database, or hours ahead of UTC; UTC if no name is valid."""
    for name in names:
        if name in _UNSET:
            continue
        try:
            return timezone(timedelta(hours=float(name)))
        except ValueError:
            pass
        try:
            return ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            continue
    return UTC


def caller_zone(ctx: CallContext) -> tzinfo:
    """The time zone in which the caller is shown dates: the site's if it is forced, else that of the call or of the account."""
    config = ctx.site.config
    own = ctx.settings.timezone or (ctx.caller.timezone if ctx.caller else "")
    return zone(config["forcetimezone"], own, config["timezone"])


def date_text(moment: int, format_: str, where: tzinfo, *, fixday: bool = True, fixhour: bool = True) -> str:
    """The text of a moment, in Unix seconds, by a format of ``strftime``.

    With ``fixday`` and ``fixhour`` the day of the month and the twelve-hour clock have no leading zero. An unknown code is
    left as it is; a moment beyond the calendar is returned as a number.
    """
    try:
        date = datetime.fromtimestamp(moment, where)
    except (OverflowError, OSError, ValueError):
        return str(moment)
    codes = dict(_CODES)
    if fixday:
        codes["d"] = _CODES["e"]
    if fixhour:
        codes["I"] = _CODES["l"]

    def part(code: re.Match[str]) -> str:
        return codes[code[1]](date).strip() if code[1] in codes else code[0]

    return _CODE.sub(part, format_)


def _twelve(date: datetime) -> int:
    """The hour on a twelve-hour clock, 1 to 12."""
    return date.hour % 12 or 12


def _half(date: datetime) -> str:
    """AM or PM."""
    return "AM" if date.hour < 12 else "PM"


_CODES: dict[str, Callable[[datetime], str]] = {
    "a": lambda at: _DAYS[at.weekday()][:3],
    "A": lambda at: _DAYS[at.weekday()],
    "b": lambda at: _SHORT_MONTHS[at.month - 1],
    "B": lambda at: _MONTHS[at.month - 1],
    "c": lambda at: f"{_DAYS[at.weekday()][:3]} {_MONTHS[at.month - 1][:3]} {at.day} {at:%H:%M:%S} {at.year}",
    "C": lambda at: f"{at.year // 100:02}",
    "d": lambda at: f"{at.day:02}",
    "D": lambda at: f"{at.month:02}/{at.day:02}/{at.year % 100:02}",
    "e": lambda at: str(at.day),
    "F": lambda at: f"{at.year:04}-{at.month:02}-{at.day:02}",
    "g": lambda at: f"{at.isocalendar().year % 100:02}",
    "G": lambda at: str(at.isocalendar().year),
    "h": lambda at: _SHORT_MONTHS[at.month - 1],
    "H": lambda at: f"{at.hour:02}",
    "I": lambda at: f"{_twelve(at):02}",
    "j": lambda at: f"{at.timetuple().tm_yday:03}",
    "k": lambda at: str(at.hour),
    "l": lambda at: str(_twelve(at)),
    "m": lambda at: f"{at.month:02}",
    "M": lambda at: f"{at.minute:02}",
    "n": lambda at: "\n",
    "p": _half,
    "P": lambda at: _half(at).lower(),
    "r": lambda at: f"{_twelve(at):02}:{at:%M:%S} {_half(at)}",
    "R": lambda at: f"{at:%H:%M}",
    "s": lambda at: str(int(at.timestamp())),
    "S": lambda at: f"{at.second:02}",
    "t": lambda at: "\t",
    "T": lambda at: f"{at:%H:%M:%S}",
    "u": lambda at: str(at.isoweekday()),
    "U": lambda at: f"{at:%U}",
    "V": lambda at: f"{at.isocalendar().week:02}",
    "w": lambda at: str(at.isoweekday() % 7),
    "W": lambda at: f"{at:%W}",
    "x": lambda at: f"{at.month:02}/{at.day:02}/{at.year % 100:02}",
    "X": lambda at: f"{at:%H:%M:%S}",
    "y": lambda at: f"{at.year % 100:02}",
    "Y": lambda at: str(at.year),
    "z": lambda at: f"{at:%z}",
    "Z": lambda at: at.tzname() or "",
    "%": lambda at: "%",
}
