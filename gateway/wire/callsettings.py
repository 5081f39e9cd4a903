"""The per-call settings ``moodlewssetting…`` of a request (``docs/contract/encodings.md 1.5``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import msgspec

from gateway.describe.cleaners import clean
from gateway.describe.site import Site
from gateway.describe.types import BOOL, LANG, TIMEZONE, ParamType
from gateway.errors import CodingError
from gateway.wire.call import DEFAULT_SETTINGS, CallSettings
from gateway.wire.form import Form

__all__ = ["SETTING_FIELDS", "take_settings"]

# The setting for each field of a form, and the type by which the value is cleaned, in the order in which fields are read.
SETTING_FIELDS: Final[Mapping[str, tuple[str, ParamType]]] = {
    "moodlewssettingraw": ("raw", BOOL),
    "moodlewssettingfileurl": ("fileurl", BOOL),
    "moodlewssettingfilter": ("filter", BOOL),
    "moodlewssettinglang": ("lang", LANG),
    "moodlewssettingtimezone": ("timezone", TIMEZONE),
}


def take_settings(form: Form, site: Site) -> CallSettings:
    """The per-call settings in a form, whose fields are removed from the form; invalid values are cleaned, not refused.

    Raises ``CodingError`` if the value of a setting is an array.
    """
    if SETTING_FIELDS.keys().isdisjoint(form):
        return DEFAULT_SETTINGS
    found: dict[str, object] = {}
    for field, (name, kind) in SETTING_FIELDS.items():
        value = form.pop(field, None)
        if value is None:
            continue
        if not isinstance(value, str):
            raise CodingError(f"The setting {field} is an array.")
        cleaned = clean(value, kind, site)
        found[name] = bool(cleaned) if kind is BOOL else cleaned
    return msgspec.structs.replace(DEFAULT_SETTINGS, **found) if found else DEFAULT_SETTINGS
