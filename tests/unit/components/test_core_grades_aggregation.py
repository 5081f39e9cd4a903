"""How the grades in a category become one, and how much each counts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.components.core_grades.aggregation import Aggregation, Part, Total, limited, total

MEANS = [Aggregation.MEAN, Aggregation.MEDIAN, Aggregation.MIN, Aggregation.MAX, Aggregation.MODE, Aggregation.SIMPLE_WEIGHTED_MEAN]


def within(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


def made(how: Aggregation, *parts: Part, high: float = 100.0) -> Total:
    """The total of parts, which are numbered from 1."""
    ordered = sorted(enumerate(parts, 1), key=lambda entry: entry[1].value)
    return total(how, dict(ordered), 0.0, high, within)


def plain(*values: float, high: float = 100.0) -> list[Part]:
    return [Part(value, 0.0, high, natural=1.0) for value in values]


@pytest.mark.parametrize(
    ("how", "values", "expected", "weights"),
    [
        (Aggregation.MEAN, (0.2, 0.4), 0.3, (0.5, 0.5)),
        (Aggregation.MEDIAN, (0.9, 0.1, 0.4), 0.4, (0, 0, 1)),
        (Aggregation.MEDIAN, (0.9, 0.1, 0.4, 0.6), 0.5, (0, 0, 0.5, 0.5)),
        (Aggregation.MIN, (0.9, 0.1), 0.1, (0, 1)),
        (Aggregation.MAX, (0.9, 0.1), 0.9, (1, 0)),
        (Aggregation.MODE, (0.5, 0.7, 0.5, 0.7, 0.1), 0.7, (0, 0.5, 0, 0.5, 0)),
    ],
)
def test_a_total_without_weights(how: Aggregation, values: tuple[float, ...], expected: float, weights: tuple[float, ...]) -> None:
    found = made(how, *plain(*values))
    assert found.value == pytest.approx(expected)
    assert [found.weights[number] for number in range(1, len(values) + 1)] == pytest.approx(list(weights))


def test_weights_count_as_they_are_given() -> None:
    found = made(Aggregation.WEIGHTED_MEAN, Part(1.0, 0, 100, coef=3.0), Part(0.0, 0, 100, coef=1.0), Part(1.0, 0, 100))
    assert found.value == pytest.approx(0.75)
    assert (found.weights[1], found.weights[2], found.weights[3]) == pytest.approx((0.75, 0.25, 0.0))
    assert made(Aggregation.WEIGHTED_MEAN, *plain(1.0)).value is None


def test_a_simple_weighted_mean_goes_by_the_ranges_and_adds_extra_credit() -> None:
    found = made(Aggregation.SIMPLE_WEIGHTED_MEAN, Part(0.5, 0, 10), Part(1.0, 0, 30), Part(1.0, 0, 4, coef=1.0))
    assert found.value == pytest.approx((5 + 30 + 4) / 40)
    assert (found.weights[1], found.weights[2], found.weights[3]) == pytest.approx((0.25, 0.75, 0.1))
    # Extra credit beyond the highest grade counts as much as it still changes.
    cut = made(Aggregation.SIMPLE_WEIGHTED_MEAN, Part(0.98, 0, 100), Part(1.0, 0, 4, coef=1.0))
    assert cut.weights[2] == pytest.approx(0.02)
    none = made(Aggregation.SIMPLE_WEIGHTED_MEAN, Part(1.0, 0, 100), Part(1.0, 0, 4, coef=1.0))
    assert none.weights[2] == 0


def test_extra_credit_adds_to_a_mean_by_its_coefficient() -> None:
    found = made(Aggregation.MEAN_WITH_EXTRA_CREDIT, Part(0.4, 0, 10), Part(0.6, 0, 10), Part(0.5, 0, 10, coef=2.0))
    assert found.value == pytest.approx((0.4 + 0.6 + 1.0) / 2)
    assert (found.weights[1], found.weights[3]) == pytest.approx((0.5, 1.0))


def test_points_are_added_up() -> None:
    found = made(Aggregation.NATURAL, Part(0.5, 0, 100, natural=0.8), Part(1.0, 0, 25, natural=0.2))
    assert [found.value, found.high] == pytest.approx([75 / 125, 125])
    assert (found.weights[1], found.weights[2]) == pytest.approx((0.8, 0.2))


def test_weights_set_by_hand_leave_the_rest_to_the_others() -> None:
    found = made(
        Aggregation.NATURAL,
        Part(1.0, 0, 100, natural=0.5, by_hand=True),
        Part(0.0, 0, 100, natural=0.25),
        Part(0.0, 0, 100, natural=0.25),
    )
    assert [found.value, found.high] == pytest.approx([0.5, 300])
    assert (found.weights[1], found.weights[2]) == pytest.approx((0.5, 0.25))
    nothing = made(Aggregation.NATURAL, Part(1.0, 0, 100, natural=0.0, by_hand=True), Part(0.5, 0, 50, natural=1.0))
    assert [nothing.value, nothing.high, nothing.weights[1]] == pytest.approx([0.5, 50, 0])


def test_extra_credit_adds_to_points_as_long_as_there_is_room() -> None:
    found = made(Aggregation.NATURAL, Part(0.5, 0, 100, natural=1.0), Part(1.0, 0, 5, coef=1.0, natural=0.05))
    assert [found.value, found.high, found.weights[2]] == pytest.approx([0.55, 100, 0.05])
    cut = made(Aggregation.NATURAL, Part(0.98, 0, 100, natural=1.0), Part(1.0, 0, 5, coef=1.0, natural=0.05))
    assert cut.weights[2] == pytest.approx(0.02)
    assert made(Aggregation.NATURAL, Part(1.0, 0, 100, natural=1.0), Part(1.0, 0, 5, coef=1.0)).weights[2] == 0
    alone = made(Aggregation.NATURAL, Part(1.0, 0, 5, coef=1.0))
    assert (alone.value, alone.high) == (0.0, 0.0)


def test_the_lowest_are_dropped_or_the_highest_kept_but_never_extra_credit() -> None:
    parts = {1: Part(0.1, 0, 10), 2: Part(0.1, 0, 20), 3: Part(0.9, 0, 10), 4: Part(0.0, 0, 10, coef=1.0)}
    assert set(limited(Aggregation.NATURAL, parts, 1, 0)) == {1, 3, 4}
    assert set(limited(Aggregation.NATURAL, parts, 9, 0)) == {4}
    assert set(limited(Aggregation.NATURAL, parts, 0, 1)) == {3, 4}
    assert set(limited(Aggregation.MEAN, parts, 1, 0)) == {1, 2, 3}


grades = st.lists(st.floats(0, 1), min_size=1, max_size=8)


@given(st.sampled_from(MEANS), grades)
def test_a_total_lies_between_the_lowest_and_the_highest_and_is_what_the_weights_say(how: Aggregation, values: list[float]) -> None:
    found = made(how, *plain(*values))
    assert found.value is not None
    assert min(values) - 1e-9 <= found.value <= max(values) + 1e-9
    assert sum(found.weights.values()) == pytest.approx(1)
    assert sum(found.weights[number] * value for number, value in enumerate(values, 1)) == pytest.approx(found.value)


@given(st.lists(st.tuples(st.floats(0, 1), st.integers(1, 200)), min_size=1, max_size=8))
def test_points_are_the_sum_of_all(values: list[tuple[float, int]]) -> None:
    most = sum(high for _, high in values)
    found = made(Aggregation.NATURAL, *(Part(value, 0.0, high, natural=high / most) for value, high in values))
    assert found.value is not None
    assert [found.value * found.high, found.high] == pytest.approx([sum(value * high for value, high in values), most])
