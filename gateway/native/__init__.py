"""The few functions that are compiled where a compiler was at hand when the package was built, with twins in Python elsewhere.

``TRIGLOT_NATIVE=0`` in the environment has the twins used all the same. ``COMPILED`` says which ones are in use.
"""

from __future__ import annotations

import os

from gateway.native.plain import (
    Member,
    Node,
    always,
    checked_members,
    encoded_values,
    fits,
    is_repaired,
    is_tagless,
    json_ascii,
    tree_of,
    unquoted,
    xmlrpc_values,
)

__all__ = [
    "COMPILED",
    "Member",
    "Node",
    "always",
    "checked_members",
    "encoded_values",
    "fits",
    "is_repaired",
    "is_tagless",
    "json_ascii",
    "tree_of",
    "unquoted",
    "xmlrpc_values",
]

COMPILED = False
if os.environ.get("TRIGLOT_NATIVE") != "0":
    try:
        from gateway.native.members import Member, always, checked_members, fits, is_repaired, is_tagless
        from gateway.native.texts import json_ascii, unquoted
        from gateway.native.trees import encoded_values, tree_of, xmlrpc_values

        COMPILED = True
    except (ImportError, TypeError, ValueError):  # built without a compiler, or for an lxml whose elements are made in another way
        pass
