"""The actions that events ask of a user ("Add submission", "Attempt quiz now"), per type of activity."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import RowMapping

from gateway.api import CallContext
from gateway.components.core_calendar.activities import Activities, Viewer
from gateway.components.core_calendar.work import Work
from gateway.components.core_course import overrides
from gateway.components.mod_quiz import overrides as quizzes

__all__ = ["ACTION", "Actions"]

ACTION = 1
"""The type of events that ask for something (a value of ``event.type``)."""

Action = dict[str, Any]
_Ask = Callable[[RowMapping, RowMapping], Action | None]

# The names of actions that activity types ask for without conditions of their own.
_NAMES = {"workshop": "View workshop summary", "chat": "Enter the chat"}


class Actions:
    """The actions asked of a user in several activities, loaded with a fixed number of statements."""

    def __init__(self, ctx: CallContext, viewer: Viewer, activities: Activities) -> None:
        """Load what the user has done in the activities."""
        self._ctx, self._now, self._viewer, self._activities = ctx, ctx.now, viewer, activities
        self._work = Work(ctx, viewer.userid, list(activities.modules.values()))
        of_quizzes = [row for (modname, _), row in activities.instances.items() if modname == "quiz"]
        self._quizzes = quizzes.effective(ctx.db, of_quizzes, viewer.userid)
        dated = {key: row for key, row in activities.instances.items() if key[0] in ("assign", "lesson")}
        self._dated = overrides.effective(ctx, dated, viewer.userid)
        self._asks: Mapping[str, _Ask] = {
            "assign": self._assign,
            "quiz": self._quiz,
            "choice": self._choice,
            "lesson": self._lesson,
            "feedback": self._feedback,
            "forum": self._forum,
            "data": self._data,
            "scorm": self._scorm,
            "survey": self._survey,
        }

    def of(self, event: RowMapping) -> Action | None:
        """The action that an activity's event asks of the user, or None."""
        module = self._activities.of(event)
        if event["type"] != ACTION or module is None or self._work.is_complete(module):
            return None
        ask = self._asks.get(module["modname"])
        return ask(event, module) if ask else self._action(module, _NAMES.get(module["modname"], "View"))

    def _instance(self, module: RowMapping) -> Mapping[Any, Any]:
        """The instance of an activity: a row of the table of its type."""
        return self._activities.instances[module["modname"], module["instance"]]

    def _has(self, capability: str, module: RowMapping) -> bool:
        """Whether the user holds a capability in an activity."""
        return self._viewer.has(capability, self._activities.places[module["id"]])

    def _action(
        self, module: RowMapping, name: str, *, query: str = "", count: int = 1, possible: bool = True, counted: bool = False
    ) -> Action:
        """An action in the form of the result; ``counted`` if the number of items is to be shown."""
        address = f"{self._ctx.site.wwwroot}/mod/{module['modname']}/view.php?id={module['id']}{query}"
        return {"name": name, "url": address, "itemcount": count, "actionable": possible, "showitemcount": counted}

    def _assign(self, event: RowMapping, module: RowMapping) -> Action | None:
        """The action "Grade" for a grading due date; otherwise "Add submission", unless the user has submitted."""
        row = self._dated["assign", module["instance"]]
        if event["eventtype"] == "gradingdue":
            possible = self._viewer.may_grade(module) and self._now >= row["allowsubmissionsfromdate"]
            count = self._work.waiting(row) if possible else 0
            return self._action(module, "Grade", query="&action=grader", count=count, possible=possible, counted=count > 0)
        if self._work.is_submitted(row) or not self._viewer.takes_part(module, "mod/assign:submit"):
            return None
        possible = self._work.may_submit(row, self._now)
        return self._action(module, "Add submission", query="&action=editsubmission", possible=possible)

    def _quiz(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "Attempt quiz now" for a quiz that is not closed for the user and that they have not attempted."""
        row = self._quizzes[module["instance"]]
        if self._closed(row, "timeclose") or row["id"] in self._work.attempted:
            return None
        if not self._viewer.takes_part(module, "mod/quiz:attempt"):
            return None
        return self._action(module, "Attempt quiz now", possible=self._begun(row, "timeopen"))

    def _choice(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "View choices" for a choice that is not closed and that the user has not answered."""
        row = self._instance(module)
        possible = self._begun(row, "timeopen")
        if self._closed(row, "timeclose") or not self._has("mod/choice:choose", module):
            return None
        if possible and row["id"] in self._work.answered:
            return None
        return self._action(module, "View choices", possible=possible)

    def _lesson(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "Start lesson" for those who are enrolled and have not finished the lesson."""
        row = self._dated["lesson", module["instance"]]
        if row["id"] in self._work.finished or not self._viewer.takes_part(module, "mod/lesson:view"):
            return None
        possible = self._begun(row, "available") and (row["deadline"] == 0 or self._now < row["deadline"])
        return self._action(module, "Start lesson", possible=possible)

    def _feedback(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "Answer the questions" for a feedback that is not closed and that the user has not answered."""
        row = self._instance(module)
        if self._closed(row, "timeclose") or not self._has("mod/feedback:complete", module):
            return None
        possible = self._begun(row, "timeopen")
        if possible and row["id"] in self._work.given:
            return None
        return self._action(module, "Answer the questions", possible=possible)

    def _forum(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "View" for a forum, with the number of posts that the user has to write to complete it."""
        if not self._has("mod/forum:viewdiscussion", module):
            return None
        count = max(self._work.missing_posts(self._instance(module)), 1)
        return self._action(module, "View", count=count, counted=count > 1)

    def _data(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "Add" for a database that is not closed."""
        row = self._instance(module)
        if self._closed(row, "timeavailableto") or not self._has("mod/data:viewentry", module):
            return None
        return self._action(module, "Add", possible=self._begun(row, "timeavailablefrom"))

    def _scorm(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "Enter" for a SCORM package that is not closed, for all but those who read its reports."""
        row = self._instance(module)
        if self._closed(row, "timeclose") or self._has("mod/scorm:viewreport", module):
            return None
        return self._action(module, "Enter", possible=self._begun(row, "timeopen"))

    def _survey(self, _event: RowMapping, module: RowMapping) -> Action | None:
        """The action "View" for those who may answer a survey."""
        return self._action(module, "View") if self._has("mod/survey:participate", module) else None

    def _begun(self, row: Mapping[Any, Any], column: str) -> bool:
        """Whether the time in a column has come; 0 is always."""
        return bool(row[column] <= self._now)

    def _closed(self, row: Mapping[Any, Any], column: str) -> bool:
        """Whether the time in a column is past; 0 is never."""
        return bool(0 < row[column] < self._now)
