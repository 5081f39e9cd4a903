"""Texts and pictures for the editor, made by artificial intelligence."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Component, Level
from gateway.components.aiplacement_editor import external

__all__ = ["component"]

component = Component(
    "aiplacement_editor",
    external,
    version=2024100700,
    capabilities=[
        Capability(
            "aiplacement/editor:generate_image", WRITE, Level.COURSE, archetypes=("manager", "editingteacher", "teacher", "student")
        ),
        Capability("aiplacement/editor:generate_text", WRITE, Level.COURSE, archetypes=("manager", "editingteacher", "teacher", "student")),
    ],
)
