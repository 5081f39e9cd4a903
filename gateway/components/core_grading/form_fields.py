"""What a grader has filled in of a rubric or a guide in a form: of nothing, or of every criterion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api.forms import Form
from gateway.api.php import to_int
from gateway.components.core_grading.definitions import Definition

__all__ = ["FormRefused", "filled", "points"]


class FormRefused(Exception):
    """The form is refused; the text says why."""


def filled(definition: Definition, form: Form) -> dict[int, dict[str, Any]]:
    """What is filled in, by criterion. Raises ``FormRefused`` for a form with gaps, or with what the definition does not have."""
    advanced = form.get("advancedgrading")
    criteria = advanced.get("criteria") if isinstance(advanced, dict) else None
    found: dict[int, dict[str, Any]] = {}
    for criterionid, values in (criteria if isinstance(criteria, dict) else {}).items():
        if isinstance(values, dict) and criterionid in definition.criteria:
            remark = values.get("remark")
            given: dict[str, Any] = {"remark": remark} if isinstance(remark, str) else {}
            found[int(criterionid)] = given | _judged(definition, int(criterionid), values)
    judged = [values for values in found.values() if "levelid" in values or "score" in values]
    if any(found.values()) and len(judged) < len(definition.criteria):
        raise FormRefused("Something must be chosen for each criterion.")
    return found


def points(text: str) -> float:
    """A number as people write it. Raises ``FormRefused`` for what is none."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        raise FormRefused("The grade is no number.") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise FormRefused("The grade is no number.")
    return value


def _judged(definition: Definition, criterionid: int, values: Mapping[Any, Any]) -> dict[str, Any]:
    """The level of a rubric, or the points of a guide."""
    if definition.row["method"] == "rubric":
        chosen = values.get("levelid")
        level = to_int(chosen) if isinstance(chosen, str) else 0
        if level and level not in definition.levels[criterionid]:
            raise FormRefused("A criterion does not have the level that was chosen.")
        return {"levelid": level} if level else {}
    text = values.get("score")
    if not isinstance(text, str) or not text.strip():
        return {}
    score, most = points(text), definition.criteria[criterionid]["maxscore"]
    if not 0 <= score <= most:
        raise FormRefused(f"The points of a criterion must lie between 0 and {most:g}.")
    return {"score": score}
