"""Following changes: what a process keeps in memory of the site and its callers is renewed when some process has committed changes."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import structlog

from gateway.access import site as site_data
from gateway.access.callers import Callers
from gateway.access.secrets import SecretsError, Vault, read_keys
from gateway.access.site import SiteData
from gateway.pipeline.run import Pipeline
from gateway.registry.registry import Registry
from gateway.settings import Secrets, Settings
from gateway.store import changes
from gateway.store.changes import Change, ChangeKind
from gateway.store.store import DatabaseUnavailable, Store
from gateway.upstream.upstreams import Upstreams

__all__ = ["Following", "keys"]


class Following:
    """The part of a gateway that follows changes."""

    settings: Settings
    store: Store
    vault: Vault
    callers: Callers
    upstreams: Upstreams
    _registry: Registry
    _loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        """Nothing has been read yet."""
        self.away = False
        """Whether the database could not be reached when it was last asked."""
        self._last_change, self._followed = 0, 0.0
        self._changed, self._upstreams_changed = asyncio.Event(), asyncio.Event()
        self._loads, self._loaded = 0, 0

    @property
    def pipeline(self) -> Pipeline:
        """The pipeline, which has the snapshot of the site."""
        raise NotImplementedError

    @property
    def base_address(self) -> str:
        """The address of the site, without a slash at its end."""
        return self.settings.server.base_address

    async def _first_site(self) -> SiteData:
        """The site as the database has it; the changes after that are followed."""
        await self.store.write(changes.forget_old)
        self._last_change = await self.store.read(changes.last_change)
        return await self.store.read(site_data.load, self.base_address, self._registry)

    async def _follow(self) -> None:
        """Apply the changes that other processes have committed since the last time."""
        try:
            last, found = await self.store.read_soon(changes.changes_after, self._last_change)
        except DatabaseUnavailable:
            self.away = True
            raise
        self.away = False
        if found:
            await self._apply_in_turn(found)
        # Only after they are applied: if that fails, they are read again the next time.
        self._last_change, self._followed = last, time.monotonic()

    def _committed(self, found: list[Change]) -> None:
        """Apply the changes that this process has committed, before the committing function continues.

        Caches belong to the event loop, so that the thread of a blocking function waits for the loop to apply them.
        """
        try:
            here = asyncio.get_running_loop()
        except RuntimeError:
            here = None
        if here is self._loop or not self._loop.is_running():
            self._apply(found)
        else:
            asyncio.run_coroutine_threadsafe(self._apply_in_turn(found), self._loop).result()

    async def _apply_in_turn(self, found: list[Change]) -> None:
        """Apply changes as a unit of work, which may read the database without stalling the loop."""
        await self.store.run(lambda _: self._apply(found), write=False)

    def _apply(self, found: list[Change]) -> None:
        """Drop the cached entries that have changed; a changed site is loaded again as a whole, before the next call begins."""
        self.callers.apply(found)
        self.pipeline.passwords.apply(found)
        if self.upstreams.apply(found):
            self._upstreams_changed.set()
        if any(change.kind is ChangeKind.SITE for change in found):
            self._renew_key()
            self._load_site()

    def _renew_key(self) -> None:
        """Take another key, if the file has one: ``triglot rekey`` says so by a change of the site."""
        try:
            self.vault.renew(*keys(self.settings.secrets))
        except SecretsError as error:
            structlog.get_logger("gateway").warning("the site key stays as it is", reason=str(error))

    def _load_site(self) -> None:
        """Load the site again. Of several loads at a time, the result of the one that began last is used: it has seen all changes."""
        self._loads += 1
        turn = self._loads
        site = self.store.run_here(lambda transaction: site_data.load(transaction.db, self.base_address, self._registry), write=False)
        if turn > self._loaded:
            self._loaded, self.pipeline.site = turn, site


def keys(chosen: Secrets) -> tuple[bytes, ...]:
    """The site key, and the one that it replaces, if there is one. Raises ``SecretsError``."""
    return read_keys(chosen.key, Path(chosen.key_file), chosen.old_key)
