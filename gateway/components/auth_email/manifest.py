"""Signing up by e-mail."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.auth_email import external
from gateway.components.auth_email.errors import ERRORS
from gateway.components.auth_email.settings import SETTINGS

__all__ = ["component"]

component = Component(
    "auth_email",
    external,
    version=2024100700,
    settings=SETTINGS,
    errors=ERRORS,
)
