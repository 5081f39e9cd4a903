"""The site settings of mod_h5pactivity, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("mod_h5pactivity/enablesavestate", BOOL, True, "whether the state of content is saved"),
    Setting("mod_h5pactivity/savestatefreq", INT, 60, "seconds between two times of saving it"),
)
