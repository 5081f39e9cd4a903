"""What the connections of one process may cost together, and what one of them may."""

from __future__ import annotations

import resource

import structlog

from gateway.settings import Server
from gateway.telemetry.seldom import Seldom

__all__ = ["Bounds"]

# The descriptors of a process that are no connections of clients: databases, logs, files that are being read.
_OTHER_DESCRIPTORS = 128


class Bounds:
    """The limits of connections, and the bytes of bodies that all connections of the process hold at the moment.

    It is made before a process begins to serve and copied into each worker, so that each counts for itself.
    """

    def __init__(self, chosen: Server) -> None:
        """Take the limits from the settings; no more connections than the process may have descriptors for."""
        self.head_bytes = chosen.head_bytes
        self.head_fields = chosen.head_fields
        self.head_seconds = chosen.head_seconds
        self.body_rate = chosen.body_rate
        self.bodies_bytes = chosen.bodies_bytes
        self.connections = min(chosen.connections, _descriptors(chosen.connections + _OTHER_DESCRIPTORS) - _OTHER_DESCRIPTORS)
        if self.connections < chosen.connections:
            structlog.get_logger("gateway").warning(
                "too few file descriptors: fewer connections are served than [server] connections allows",
                connections=self.connections,
                allowed=chosen.connections,
                repair=f"ulimit -n {chosen.connections + _OTHER_DESCRIPTORS}, or LimitNOFILE= of the service",
            )
        self.held = 0
        """The bytes of requests that came in parts and are not answered yet."""
        self.log = Seldom()


def _descriptors(wanted: int) -> int:
    """The number of descriptors that this process and its children may have, which is raised to ``wanted`` where that is allowed."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return wanted
    raised = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (raised, hard))
    except (OSError, ValueError):  # in a sandbox
        return soft
    return raised
