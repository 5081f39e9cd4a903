"""The error codes that only enrol_manual raises, with their texts."""

from __future__ import annotations

from gateway.api import denied, missing

__all__ = ["ERRORS"]

ERRORS = {
    "wscannotenrol": denied("This method of enrolment enrols nobody."),
    "wscannotunenrol": denied("This method of enrolment ends no enrolment."),
    "wsnoinstance": missing("The course has no manual enrolment."),
    "wsusercannotassign": denied("You may not give this role in this course."),
}
