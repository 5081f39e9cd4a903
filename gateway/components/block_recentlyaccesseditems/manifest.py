"""The block of activities that somebody has opened lately."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.block_recentlyaccesseditems import external, removal
from gateway.components.block_recentlyaccesseditems.tables import metadata

__all__ = ["component"]

component = Component(
    "block_recentlyaccesseditems",
    external,
    version=2024100700,
    tables=metadata,
    revisions="gateway.components.block_recentlyaccesseditems.revisions",
    on_delete={Deletable.COURSE: removal.forget_courses, Deletable.USER: removal.forget_users},
)
