"""Users: accounts, profiles, preferences."""

from __future__ import annotations

from gateway.api import Component, Deletable
from gateway.components.core_user import removal
from gateway.components.core_user.areas import AREAS
from gateway.components.core_user.errors import ERRORS
from gateway.components.core_user.external import accounts, finding, pictures, preferences, presence, private_files
from gateway.components.core_user.settings import SETTINGS
from gateway.components.core_user.tables import metadata

__all__ = ["component"]

component = Component(
    "moodle",
    accounts,
    finding,
    pictures,
    preferences,
    presence,
    private_files,
    tables=metadata,
    settings=SETTINGS,
    errors=ERRORS,
    files=AREAS,
    on_delete={Deletable.USER: removal.forget_users},
)
