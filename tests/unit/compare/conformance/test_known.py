"""Lists of known differences."""

from __future__ import annotations

from gateway.compare.conformance.known import Known, parse, without

LIST = """\
# How to read it.

# ours is longer
users/1
users/2

# not built,
# and not to be
groups/*
"""


def test_each_line_has_the_reason_of_its_block() -> None:
    assert parse(LIST) == {"users/1": "ours is longer", "users/2": "ours is longer", "groups/*": "not built, and not to be"}


def test_a_line_that_ends_with_a_star_lists_all_that_begins_like_it() -> None:
    known = Known(parse(LIST))
    assert known.line("users/1") == "users/1"
    assert known.line("users/11") is None
    assert known.line("groups/of_course/rest") == "groups/*"


def test_a_reason_goes_with_the_last_of_its_lines() -> None:
    assert without(LIST, ["groups/*", "users/2"]) == "# How to read it.\n\n# ours is longer\nusers/1\n"
