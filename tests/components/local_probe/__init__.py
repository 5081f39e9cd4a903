"""The probe: a component that exists to pin the framework down (the oracle's README lists what it does)."""

from __future__ import annotations

from gateway.api import Component, ServiceDeclaration
from tests.components.local_probe import access, external, types

__all__ = ["component"]

_MODULES = (types, external, access)

component = Component(
    "local_probe",
    *_MODULES,
    services=[
        ServiceDeclaration(
            name="Probe service",
            shortname="probe",
            restrictedusers=False,
            downloadfiles=True,
            uploadfiles=True,
            functions=tuple(function.info.name for function in Component("local_probe", *_MODULES).functions),
        )
    ],
    version=2025010100,
    texts={"pluginname": "Probe"},
)
