"""The bounded cache."""

from __future__ import annotations

from gateway.store.cache import Cache


def filled(size: int, *keys: str) -> Cache[str, int]:
    cache: Cache[str, int] = Cache(size)
    for number, key in enumerate(keys):
        cache.put(key, number)
    return cache


def test_what_was_not_used_for_longest_makes_room() -> None:
    cache = filled(2, "a", "b")
    assert cache.get("a") == 0
    cache.put("c", 2)
    assert (cache.get("a"), cache.get("b"), cache.get("c"), len(cache)) == (0, None, 2, 2)


def test_an_entry_put_again_is_replaced_and_counts_as_used() -> None:
    cache = filled(2, "a", "b")
    cache.put("a", 7)
    cache.put("c", 2)
    assert (cache.get("a"), cache.get("b")) == (7, None)


def test_entries_are_dropped_by_key_by_test_and_all() -> None:
    cache = filled(9, "a", "b", "c", "d")
    cache.drop("a")
    cache.drop("nowhere")
    cache.drop_where(lambda value: value > 1)
    assert [cache.get(key) for key in "abcd"] == [None, 1, None, None]
    cache.clear()
    assert len(cache) == 0


def test_entries_that_another_thread_drops_meanwhile_are_no_error() -> None:
    cache = filled(9, "a", "b", "c")

    def test(value: int) -> bool:
        cache.clear()
        return value == 0

    cache.drop_where(test)
    assert len(cache) == 0
