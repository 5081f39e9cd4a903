"""Numbers of the process itself: memory, processor, descriptors, since when it runs, and what it runs as."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from importlib.metadata import version
from typing import Final

from gateway.telemetry.metrics import Family, counter, gauge

__all__ = ["ProcessNumbers"]

_PAGE: Final = os.sysconf("SC_PAGE_SIZE")


class ProcessNumbers:
    """The numbers of this process."""

    def __init__(self) -> None:
        """It begins now."""
        self._began = time.time()
        self._version = version("triglot")

    def families(self) -> Iterator[Family]:
        """The numbers as they are now; without those that the system does not tell."""
        yield gauge("triglot_info", "The version that runs.", {self._version: 1.0}, "version", greatest=True)
        yield gauge("triglot_processes", "Processes that answer calls.", 1.0)
        yield gauge(
            "triglot_youngest_process_start_seconds", "When the youngest process began, in Unix seconds.", self._began, greatest=True
        )
        yield counter("triglot_process_cpu_seconds_total", "Processor time of all processes.", time.process_time())
        try:
            with open("/proc/self/statm") as file:
                yield gauge("triglot_process_memory_bytes", "Resident memory of all processes.", int(file.read().split()[1]) * _PAGE)
            yield gauge("triglot_process_descriptors", "Open file descriptors of all processes.", len(os.listdir("/proc/self/fd")))
        except OSError:  # there is no such place on other systems
            return
