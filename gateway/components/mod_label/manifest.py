"""Labels: a text on the page of a course."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO
from gateway.components.mod_label import external, removal
from gateway.components.mod_label.capabilities import CAPABILITIES
from gateway.components.mod_label.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_label",
    external,
    version=2024100700,
    seed="gateway.components.mod_label.seed",
    tables=metadata,
    capabilities=CAPABILITIES,
    files={"intro": INTRO},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M3 4h18v4h-2V6h-6v12h2v2H9v-2h2V6H5v2H3z",
)
