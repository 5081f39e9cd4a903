"""``python -m gateway.cli`` is ``triglot``."""

from __future__ import annotations

from gateway.cli.main import main

main()
