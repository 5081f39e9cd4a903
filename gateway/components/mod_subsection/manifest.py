"""Subsections: activities that hold a section of their own."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_subsection import removal
from gateway.components.mod_subsection.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_subsection",
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.mod_subsection.revisions",
    on_delete={Deletable.COURSE: removal.forget_courses},
)
