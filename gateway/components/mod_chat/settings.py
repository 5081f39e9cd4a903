"""The site settings of mod_chat, with types and defaults."""

from __future__ import annotations

from gateway.api import PLUGIN, Setting

__all__ = ["SETTINGS"]

SETTINGS = (Setting("chat_method", PLUGIN, "ajax", "how chats work: ajax, header_js or sockets"),)
