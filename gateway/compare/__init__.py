"""Comparing the results of one call through several protocols or servers.

``exchange`` sends a call with the client half of a protocol, ``values`` defines which values are equal, ``judge`` compares
exchanges, ``report`` shows the result. The command ``triglot compare`` and the pages use these modules.
"""

from __future__ import annotations
