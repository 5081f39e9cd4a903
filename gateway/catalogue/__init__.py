"""The functions of the reference by version, described: for stand-ins and for servers that are called, never for what is built in."""

from __future__ import annotations

from gateway.catalogue.functions import CatalogueError, functions
from gateway.catalogue.profiles import DEFAULT_PROFILE, PROFILES, Profile, profile

__all__ = ["DEFAULT_PROFILE", "PROFILES", "CatalogueError", "Profile", "functions", "profile"]
