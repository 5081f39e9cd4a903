"""The recorded catalogue as data of the distribution: ``make catalogue`` packs it into ``gateway/catalogue``.

The functions of the component of probes are left out: they pin the framework down, and no site has them.
"""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import gateway.catalogue
from tests.oracle.recordings import HERE

PACKED = Path(gateway.catalogue.__file__).parent / "functions.json.gz"
_PROBES = "local_probe"


def recorded() -> dict[str, Any]:
    """The recorded functions that a site of the reference has, by name."""
    entries: dict[str, Any] = json.loads((HERE / "catalogue.json").read_bytes())
    return {name: entry for name, entry in entries.items() if entry["component"] != _PROBES}


def packed() -> bytes:
    """The bytes of the packed catalogue: the same for the same functions."""
    return gzip.compress(json.dumps(recorded(), separators=(",", ":"), sort_keys=False).encode(), 9, mtime=0)


if __name__ == "__main__":
    PACKED.write_bytes(packed())
    print(f"Packed {len(recorded())} functions into {PACKED.name}.")
