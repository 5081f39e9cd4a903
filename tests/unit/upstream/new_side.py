"""Functions of a gateway that can take the place of those of an upstream: equal ones, and one that differs in what it is told to."""

from __future__ import annotations

from typing import Any

from gateway.api import Component, Context, function
from gateway.describe import FLOAT, INT, RAW, List, Struct, Value
from gateway.errors import CodedError
from gateway.wire.call import FunctionType

ITEM = Struct({"id": Value(INT), "name": Value(RAW), "price": Value(FLOAT), "note": Value(RAW, optional=True)})
ITEMS = [{"id": 1, "name": "bolt", "price": 0.25, "note": ""}, {"id": 2, "name": "nut", "price": 0.1}]
CHANGED: dict[str, Any] = {}
"""What the new side returns in the place of ``ITEMS``, or raises: ``{"answer": …}``."""
CALLS: list[str] = []


@function("local_stock_old", FunctionType.READ, params={"shelf": Value(INT, default=1)}, returns=List(ITEM))
def old(ctx: Context, shelf: int) -> object:
    """Lists what is on a shelf."""
    CALLS.append(f"old {shelf}")
    return ITEMS


@function("local_stock_new", FunctionType.READ, params={"shelf": Value(INT, default=1)}, returns=List(ITEM))
def new(ctx: Context, shelf: int) -> object:
    """Lists what is on a shelf, by another way."""
    CALLS.append(f"new {shelf}")
    answer = CHANGED.get("answer", ITEMS)
    if isinstance(answer, Exception):
        raise answer
    return answer


@function("local_stock_take", FunctionType.WRITE, params={}, returns=Value(INT))
def take(ctx: Context) -> int:
    """Takes something from a shelf."""
    CALLS.append("taken")
    return 1


FAULT = CodedError("outofstock")


component = Component("local_stock", functions=(old, new, take))
