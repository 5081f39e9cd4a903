"""Formatting times of events in the caller's time zone and time format."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape
from typing import Any

from gateway.api import CallContext, InvalidParameter, caller_zone, date_text
from gateway.api.dates import zone
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
        self._zone, self._of_site = caller_zone(ctx), zone(ctx.site.config["timezone"])
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

    def days_after(self, moment: int, days: int) -> int:
        """The timestamp ``days`` days after ``moment``, at the same time of day; moments at the ends of the calendar are not moved."""
        if not _FIRST <= moment + days * _DAY <= _LAST:
            return moment
        return int((self._at(moment) + timedelta(days=days)).timestamp())

    def weeks_after(self, moment: int, weeks: int) -> int:
        """The timestamp ``weeks`` weeks after ``moment``, at the same time of day; moments outside of the calendar are not moved."""
        if not _FIRST <= moment <= _LAST - weeks * _WEEK:
            return moment
        return int((self._at(moment) + timedelta(weeks=weeks)).timestamp())

    def _at(self, moment: int) -> datetime:
        """The date of a timestamp, or the nearest date in the years 1 to 9999."""
        return datetime.fromtimestamp(min(max(moment, _FIRST), _LAST), self._zone)

    def site_time(self, moment: int) -> int:
        """The seconds of the day of a timestamp, in the time zone of the site."""
        at = datetime.fromtimestamp(min(max(moment, _FIRST), _LAST), self._of_site)
        return at.hour * 3600 + at.minute * 60 + at.second

    def parts(self, moment: int) -> dict[str, Any]:
        """The date of a timestamp in parts, in the form of the result; days of the week and of the year count from 0."""
        at = self._at(moment)
        return {
            **{name: getattr(at, name[:-1]) for name in ("seconds", "minutes", "hours")},
            "mday": at.day,
            "wday": at.isoweekday() % 7,
            "mon": at.month,
            "year": at.year,
            "yday": at.timetuple().tm_yday - 1,
            "weekday": date_text(moment, "%A", self._zone),
            "month": date_text(moment, "%B", self._zone),
            "timestamp": moment,
        }

    def text(self, moment: int, format_: str) -> str:
        """A moment as text, by a format of ``strftime``."""
        return date_text(moment, format_, self._zone)

    def span(self, start: int, duration: int, shown: int = 0) -> str:
        """The period of an event as HTML, dimmed if it is over; without days where the calendar of the moment ``shown`` tells them."""
        end = start + duration
        if duration and self.midnight(start) != self.midnight(end):
            text = self._days(start, end, shown)
        else:
            time = self._time(start) if not duration else "All day" if duration == _DAY else f"{self._time(start)}{_UNTIL}{self._time(end)}"
            text = time if shown else f"{self._day(start, end)}, {time}"
        if end >= self._now:
            return text
        dimmed = text.replace(" href=", ' class="dimmed" href=')
        return f'<span class="dimmed_text">{dimmed}</span>'

    def _days(self, start: int, end: int, shown: int) -> str:
        """The period of an event that lasts several days; the first day is left out if it is today, both if they are ``shown``."""
        first, last = self._time(start), self._time(end)
        if self.midnight(start) not in (self.midnight(self._now), shown):
            first = f"{self._day(start, start, comma=True)}{first}"
        return f"{first}{_UNTIL}{'' if self.midnight(end) == shown else self._day(end, end, comma=True)}{last}"

    def _day(self, moment: int, linked: int, *, comma: bool = False) -> str:
        """The day of ``moment`` as a link to the calendar's page of the day of ``linked``."""
        address = escape(f"{self._page}?view=day&time={linked}")
        day = date_text(moment, _DAY_AND_MONTH, self._zone)
        return f'<a href="{address}">{day}{", " if comma else ""}</a>'

    def _time(self, moment: int) -> str:
        """The time of day of ``moment``."""
        return date_text(moment, self._format, self._zone)
