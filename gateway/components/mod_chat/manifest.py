"""Chats."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_chat import external, removal
from gateway.components.mod_chat.capabilities import CAPABILITIES
from gateway.components.mod_chat.settings import SETTINGS
from gateway.components.mod_chat.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_chat",
    external,
    version=2024100700,
    seed="gateway.components.mod_chat.seed",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_chat.revisions",
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H9l-5 4v-4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2zm2 5v2h12V8zm0 4v2h8v-2z",
)
