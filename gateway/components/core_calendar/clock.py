"""Times of events as somebody reads them, in their time zone and in the format of their choice."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from gateway.api import CallContext, InvalidParameter, date_text, zone
from gateway.components.core_user.lib import preferences

__all__ = ["Clock"]

_DAY = 24 * 3600
# The first and the last moment that a date can be told of in every time zone: in the years 1 and 9999.
_FIRST, _LAST = -62_135_510_400, 253_402_214_400
_UNSET = ("", "0")
_TWELVE_HOURS, _DAY_AND_MONTH = "%I:%M %p", "%A, %d %B"
_UNTIL = " <strong>&raquo;</strong> "


class Clock:
    """The caller's."""

    def __init__(self, ctx: CallContext) -> None:
        """Read what the caller has chosen."""
        forced, timezone = ctx.site.config["forcetimezone"], ctx.caller.timezone if ctx.caller else ""
        self._zone = zone(forced, timezone, ctx.site.config["timezone"])
        formats = (preferences(ctx.db, ctx.userid).get("calendar_timeformat", ""), ctx.site.config["calendar_site_timeformat"])
        self._format = next((format_ for format_ in formats if format_ not in _UNSET), _TWELVE_HOURS)
        self._now, self._page = ctx.now, f"{ctx.site.wwwroot}/calendar/view.php"

    def midnight(self, moment: int) -> int:
        """When the day of a moment began."""
        at = self._at(moment)
        return int(at.replace(hour=0, minute=0, second=0, microsecond=0).timestamp())

    def moment(self, year: int, month: int, day: int, hour: int = 0, minute: int = 0) -> int:
        """The moment of a date; months, days and hours beyond the last ones run on into what follows.

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
        """The same time on the day of another moment."""
        at, day = self._at(moment), self._at(to)
        return int(at.replace(year=day.year, month=day.month, day=day.day).timestamp())

    def _at(self, moment: int) -> datetime:
        """The date of a moment; of one that no calendar has, the nearest that one has."""
        return datetime.fromtimestamp(min(max(moment, _FIRST), _LAST), self._zone)

    def span(self, start: int, duration: int) -> str:
        """When something takes place, as HTML; greyed out when it is over."""
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
        """What takes place on more than one day; of one that began today the day is not said."""
        first = self._time(start)
        if self.midnight(start) != self.midnight(self._now):
            first = f"{self._day(start, start, comma=True)}{first}"
        return f"{first}{_UNTIL}{self._day(end, end, comma=True)}{self._time(end)}"

    def _day(self, moment: int, linked: int, *, comma: bool = False) -> str:
        """The day of a moment, as a link to the page of the day of another one."""
        address = escape(f"{self._page}?view=day&time={linked}")
        day = date_text(moment, _DAY_AND_MONTH, self._zone)
        return f'<a href="{address}">{day}{", " if comma else ""}</a>'

    def _time(self, moment: int) -> str:
        """The time of a moment."""
        return date_text(moment, self._format, self._zone)
