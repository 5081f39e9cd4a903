"""Messages, contacts and notifications."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_message.external import (
    contacts,
    conversations,
    counting,
    finding,
    keeping,
    preferences,
    reading,
    sending,
)

__all__ = ["component"]

component = Component("moodle", contacts, conversations, counting, finding, keeping, preferences, reading, sending)
