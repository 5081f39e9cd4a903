"""Types of activities: their names, purpose and icons, and the dates of their instances.

An unknown type gets only the properties that all types have in common.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from gateway.api.areas import icon_of
from gateway.components.core_course.activity_contents import (
    Entries,
    book_contents,
    file_contents,
    imscp_contents,
    page_contents,
    url_contents,
)
from gateway.components.core_course.activity_data import ActivityContent, Instance

__all__ = ["ActivityType", "activity_type", "icon", "names"]


class ActivityType(msgspec.Struct, frozen=True, kw_only=True):
    """A type of activity.

    ``dates`` are the columns with dates, each with its label before and after that date. ``contents`` returns the contents of an
    instance, given the base URL of its files (None for types without contents). ``is_branded`` if the icon keeps its own colours.
    """

    name: str
    plural: str
    purpose: str = "content"
    has_page: bool = True
    has_badge: bool = False
    is_branded: bool = False
    dates: tuple[tuple[str, str, str], ...] = ()
    contents: Callable[[Instance, ActivityContent, str], Entries] | None = None

    def dates_of(self, row: Instance, now: int) -> list[dict[str, Any]]:
        """The dates that are set for an instance, each with its label."""
        return [
            {"label": after if row[column] <= now else before, "timestamp": row[column], "dataid": column}
            for column, before, after in self.dates
            if row[column]
        ]


def activity_type(name: str) -> ActivityType:
    """The activity type of that name, or a generic one if the name is unknown."""
    return _TYPES.get(name) or ActivityType(name=name, plural=name, purpose="other")


def names(component: str) -> dict[str, str]:
    """The names of the type of activity that a component is, as texts by name; none for any other component."""
    kind = _TYPES.get(component.removeprefix("mod_")) if component.startswith("mod_") else None
    return {"modulename": kind.name, "modulenameplural": kind.plural, "pluginname": kind.name} if kind else {}


def icon(name: str, stored: ActivityContent) -> tuple[str, str]:
    """The component and the name of an instance's icon: of its activity type or, for file resources, of its main file."""
    if name != "resource" or not stored.files:
        return name, "monologo"
    return "core", icon_of(stored.files[0]["mimetype"], stored.files[0]["filename"])


def _dates(start: str, end: str, of: str = "") -> tuple[tuple[str, str, str], ...]:
    """The columns with the beginning and the end of a time (``of`` something), with their labels."""
    words = [f"{of} {word}:" for word in ("open", "opened", "close", "closed")] if of else ["Opens:", "Opened:", "Closes:", "Closed:"]
    return (start, words[0], words[1]), (end, words[2], words[3])


_OPEN, _DUE = _dates("timeopen", "timeclose"), (("duedate", "Due:", "Due:"),)
_PHASES = (*_dates("submissionstart", "submissionend", "Submissions"), *_dates("assessmentstart", "assessmentend", "Assessments"))

_TALK, _ASSESS, _SHARE, _TRY = "communication", "assessment", "collaboration", "interactivecontent"

_TYPES: Mapping[str, ActivityType] = {
    "assign": ActivityType(
        name="Assignment", plural="Assignments", purpose=_ASSESS, dates=(("allowsubmissionsfromdate", "Opens:", "Opened:"), *_DUE)
    ),
    "bigbluebuttonbn": ActivityType(name="BigBlueButton", plural="BigBlueButton", purpose=_TALK),
    "book": ActivityType(name="Book", plural="Books", contents=book_contents),
    "chat": ActivityType(name="Chat", plural="Chats", purpose=_TALK),
    "choice": ActivityType(name="Choice", plural="Choices", purpose=_TALK, dates=_OPEN),
    "data": ActivityType(name="Database", plural="Databases", purpose=_SHARE, dates=_dates("timeavailablefrom", "timeavailableto")),
    "feedback": ActivityType(name="Feedback", plural="Feedback", purpose=_TALK, dates=_OPEN),
    "folder": ActivityType(name="Folder", plural="Folders", contents=file_contents("mod_folder")),
    "forum": ActivityType(name="Forum", plural="Forums", purpose=_SHARE, has_badge=True, dates=_DUE),
    "glossary": ActivityType(name="Glossary", plural="Glossaries", purpose=_SHARE),
    "h5pactivity": ActivityType(name="H5P", plural="H5P", purpose=_TRY, is_branded=True),
    "imscp": ActivityType(name="IMS content package", plural="IMS content packages", purpose=_TRY, contents=imscp_contents),
    "label": ActivityType(name="Text and media area", plural="Text and media areas", has_page=False),
    "lesson": ActivityType(name="Lesson", plural="Lessons", purpose=_TRY, dates=_dates("available", "deadline")),
    "lti": ActivityType(name="External tool", plural="External tools", purpose="other"),
    "page": ActivityType(name="Page", plural="Pages", contents=page_contents),
    "quiz": ActivityType(name="Quiz", plural="Quizzes", purpose=_ASSESS, dates=_OPEN),
    "resource": ActivityType(name="File", plural="Files", has_badge=True, contents=file_contents("mod_resource")),
    "scorm": ActivityType(name="SCORM package", plural="SCORM packages", purpose=_TRY, dates=_OPEN),
    "subsection": ActivityType(name="Subsection", plural="Subsections"),
    "survey": ActivityType(name="Survey", plural="Surveys", purpose=_TALK),
    "url": ActivityType(name="URL", plural="URLs", contents=url_contents),
    "wiki": ActivityType(name="Wiki", plural="Wikis", purpose=_SHARE),
    "workshop": ActivityType(name="Workshop", plural="Workshops", purpose=_ASSESS, dates=_PHASES),
}
