"""Tags, and what is tagged with them."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_tag import external, removal
from gateway.components.core_tag.areas import AREAS
from gateway.components.core_tag.capabilities import CAPABILITIES
from gateway.components.core_tag.errors import ERRORS
from gateway.components.core_tag.settings import SETTINGS
from gateway.components.core_tag.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    tables=metadata,
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    on_delete={Deletable.USER: removal.forget_users, Deletable.CONTEXT: removal.forget_contexts},
    files=AREAS,
)
