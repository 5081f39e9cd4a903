"""The states in which people have left contents that report by xAPI."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_xapi import external, lib
from gateway.components.core_xapi.errors import ERRORS
from gateway.components.core_xapi.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_xapi.revisions",
    errors=ERRORS,
    on_delete={Deletable.USER: lib.forget_users, Deletable.CONTEXT: lib.forget_contexts},
)
