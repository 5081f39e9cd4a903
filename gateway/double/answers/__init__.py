"""The answers of a double: every function of a version answers, from what is built in, files, recordings, or its description."""

from __future__ import annotations

from gateway.catalogue import CatalogueError
from gateway.double.answers.fixtures import FixtureError
from gateway.double.answers.recordings import NOT_RECORDED, Mode, Near, Recordings, RecordingsError
from gateway.double.answers.registry import registry
from gateway.double.answers.seeding import seeded
from gateway.double.answers.sources import HEADER, Source

__all__ = [
    "HEADER",
    "NOT_RECORDED",
    "CatalogueError",
    "FixtureError",
    "Mode",
    "Near",
    "Recordings",
    "RecordingsError",
    "Source",
    "registry",
    "seeded",
]
