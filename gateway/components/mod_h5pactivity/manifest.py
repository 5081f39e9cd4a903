"""H5P activities."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.api.areas import INTRO, kept_by_revision
from gateway.components.mod_h5pactivity import external, removal
from gateway.components.mod_h5pactivity.capabilities import CAPABILITIES
from gateway.components.mod_h5pactivity.settings import SETTINGS
from gateway.components.mod_h5pactivity.tables import metadata

__all__ = ["component"]

component = Component(
    "mod_h5pactivity",
    external,
    version=2024100700,
    seed="gateway.components.mod_h5pactivity.seed",
    settings=SETTINGS,
    capabilities=CAPABILITIES,
    tables=metadata,
    revisions="gateway.components.mod_h5pactivity.revisions",
    files={"intro": INTRO, "package": kept_by_revision()},
    on_delete={Deletable.COURSE: removal.forget_courses},
    icon="M3 5h18v14H3zm2 2v10h14V7zm5 2l5 3-5 3z",
)
