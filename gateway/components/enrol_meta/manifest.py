"""Enrolment by courses: whoever is enrolled in a linked course is enrolled here, too."""

from __future__ import annotations

from gateway.api import Component
from gateway.components.enrol_meta import external
from gateway.components.enrol_meta.capabilities import CAPABILITIES
from gateway.components.enrol_meta.links import TASK
from gateway.components.enrol_meta.settings import SETTINGS

__all__ = ["component"]

component = Component("enrol_meta", external, version=2024100700, settings=SETTINGS, capabilities=CAPABILITIES, tasks=[TASK])
