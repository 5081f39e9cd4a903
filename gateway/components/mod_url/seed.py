"""Links of a seed."""

from __future__ import annotations

from gateway.api.php import serialized
from gateway.api.seeding import ActivitySeed
from gateway.components.mod_url.tables import url

__all__ = ["activity"]

activity = ActivitySeed(
    table=url,
    usual={"externalurl": "", "displayoptions": serialized.dumps({"printintro": 1}), "parameters": serialized.dumps({})},
    named={"url": "externalurl"},
)
