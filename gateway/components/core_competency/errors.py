"""The error codes of the contract that only core_competency raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "competenciesarenotenabled": "Competencies are switched off on this site.",
    "invalidpersistenterror": "There is no such person, or no such competency.",
}
