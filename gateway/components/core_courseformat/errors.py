"""The error codes that only the editing of courses raises, with their texts."""

from __future__ import annotations

from gateway.api import missing

__all__ = ["ERRORS"]

ERRORS = {
    "emptycmids": "No activities are named.",
    "emptysectionids": "No sections are named.",
    "inplaceeditableerror": "This cannot be edited where it stands.",
    "sectionactionnotsupported": "This cannot be done with a section.",
    "unexistingcmid": missing("There is no such activity in the course."),
    "unexistingsectionid": missing("There is no such section in the course."),
}
