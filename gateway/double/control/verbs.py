"""The verbs of the control face, all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gateway.double.control import clock, site
from gateway.double.control.clock import ClockChange, ClockState
from gateway.double.control.site import About, Reset, WorldToken
from gateway.double.control.verb import Verb

__all__ = ["VERBS"]

VERBS: Final[Sequence[Verb]] = (
    Verb(method="GET", path="", text="Show the world.", do=site.about, gives=About),
    Verb(method="GET", path="worlds", text="List the names of the worlds that were used.", do=site.worlds, gives=list[str]),
    Verb(
        method="POST",
        path="reset",
        text="Let the world, or all worlds, begin anew: data, clock, chance, faults and calls are as they were at first.",
        do=site.reset,
        takes=Reset,
        gives=About,
    ),
    Verb(method="POST", path="seed", text="Add the rows of a state to the site.", do=site.add, takes_text=True, gives=About),
    Verb(method="GET", path="clock", text="Show the clock.", do=clock.show, gives=ClockState),
    Verb(
        method="POST",
        path="clock",
        text="Set the clock, advance it, let it stand still or go on; scheduled tasks that are due by then are done.",
        do=clock.change,
        takes=ClockChange,
        gives=ClockState,
    ),
    Verb(method="GET", path="tokens", text="List the tokens of the site.", do=site.tokens, gives=list[WorldToken]),
    Verb(method="GET", path="export", text="Give the state of the site.", do=site.export, gives=dict[str, Any]),
)
