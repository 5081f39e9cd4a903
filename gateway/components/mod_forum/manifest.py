"""Forums."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.mod_forum import removal
from gateway.components.mod_forum.areas import AREAS
from gateway.components.mod_forum.capabilities import CAPABILITIES
from gateway.components.mod_forum.errors import ERRORS
from gateway.components.mod_forum.external import discussions, drafts, forums, posts, states
from gateway.components.mod_forum.settings import SETTINGS
from gateway.components.mod_forum.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_forum",
    discussions,
    drafts,
    forums,
    states,
    posts,
    version=2024100700,
    seed="gateway.components.mod_forum.seed",
    tables=metadata,
    revisions="gateway.components.mod_forum.revisions",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    errors=ERRORS,
    files=AREAS,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M3 3h12v9H8l-4 3v-3H3zM17 7h4v10h-1v3l-4-3H9v-3h8z",
)
