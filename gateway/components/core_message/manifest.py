"""Messages, contacts and notifications."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_message import removal
from gateway.components.core_message.errors import ERRORS
from gateway.components.core_message.external import (
    contacts,
    conversations,
    counting,
    editing,
    finding,
    preferences,
    processors,
    reading,
    sending,
)
from gateway.components.core_message.settings import SETTINGS
from gateway.components.core_message.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    contacts,
    conversations,
    counting,
    finding,
    editing,
    preferences,
    processors,
    reading,
    sending,
    seed="gateway.components.core_message.seed",
    tables=metadata,
    revisions="gateway.components.core_message.revisions",
    settings=SETTINGS,
    errors=ERRORS,
    on_delete={Deletable.USER: removal.forget_users},
)
