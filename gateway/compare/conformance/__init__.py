"""Conformance of a server to the contract: recorded exchanges, played against it and judged.

``cases`` reads the recordings that are part of this package, ``player`` sends them, ``answers`` says how an answer differs from the
recorded one, ``known`` holds the differences that are known, ``verdict`` what came of all, and ``reports`` shows it.
"""

from __future__ import annotations
