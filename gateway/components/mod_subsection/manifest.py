"""Subsections: activities that hold a section of their own."""

from __future__ import annotations

from gateway.api import Component, Deletable, MobileAddon
from gateway.components.mod_subsection import removal
from gateway.components.mod_subsection.capabilities import CAPABILITIES
from gateway.components.mod_subsection.tables import metadata

__all__ = ["component"]

# The app shows a subsection as a section; at its start it asks whether there is more to know, and there is not.
_IN_THE_APP = MobileAddon(
    handlers={"subsection": {"delegate": "", "init": "mobile_init"}},
    contents={"mobile_init": lambda ctx, arguments: {}},
)

component = Component(
    "mod_subsection",
    version=2024100700,
    seed="gateway.components.mod_subsection.seed",
    tables=metadata,
    revisions="gateway.components.mod_subsection.revisions",
    capabilities=CAPABILITIES,
    mobile=_IN_THE_APP,
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M3 4h18v4H3zM7 10h14v4H7zM7 16h14v4H7z",
)
