"""The web service subsystem's own functions, and the built-in service for the mobile app."""

from __future__ import annotations

from gateway.api import Component, ServiceDeclaration
from gateway.components.core_webservice import external

__all__ = ["component"]

component = Component(
    "moodle",
    external,
    services=[
        ServiceDeclaration(
            name="Moodle mobile web service",
            shortname="moodle_mobile_app",
            restrictedusers=False,
            downloadfiles=True,
            uploadfiles=True,
        )
    ],
)
