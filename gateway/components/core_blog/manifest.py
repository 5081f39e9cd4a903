"""Blogs."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_blog import external, removal
from gateway.components.core_blog.areas import AREAS
from gateway.components.core_blog.capabilities import CAPABILITIES
from gateway.components.core_blog.errors import ERRORS
from gateway.components.core_blog.settings import SETTINGS
from gateway.components.core_blog.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    revisions="gateway.components.core_blog.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
    on_delete={Deletable.CONTEXT: removal.forget_contexts},
)
