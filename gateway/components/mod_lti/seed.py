"""External tools of a seed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gateway.api.seeding import ActivitySeed
from gateway.components.mod_lti.tables import lti

__all__ = ["activity"]


def _grades(row: Mapping[str, Any]) -> list[tuple[int, str, float]]:
    return [(0, "", float(row["grade"]))]


activity = ActivitySeed(
    table=lti,
    usual={
        "typeid": 0,
        "toolurl": "",
        "instructorchoicesendname": 1,
        "instructorchoicesendemailaddr": 1,
        "instructorchoiceacceptgrades": 1,
        "grade": 100,
        "launchcontainer": 1,
        "resourcekey": "key",
        "password": "secret",
        "servicesalt": "seed",
    },
    named={"url": "toolurl", "key": "resourcekey", "secret": "password"},
    grades=_grades,
    secret=("password", "resourcekey", "servicesalt"),
)
