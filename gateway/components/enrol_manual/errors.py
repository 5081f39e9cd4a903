"""The error codes that only enrol_manual raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "wscannotenrol": "This method of enrolment enrols nobody.",
    "wscannotunenrol": "This method of enrolment ends no enrolment.",
    "wsnoinstance": "The course has no manual enrolment.",
    "wsusercannotassign": "You may not give this role in this course.",
}
