"""Formatting times of events in the caller's time zone and time format."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from gateway.api import CallContext, InvalidParameter, caller_zone, date_text
from gateway.components.core_user.lib import preferences

__all__ = ["Clock"]

_DAY = 24 * 3600
_WEEK = 7 * _DAY
# The first and the last timestamp that has a date in every time zone: in the years 1 and 9999.
_FIRST, _LAST = -62_135_510_400, 253_402_214_400
_UNSET = ("", "0")
_TWELVE_HOURS, _DAY_AND_MONTH = "%I:%M %p", "%A, %d %B"
_UNTIL = " <strong>&raquo;</strong> "


class Clock:
    """The caller's time zone and time format."""

    def __init__(self, ctx: CallContext) -> None:
        """Load the caller's time zone and time format."""
        self._zone = caller_zone(ctx)
        formats = (preferences(ctx.db, ctx.userid).get("calendar_timeformat", ""), ctx.site.config["calendar_site_timeformat"])
        self._format = next((format_ for format_ in formats if format_ not in _UNSET), _TWELVE_HOURS)
        self._now, self._page = ctx.now, f"{ctx.site.wwwroot}/calendar/view.php"

    def midnight(self, moment: int) -> int:
        """The timestamp at which the day of ``moment`` began."""
        at = self._at(moment)
        return int(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())

    def moment(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
        """The timestamp of a date; a month, day, hour or minute beyond its range carries over into the next larger unit.

        Raises ``InvalidParameter`` for a date outside of the years 1 to 9999.
        """
        years, months = divmod(month - 1, 12)
        try:
            first = datetime(year + years, months + 1, 1)
            date = first + timedelta(days=day - 1, hours=hour, minutes=minute)
            return int(date.replace(tzinfo=self._zone).timestamp())
        except (ValueError, OverflowError):
            raise InvalidParameter("is not a date in the years 1 to 9999") from None

    def moved(self, moment: int, to: int) -> int:
        """The timestamp with the time of day of ``moment`` on the day of ``to``."""
        at, day = self._at(moment), self._at(to)
        return int(at.replace(year=day.year, month=day.month, day=day.day).timestamp())

    def weeks_after(self, moment: int, weeks: int) -> int:
        """The timestamp ``weeks`` weeks after ``moment``, at the same time of day; moments outside of the calendar are not moved."""
        if not _FIRST <= moment <= _LAST - weeks * _WEEK:
            return moment
        return int((self._at(moment) + timedelta(weeks=weeks)).timestamp())

    def _at(self, moment: int) -> datetime:
        """The date of a timestamp, or the nearest date in the years 1 to 9999."""
        return datetime.fromtimestamp(min(max(moment, _FIRST), _LAST), self._zone)

    def span(self, start: int, duration: int) -> str:
        """The period of an event as HTML, dimmed if it is over."""
        end = start + duration
        if not duration:
            text = f"{self._day(start, start)}, {self._time(start)}"
        elif self.midnight(start) != self.midnight(end):
            text = self._days(start, end)
        elif duration == _DAY:
            text = f"{self._day(start, end)}, All day"
        else:
            text = f"{self._day(start, end)}, {self._time(start)}{_UNTIL}{self._time(end)}"
        if end >= self._now:
            return text
        dimmed = text.replace(" href=", ' class="dimmed" href=')
        return f'<span class="dimmed_text">{dimmed}</span>'

    def _days(self, start: int, end: int) -> str:
        """The period of an event that lasts several days; the first day is left out if it is today."""
        first = self._time(start)
        if self.midnight(start) != self.midnight(self._now):
            first = f"{self._day(start, start, comma=True)}{first}"
        return f"{first}{_UNTIL}{self._day(end, end, comma=True)}{self._time(end)}"

    def _day(self, moment: int, linked: int, *, comma: bool = False) -> str:
        """The day of ``moment`` as a link to the calendar's page of the day of ``linked``."""
        address = escape(f"{self._page}?view=day&time={linked}")
        day = date_text(moment, _DAY_AND_MONTH, self._zone)
        return f'<a href="{address}">{day}{", " if comma else ""}</a>'

    def _time(self, moment: int) -> str:
        """The time of day of ``moment``."""
        return date_text(moment, self._format, self._zone)
