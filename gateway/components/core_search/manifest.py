"""Searching the site."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_search import external, tag_pages
from gateway.components.core_search.capabilities import CAPABILITIES
from gateway.components.core_search.errors import ERRORS

__all__ = ["component"]

component = Component("moodle", external, tag_pages, capabilities=CAPABILITIES, errors=ERRORS)
