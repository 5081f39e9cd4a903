"""Files: lists of stored files, and draft areas."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.core_files.errors import ERRORS
from gateway.components.core_files.external import drafts, listing

__all__ = ["component"]

component = Component("moodle", listing, drafts, errors=ERRORS)
