"""How a double is started."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path

import msgspec

from gateway.catalogue import DEFAULT_PROFILE
from gateway.double.answers import Mode
from gateway.double.beginning import Given
from gateway.double.moments import MomentError, moment
from gateway.double.worlds import MOST

__all__ = ["DoubleError", "Options", "is_loopback"]

REAL = "real"


class DoubleError(Exception):
    """A double cannot be started; the text is one line."""


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """How a double is started: what it is seeded with, where it listens, and what its clock shows.

    ``seed`` is a file, the text of one, or the tables of a state; ``base`` is what it is laid over, if it names none. ``wwwroot`` is the
    address that its clients know it by, where that is not the one at which it listens. ``clock`` is a time, or ``real``; without one it
    is the seed's. ``chance`` is the number that chance begins with. Unless it is ``open``, a double listens to this machine alone.

    ``profile`` is the version whose functions it has. ``answers`` is a folder of answers, by default the one called so beside the seed,
    if there is one; ``replay`` is a file of recordings, whose answers are given in the ``replay_mode`` ``any`` or ``once``.
    """

    seed: Given = None
    base: str = ""
    address: str = "127.0.0.1"
    port: int = 0
    open: bool = False
    wwwroot: str = ""
    clock: str | float | None = None
    worlds: int = MOST
    chance: int = 0
    components: tuple[str, ...] = ()
    profile: str = DEFAULT_PROFILE
    answers: Path | None = None
    replay: Path | None = None
    replay_mode: str = Mode.ANY

    @property
    def folder_of_answers(self) -> Path | None:
        """The folder of answers that is named, else the one beside the seed; None without either."""
        if self.answers is not None or not isinstance(self.seed, Path):
            return self.answers
        beside = self.seed.parent / "answers"
        return beside if beside.is_dir() else None

    def check(self) -> None:
        """Raise ``DoubleError`` for what cannot be."""
        if not self.open and not is_loopback(self.address):
            raise DoubleError(f"a double serves this machine only: it is not opened at {self.address} without --open")
        if self.worlds < 1:
            raise DoubleError("there is at least one world")
        self.moment(0.0)

    def moment(self, seeded: float | None) -> float | None:
        """The time that the clock begins with, None for that of the machine; ``seeded`` is what the seed says. Raises ``DoubleError``."""
        if self.clock is None or self.clock == REAL:
            return seeded if self.clock is None else None
        try:
            return moment(self.clock)
        except MomentError as error:
            raise DoubleError(f"--clock: {error}") from None


def is_loopback(address: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return address == "localhost" or ip_address(address).is_loopback
    except ValueError:
        return False
