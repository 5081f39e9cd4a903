"""Summaries of what a course has, made by artificial intelligence."""

from __future__ import annotations

from gateway.api import WRITE, Capability, Component, Level
from gateway.components.aiplacement_courseassist import external

__all__ = ["component"]

component = Component(
    "aiplacement_courseassist",
    external,
    version=2024100700,
    capabilities=[
        Capability(
            "aiplacement/courseassist:summarise_text", WRITE, Level.COURSE, archetypes=("manager", "editingteacher", "teacher", "student")
        ),
    ],
)
