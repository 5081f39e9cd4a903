"""The kinds of submission or of feedback that an assignment has switched on, with their settings (``assign_plugin_config``)."""

from __future__ import annotations

from sqlalchemy import select

from gateway.api import CallContext
from gateway.components.mod_assign.submissions import Assignment
from gateway.components.mod_assign.tables import assign_plugin_config

__all__ = ["Plugins"]


class Plugins:
    """The kinds of submission (``assignsubmission``) or feedback (``assignfeedback``) of an assignment, by their short names."""

    def __init__(self, ctx: CallContext, assignment: Assignment, subtype: str) -> None:
        """Load the settings."""
        cols = assign_plugin_config.c
        query = select(cols.plugin, cols.name, cols.value).where(cols.assignment == assignment.row["id"], cols.subtype == subtype)
        self._settings = {(row.plugin, row.name): row.value for row in ctx.db.execute(query)}

    def __contains__(self, plugin: str) -> bool:
        """Whether a kind is switched on."""
        return self._settings.get((plugin, "enabled")) == "1"

    def number(self, plugin: str, name: str) -> int:
        """A setting as a number, 0 where it is not set or is none."""
        value = self._settings.get((plugin, name)) or ""
        return int(value) if value.isdecimal() else 0
