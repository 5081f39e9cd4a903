"""Feedbacks."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_feedback import external, removal
from gateway.components.mod_feedback.areas import AREAS
from gateway.components.mod_feedback.capabilities import CAPABILITIES
from gateway.components.mod_feedback.errors import ERRORS
from gateway.components.mod_feedback.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_feedback",
    external,
    version=2024100700,
    seed="gateway.components.mod_feedback.seed",
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_feedback.revisions",
    errors=ERRORS,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M3 8h5l9-5v17l-9-5H7l1.5 6H5.5L4 15H3zm16 1c2 .5 3 1.5 3 2.5s-1 2-3 2.5z",
)
