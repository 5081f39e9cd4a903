"""What the functions of every grading panel take and return: by points, a scale, a rubric or a guide."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.api import ALPHANUM, ALPHANUMEXT, BOOL, INT, RAW, SAFEPATH, Description, Struct, Value, warnings

__all__ = ["PARAMS", "STORED", "panel"]

PARAMS: Final[Mapping[str, Description]] = {
    "component": Value(ALPHANUMEXT, "component of the activity"),
    "contextid": Value(INT, "id of the context of the activity"),
    "itemname": Value(ALPHANUM, "name of what is graded"),
    "gradeduserid": Value(INT, "id of the user who is graded"),
}
"""The parameters of a function that fetches a panel."""
STORED: Final[Mapping[str, Description]] = {
    **PARAMS,
    "notifyuser": Value(BOOL, "whether to tell the user", default=False),
    "formdata": Value(RAW, "the fields of the form, as a query"),
}
"""The parameters of a function that stores what a panel was filled in with."""


def panel(grade: Mapping[str, Description]) -> Struct:
    """The description of a panel whose grade has these members."""
    return Struct(
        {
            "templatename": Value(SAFEPATH, "name of the template that shows it"),
            "hasgrade": Value(BOOL, "whether there is a grade"),
            "grade": Struct(grade, "the grade"),
            "warnings": warnings(),
        }
    )
