"""Favourites of users: other components add and remove them, this one has the table."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_favourites import removal
from gateway.components.core_favourites.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    tables=metadata,
    on_delete={Deletable.USER: removal.forget_users, Deletable.CONTEXT: removal.forget_contexts},
)
