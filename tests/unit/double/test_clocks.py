"""The clock of a world."""

from __future__ import annotations

from gateway.double.clocks import DEFAULT_MOMENT, WorldClock


class Machine:
    """A clock of the machine that tests move."""

    def __init__(self) -> None:
        self.time = 5_000.0

    def __call__(self) -> float:
        return self.time


def test_a_clock_stands_still_at_the_time_that_it_is_given() -> None:
    machine = Machine()
    clock = WorldClock(100.0, machine=machine)
    machine.time += 60
    assert clock() == 100.0
    assert not clock.running


def test_without_a_time_it_shows_that_of_the_machine() -> None:
    machine = Machine()
    clock = WorldClock(None, machine=machine)
    machine.time += 60
    assert clock() == 5_060.0
    assert clock.real


def test_a_seed_that_says_no_time_has_one_all_the_same() -> None:
    assert WorldClock()() == DEFAULT_MOMENT


def test_it_can_be_set_and_advanced_while_it_stands_still() -> None:
    clock = WorldClock(100.0, machine=Machine())
    clock.advance(20)
    assert clock() == 120.0
    clock.set(90)
    clock.advance(-1)
    assert clock() == 89.0


def test_it_goes_on_from_the_time_that_it_shows_and_stops_there_again() -> None:
    machine = Machine()
    clock = WorldClock(100.0, machine=machine)
    clock.run()
    machine.time += 10
    assert clock() == 110.0
    clock.advance(5)
    assert clock() == 115.0
    clock.set(200)
    machine.time += 1
    assert clock() == 201.0
    clock.freeze()
    machine.time += 10
    assert clock() == 201.0
    assert not clock.real
