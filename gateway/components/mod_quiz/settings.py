"""The site settings of mod_quiz, with types and defaults."""

from __future__ import annotations

from gateway.api import INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("quiz/autosaveperiod", INT, 60, "seconds between two times of saving answers; 0: never"),
    Setting("quiz/graceperiodmin", INT, 60, "seconds after the end of an attempt in which the last answers are still taken"),
)
