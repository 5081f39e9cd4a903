"""The parts of a running gateway that pages use, which are those that commands and the pipeline use."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from starlette.types import ASGIApp, Scope

from gateway.access.issuers import Issuers
from gateway.access.login import LoginServices
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.pipeline.rates import RateLimiter
from gateway.pipeline.run import Pipeline
from gateway.settings import Settings
from gateway.store.blobs import Blobs
from gateway.store.store import Store
from gateway.telemetry.audit import Audit
from gateway.telemetry.condition import Condition
from gateway.telemetry.metrics import Family, Metrics
from gateway.upstream.upstreams import Upstreams
from gateway.wire.call import Peer
from gateway.wire.exchange import Limits
from gateway.wire.protocol import Protocol as WireProtocol

__all__ = ["Services", "login_services"]


class Services(Protocol):
    """The parts of a running gateway; ``gateway.server.host.Gateway`` has them."""

    settings: Settings
    store: Store
    vault: Vault
    rates: RateLimiter
    audit: Audit
    blobs: Blobs
    application: ASGIApp | None
    issuers: Issuers | None
    upstreams: Upstreams
    leaving: bool
    notice: str
    metrics: Metrics
    gathered: Callable[[], Awaitable[Sequence[Family]]]

    @property
    def running(self) -> bool:
        """Whether the gateway has been started."""

    @property
    def protocols(self) -> Sequence[WireProtocol]:
        """The installed protocols, switched on or not."""

    @property
    def condition(self) -> Condition:
        """The condition of the process that answers."""

    @property
    def base_address(self) -> str:
        """The address of the site, without a slash at its end."""

    @property
    def limits(self) -> Limits:
        """The bounds on one request."""

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline of every call."""

    @property
    def site(self) -> SiteData:
        """The snapshot of the site as it is now."""

    def client_address(self, scope: object) -> str:
        """The address of the client of an ASGI scope, behind trusted proxies too."""

    def peer(self, scope: Scope) -> Peer:
        """The client that made the request of an ASGI scope, with a new id for the request."""


def login_services(gateway: Services) -> LoginServices:
    """The parts of a running gateway that logging in needs."""
    return LoginServices(
        store=gateway.store,
        vault=gateway.vault,
        audit=gateway.audit,
        passwords=gateway.pipeline.passwords,
        require_rate=gateway.rates.require_login,
        count_failure=gateway.rates.count_failure,
    )
