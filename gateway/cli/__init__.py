"""The command line: ``triglot VERB``."""

from __future__ import annotations

from gateway.server.garbage import kept

with kept():
    from gateway.cli.main import main

__all__ = ["main"]
