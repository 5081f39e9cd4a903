"""Garbage collection at the start of a process."""

from __future__ import annotations

import gc

import pytest

from gateway.server.garbage import gc_frozen


def test_nothing_is_searched_meanwhile_and_nothing_of_it_later() -> None:
    before = gc.get_freeze_count()
    try:
        with gc_frozen():
            assert not gc.isenabled()
            made: list[list[int]] = [[] for _ in range(1000)]
        assert gc.isenabled()
        assert gc.get_freeze_count() >= before + len(made)
    finally:
        gc.unfreeze()


def test_after_an_error_garbage_is_looked_for_again() -> None:
    try:
        with pytest.raises(ValueError, match="no"), gc_frozen():
            raise ValueError("no")
        assert gc.isenabled()
    finally:
        gc.unfreeze()
