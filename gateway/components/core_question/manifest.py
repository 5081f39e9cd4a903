"""The question bank: questions, their versions, and the activities that use them."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_question import removal
from gateway.components.core_question.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    tables=metadata,
    revisions="gateway.components.core_question.revisions",
    on_delete={Deletable.CONTEXT: removal.forget_contexts},
)
