"""The manifest of upstreams: their tables, and the errors that calls which go elsewhere may end with."""

from __future__ import annotations

from gateway.errors import ErrorKind
from gateway.registry.component import Component
from gateway.registry.declarations import ErrorText
from gateway.upstream.tables import metadata

__all__ = ["component"]

component = Component(
    "local_upstream",
    tables=metadata,
    revisions="gateway.upstream.revisions",
    errors={
        "upstreamaway": ErrorText("The server that answers this call cannot be reached at the moment. Try again later.", ErrorKind.BUSY),
        "upstreamrehearsal": "A trial changes nothing, and what this function writes is elsewhere: call it for good.",
        "upstreamswitch": ErrorText("The function that should answer this call is not there.", ErrorKind.SERVER),
        "upstreamanswer": ErrorText("The server that answers this call has sent something that cannot be read.", ErrorKind.SERVER),
    },
    by_name_only=True,
)
