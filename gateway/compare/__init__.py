"""Comparing the results of one call through several protocols or servers.

``exchange`` sends a call by the client half of a protocol, ``values`` says what counts as the same, ``judge`` puts the
two together, ``report`` shows the outcome. The command ``triglot compare`` and pages are built on these alike.
"""

from __future__ import annotations
