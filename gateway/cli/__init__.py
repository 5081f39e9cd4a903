"""The command line: ``triglot VERB``."""

from __future__ import annotations

from gateway.server.garbage import gc_frozen

with gc_frozen():
    from gateway.cli.main import main

__all__ = ["main"]
