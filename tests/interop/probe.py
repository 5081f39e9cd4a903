"""What foreign clients ask of the functions of the probe, and what they all must see."""

from __future__ import annotations

import json
from typing import Any

from tests.oracle.recordings import HERE

__all__ = ["ITEMS", "RETURNED", "TEXT", "probe_token"]

TEXT = "Zażółć gęślą jaźń 🎓 <&>\"'"
ITEMS: list[dict[str, Any]] = [{"id": 1, "label": "ż", "flag": 1, "subs": [1.5, 2]}, {"id": 2}]
RETURNED: list[dict[str, Any]] = [{"id": 1, "label": "ż", "flag": True, "subs": [1.5, 2.0]}, {"id": 2, "flag": False}]


def probe_token() -> str:
    """The token of the recorded site with which its administrator calls the functions of the probe."""
    state = json.loads((HERE / "site.json").read_text())
    service = next(row["id"] for row in state["external_services"] if row["shortname"] == "probe")
    admin = next(row["id"] for row in state["user"] if row["username"] == "admin")
    tokens = state["external_tokens"]
    return str(next(row["token"] for row in tokens if (row["userid"], row["externalserviceid"]) == (admin, service)))
