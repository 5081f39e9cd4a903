"""What readers of the documentation are told of REST."""

from __future__ import annotations

from typing import Final

from gateway.wire.about import About, Address
from protocols.rest.client import ADDRESS, SIMPLE_ADDRESS

__all__ = ["ABOUT"]

ABOUT: Final = About(
    text="A form goes in, JSON or XML comes out: the shortest way for scripts, and what most clients of the contract speak.",
    addresses=(Address(ADDRESS, "with a token, in wstoken"), Address(SIMPLE_ADDRESS, "with wsusername and wspassword")),
    rules=(
        "The name of the function is in wsfunction; the arguments are fields beside it, in the query, the body, or both.",
        "Structures and lists are fields with their path in the name: criteria[0][key]=email&criteria[0][value]=ann%25.",
        "moodlewsrestformat=json asks for JSON; without it the answer is XML.",
        "Errors have the status 200 too: look for exception and errorcode in the answer.",
        "A function that returns nothing answers null in JSON.",
        "Settings of a call go beside it: moodlewssettingfilter, moodlewssettingraw, moodlewssettingfileurl, moodlewssettinglang.",
    ),
)
