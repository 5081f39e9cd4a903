"""The workbench of a verb: the parts of the gateway, opened when they are needed."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import click
from sqlalchemy import Connection

from gateway.access import site as site_data
from gateway.access.secrets import Vault, read_keys
from gateway.access.site import SiteData
from gateway.admin.synchronise import synchronise
from gateway.files import stores
from gateway.registry.component import discover
from gateway.registry.registry import Registry
from gateway.server.garbage import gc_frozen
from gateway.settings import Settings
from gateway.store.blobs import Blobs
from gateway.store.store import Store, StoreError
from gateway.telemetry import log
from gateway.upstream.upstreams import Upstreams

__all__ = ["Workbench", "pass_workbench"]

P = ParamSpec("P")
T = TypeVar("T")


class Workbench:
    """The store, the vault and the registry that the settings describe."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self.settings = settings
        self._registered = False

    @cached_property
    def store(self) -> Store:
        """The database, which must have been initialised by this version. Raises ``StoreError``."""
        store = self.open_any()
        try:
            store.require_newest(self.registry.branches)
        except StoreError:
            store.close()
            raise
        return store

    def migrate(self, *, new: bool) -> None:
        """Migrate the database to the newest revision, or create it if ``new`` allows it. Raises ``StoreError``."""
        with closing(self.open_any()) as store:
            if not new and store.revision() is None:
                store.require_newest()
            store.migrate(self.registry.branches)

    @cached_property
    def vault(self) -> Vault:
        """The vault that seals secrets. Raises ``SecretsError``."""
        secrets = self.settings.secrets
        return Vault(*read_keys(secrets.key, Path(secrets.key_file), secrets.old_key), keep=self.settings.tokens.keep)

    @cached_property
    def registry(self) -> Registry:
        """The functions of all components, and of all upstreams. Raises ``ComponentError``, and as ``upstreams``."""
        with gc_frozen():
            return Registry(self.upstreams.components(discover(self.settings.components.load)))

    @cached_property
    def upstreams(self) -> Upstreams:
        """The upstreams that the settings name. Raises ``KindError`` and ``ImportFileError``."""
        return Upstreams(self.settings.upstreams, self.settings.server.base_address)

    @cached_property
    def blobs(self) -> Blobs:
        """The contents of files. Raises ``BlobsError``."""
        return stores.opened(self.settings.files)

    def open_any(self) -> Store:
        """The store, of whatever revision."""
        return Store(self.settings.database.url, pool=self.settings.database.pool)

    def close(self) -> None:
        """Close the database, if it was opened."""
        if "store" in vars(self):
            self.store.close()

    @property
    def now(self) -> int:
        """The time in Unix seconds."""
        return int(time.time())

    def site(self) -> SiteData:
        """The site as it is now, with what the installed components declare: one may have been installed a moment ago."""
        if not self._registered:
            self.write(synchronise, self.registry, now=self.now)
            self._registered = True
        return self.read(site_data.load, self.settings.server.base_address, self.registry)

    def read(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(connection, …)`` in a read transaction."""
        return self.store.run_here(lambda transaction: fn(transaction.db, *args, **kwargs), write=False)

    def write(self, fn: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run ``fn(connection, …)`` in a write transaction."""
        return self.store.run_here(lambda transaction: fn(transaction.db, *args, **kwargs), write=True)


def pass_workbench(verb: Callable[Concatenate[Workbench, P], T]) -> Callable[P, T]:
    """Give a verb its workbench as the first argument."""

    @click.pass_obj
    def wrapped(settings: Settings, /, *args: P.args, **kwargs: P.kwargs) -> T:
        log.configure(settings.log, quiet=True)
        with closing(Workbench(settings)) as bench:
            return verb(bench, *args, **kwargs)

    wrapped.__name__, wrapped.__doc__ = verb.__name__, verb.__doc__
    return wrapped
