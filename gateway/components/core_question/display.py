"""What of an attempt at a question is shown to whom."""

from __future__ import annotations

from enum import IntEnum

import msgspec

__all__ = ["Display", "Flags", "Marks"]


class Marks(IntEnum):
    """Which marks are shown: none, the highest one, or both."""

    HIDDEN = 0
    HIGHEST = 1
    BOTH = 2


class Flags(IntEnum):
    """Whether flags are shown, and whether they can be changed."""

    HIDDEN = 0
    SHOWN = 1
    EDITABLE = 2


class Display(msgspec.Struct, frozen=True, kw_only=True):
    """What is shown of attempts at questions, as far as their state allows it.

    ``correctness`` is whether answers are right, ``feedback`` what the question says of the answer, ``parts_right`` how many parts
    are, ``general_feedback`` what it says to all, ``comment`` what a grader wrote; ``mark_places`` are the decimal places.
    """

    correctness: bool = False
    marks: Marks = Marks.BOTH
    feedback: bool = False
    parts_right: bool = False
    general_feedback: bool = False
    right_answer: bool = False
    comment: bool = False
    history: bool = False
    readonly: bool = False
    flags: Flags = Flags.SHOWN
    mark_places: int = 2

    def without_feedback(self) -> Display:
        """The same without anything that tells of right and wrong."""
        return msgspec.structs.replace(
            self, correctness=False, feedback=False, parts_right=False, general_feedback=False, right_answer=False, comment=False
        )
