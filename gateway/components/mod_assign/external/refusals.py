"""The warnings of functions that do what they are asked, or say why they did not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from gateway.api import warning

__all__ = ["refusals"]

_MESSAGES = {
    "couldnotsavesubmission": "What you hand in was not saved.",
    "couldnotsubmitforgrading": "What you hand in was not submitted.",
    "couldnotcopyprevioussubmission": "What was handed in before was not copied.",
    "couldnotremovesubmission": "What was handed in was not removed.",
    "submissionnotfoundtoremove": "There is nothing to remove.",
    "submissionnotopen": "The assignment is not open for you.",
    "timelimitnotenabled": "The assignment has no time limit.",
    "opensubmissionexists": "You have begun already.",
    "couldnotlock": "The submission was not locked.",
    "couldnotunlock": "The submission was not unlocked.",
    "couldnotrevert": "The submission was not made a draft again.",
    "couldnotrevealidentities": "Names were not revealed.",
    "couldnotgrantextensions": "The extension was not granted.",
    "couldnotsavegrade": "The grade was not saved.",
    "invalidparameters": "What was given does not fit together.",
}


def refusals(assignid: int, code: str, reasons: Iterable[str]) -> list[dict[str, Any]]:
    """A warning with this code for each reason, in words, why an assignment was not changed as it was asked."""
    return [warning(reason, assignid, code, _MESSAGES[code]) for reason in reasons]
