"""How dates, numbers and names are written in English: the texts of ``langconfig``."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["FORMATS"]

FORMATS: Mapping[str, str] = {
    "decsep": ".",
    "firstdayofweek": "0",
    "fullnamedisplay": "{$a->firstname} {$a->lastname}",
    "iso6391": "en",
    "labelsep": ": ",
    "listsep": ",",
    "parentlanguage": "",
    "strftimedate": "%d %B %Y",
    "strftimedatefullshort": "%d/%m/%y",
    "strftimedatemonthabbr": "%d %b %Y",
    "strftimedateshort": "%d %B",
    "strftimedateshortmonthabbr": "%d %b",
    "strftimedatetime": "%d %B %Y, %I:%M %p",
    "strftimedatetimeshort": "%d/%m/%y, %H:%M",
    "strftimedaydate": "%A, %d %B %Y",
    "strftimedaydatetime": "%A, %d %B %Y, %I:%M %p",
    "strftimedayshort": "%A, %d %B",
    "strftimedaytime": "%a, %H:%M",
    "strftimemonth": "%B",
    "strftimemonthyear": "%B %Y",
    "strftimerecent": "%d %b, %H:%M",
    "strftimerecentfull": "%a, %d %b %Y, %I:%M %p",
    "strftimetime": "%I:%M %p",
    "strftimetime12": "%I:%M %p",
    "strftimetime24": "%H:%M",
    "thisdirection": "ltr",
    "thislanguage": "English",
    "thousandssep": ",",
}
