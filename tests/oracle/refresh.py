"""Renew the recordings from a directory that holds them: ``make oracle-refresh FROM=directory``.

The cases are packed where the distribution has them (``gateway.compare.conformance.cases``), and beside them states and
deviations once more, so that the same cases always give the same bytes.
"""

from __future__ import annotations

import lzma
import shutil
import sys
from pathlib import Path

from gateway.compare.conformance import cases as packed
from tests.oracle.recordings import HERE, STATES

PACKED = packed.RECORDINGS
KEPT = ("site.json", "campus.json", "college.json", "capabilities.json", "catalogue.json", "deviations.json", "replay.py")


def main(source: Path) -> None:
    missing = [name for name in (*KEPT, "cases") if not (source / name).exists()]
    if missing:
        sys.exit(f"{source} holds no recordings: {', '.join(missing)} not found")
    for name in KEPT:
        shutil.copyfile(source / name, HERE / name)
    for folder in ("cases", "states"):
        shutil.rmtree(PACKED / folder, ignore_errors=True)
        (PACKED / folder).mkdir(parents=True)
    shutil.copyfile(source / "deviations.json", PACKED / "deviations.json")
    for state in STATES:
        pack(source / f"{state}.json", PACKED / "states")
    recorded = sorted(source.glob("cases/*.jsonl"))
    for file in recorded:
        pack(file, PACKED / "cases")
    print(f"Renewed the state and {len(recorded)} files of cases. Now `make replay` says what differs.")


def pack(file: Path, folder: Path) -> None:
    """Write a file, as small as it gets, into a folder."""
    (folder / f"{file.name}.xz").write_bytes(lzma.compress(file.read_bytes(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
