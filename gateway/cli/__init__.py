"""The command line: ``triglot VERB``."""

from __future__ import annotations

import gc

# Of what a program imports nothing is ever garbage: to look for some meanwhile takes a tenth of the time of a start.
gc.disable()
from gateway.cli.main import main  # noqa: E402

gc.freeze()
gc.enable()

__all__ = ["main"]
