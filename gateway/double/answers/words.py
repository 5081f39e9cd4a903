"""The words of made answers: people, courses, names of things, and texts by the names of members."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

__all__ = ["COURSES", "FALSE_WORDS", "FUTURE", "HTML", "IDS", "PAST", "PEOPLE", "TEXTS", "noun", "person"]

PEOPLE: Final = (
    ("Ada", "Okafor"), ("Ben", "Lindqvist"), ("Chiara", "Rossi"), ("Dmitri", "Novak"), ("Emre", "Yilmaz"), ("Fatima", "Haddad"),
    ("Grace", "Mwangi"), ("Hugo", "Sørensen"), ("Inés", "Vega"), ("Jun", "Tanaka"),
)  # fmt: skip
COURSES: Final = (
    ("Algebra for Beginners", "ALG1"), ("Botany", "BOT"), ("Chemistry in the Kitchen", "CHEM2"), ("Drawing", "DRAW"),
    ("European History", "HIST3"), ("First Steps in Greek", "GR1"),
)  # fmt: skip

PAST: Final = ("created", "modified", "last", "first", "added", "start", "open", "from", "begin", "sent", "read", "complete", "finish")
"""What a time is named after that has passed."""
FUTURE: Final = ("due", "end", "close", "until", "expir", "cutoff", "valid", "next", "to")
"""What a time is named after that lies ahead."""

FALSE_WORDS: Final = (
    "hidden", "deleted", "suspended", "locked", "error", "expired", "disabled", "failed", "overridden", "dimmed", "muted", "blocked",
    "deprecated", "exceed", "late", "guest", "needs", "is_new", "missing",
)  # fmt: skip
"""Words in the names of truth values that are usually false."""

HTML: Final = ("description", "summary", "intro", "content", "html", "text", "body", "feedback", "comment", "definition", "instructions")
"""The names of texts that have markup."""

# The texts of members with just this name, or one that ends so. What does not fit the type of the member is not used.
TEXTS: Final[Mapping[str, str]] = {
    "address": "Storgatan 1",
    "area": "intro",
    "areaname": "intro",
    "auth": "manual",
    "backtrace": "",
    "calendartype": "gregorian",
    "city": "Uppsala",
    "color": "#1177d1",
    "colour": "#1177d1",
    "component": "mod_forum",
    "componentname": "mod_forum",
    "coursefullname": COURSES[0][0],
    "courseshortname": COURSES[0][1],
    "country": "SE",
    "css": "",
    "config": "{}",
    "currency": "EUR",
    "data": "{}",
    "datatype": "text",
    "department": "Sciences",
    "displayformat": "dictionary",
    "error": "",
    "errormessage": "",
    "exception": "",
    "eventtype": "course",
    "extension": "txt",
    "filename": "notes.txt",
    "filepath": "/",
    "format": "topics",
    "icon": "f/text",
    "institution": "Triglot",
    "itemtype": "mod",
    "javascript": "",
    "js": "",
    "lang": "en",
    "language": "en",
    "layout": "1,2,0",
    "message": "This answer is made from the description of the function.",
    "method": "manual",
    "mimetype": "text/plain",
    "mode": "view",
    "module": "forum",
    "modname": "forum",
    "modplural": "Forums",
    "modulename": "forum",
    "path": "/",
    "phone": "+46 18 000 00 00",
    "phone1": "+46 18 000 00 00",
    "phone2": "+46 70 000 00 00",
    "plugin": "forum",
    "preference": "htmleditor",
    "purpose": "collaboration",
    "result": "done",
    "state": "finished",
    "status": "active",
    "theme": "boost",
    "timezone": "Europe/Stockholm",
    "type": "text",
    "version": "1",
    "warning": "",
    "warningcode": "1",
}

IDS: Final = frozenset({"course", "category", "user", "cm", "coursemodule", "usercreated", "usermodified", "quiz", "group", "grouping"})
"""The names of whole numbers that are ids, besides those that end so."""

_SPEAKING: Final[Mapping[str, str]] = {
    "assign": "Assignment", "bigbluebuttonbn": "Meeting", "data": "Database", "lti": "External tool", "h5pactivity": "H5P activity",
}  # fmt: skip


def noun(component: str) -> str:
    """What a component is about, for the names of things: ``mod_quiz`` is about a Quiz."""
    last = component.rpartition("_")[2] or "thing"
    return _SPEAKING.get(last, last.capitalize())


def person(number: int) -> Callable[[str], str | None]:
    """A person; what it returns for the name of a member is the text about this person, or None."""
    first, last = PEOPLE[number % len(PEOPLE)]
    login = f"{first}.{last}".lower().encode("ascii", "ignore").decode()
    texts = {
        "firstname": first, "lastname": last, "fullname": f"{first} {last}", "userfullname": f"{first} {last}", "username": login,
        "email": f"{login}@example.org", "fullusername": f"{first} {last}", "author": f"{first} {last}",
    }  # fmt: skip
    return texts.get
