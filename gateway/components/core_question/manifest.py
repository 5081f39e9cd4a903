"""Questions: their bank, the types of questions, attempts at them, and the activities that ask them."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_question import external, removal
from gateway.components.core_question.errors import ERRORS
from gateway.components.core_question.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_question.revisions",
    errors=ERRORS,
    on_delete={Deletable.CONTEXT: removal.forget_contexts},
)
