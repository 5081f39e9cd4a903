"""Looking into courses as a guest."""

from __future__ import annotations

from gateway.api import BOOL, Component, Setting
from gateway.components.enrol_guest import external

__all__ = ["component"]

component = Component(
    "enrol_guest",
    external,
    version=2024100700,
    settings=[Setting("enrol_guest/showhint", BOOL, False, "whether who tells a wrong password is told how the right one begins")],
)
