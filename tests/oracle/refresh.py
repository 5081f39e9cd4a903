"""Renew the recordings from a directory that holds them: ``make oracle-refresh FROM=directory``.

The cases are packed so that the same cases always give the same bytes.
"""

from __future__ import annotations

import gzip
import shutil
import sys
from pathlib import Path

from tests.oracle.recordings import CASES, HERE

STATE = ("site.json", "campus.json", "college.json", "capabilities.json", "catalogue.json", "deviations.json", "replay.py")


def main(source: Path) -> None:
    missing = [name for name in (*STATE, "cases") if not (source / name).exists()]
    if missing:
        sys.exit(f"{source} holds no recordings: {', '.join(missing)} not found")
    for name in STATE:
        shutil.copyfile(source / name, HERE / name)
    shutil.rmtree(CASES, ignore_errors=True)
    CASES.mkdir()
    recorded = sorted(source.glob("cases/*.jsonl"))
    for file in recorded:
        (CASES / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    print(f"Renewed the state and {len(recorded)} files of cases. Now `make replay` says what differs.")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
