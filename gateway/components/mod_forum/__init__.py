"""Forums."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.mod_forum.external import discussions, forums, keeping, posts

__all__ = ["component"]

component = Component("mod_forum", discussions, forums, keeping, posts, version=2024100700)
