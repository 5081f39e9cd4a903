"""The verbs of the control face, all of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from gateway.double.control import calls, clock, faults, site
from gateway.double.control.calls import CHOICE, STRICT, Calls, Expected, Strict
from gateway.double.control.clock import ClockChange, ClockState
from gateway.double.control.faults import GivenRules, Presets, Rules
from gateway.double.control.site import About, Reset, WorldToken
from gateway.double.control.verb import Verb
from gateway.double.journal.verify import Verdict

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
    Verb(
        method="POST",
        path="seed",
        text="Add what a seed says, or the rows of a state, to the site.",
        do=site.add,
        takes_text=True,
        gives=About,
    ),
    Verb(method="GET", path="clock", text="Show the clock.", do=clock.show, gives=ClockState),
    Verb(
        method="POST",
        path="clock",
        text="Set the clock, advance it, let it stand still or go on; scheduled tasks that are due by then are done.",
        do=clock.change,
        takes=ClockChange,
        gives=ClockState,
    ),
    Verb(method="GET", path="faults", text="Show the rules of what goes wrong.", do=faults.show, gives=Rules),
    Verb(method="POST", path="faults", text="Add rules.", do=faults.add, takes=GivenRules | str, gives=Rules),
    Verb(method="PUT", path="faults", text="Put rules in the place of all others.", do=faults.replace, takes=GivenRules | str, gives=Rules),
    Verb(
        method="DELETE",
        path="faults",
        text="Forget a rule, or all.",
        do=faults.forget,
        query={"name": "The rule to forget; all without it."},
        gives=Rules,
    ),
    Verb(method="GET", path="faults/presets", text="Show the faults that have a name.", do=faults.presets, gives=Presets),
    Verb(method="GET", path="calls", text="List what was called.", do=calls.show, query=CHOICE, gives=Calls),
    Verb(method="DELETE", path="calls", text="Forget what was called, and what was found in it.", do=calls.forget, gives=Calls),
    Verb(
        method="POST",
        path="calls/verify",
        text="Say whether what was called is what is expected.",
        do=calls.verify,
        takes=Expected,
        gives=Verdict,
    ),
    Verb(
        method="GET",
        path="strict",
        text="Show what was sent that a real site would refuse, ignore, or should not be sent.",
        do=calls.strict,
        query=STRICT,
        gives=Strict,
    ),
    Verb(method="GET", path="tokens", text="List the tokens of the site.", do=site.tokens, gives=list[WorldToken]),
    Verb(
        method="GET",
        path="export",
        text="Give the state of the site, or the text of a seed that tells of it, as 'seed'.",
        do=site.export,
        query={"form": "'state', or 'seed', which tells of what seeds can tell."},
        gives=dict[str, Any],
    ),
)
