"""The verb ``doctor``: what is wrong with a site and its machine, and the command that mends it."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Iterator
from contextlib import closing

import click
from sqlalchemy import Connection

from gateway.access import site as site_data
from gateway.access.issuers import Issuers, IssuersError
from gateway.access.secrets import SecretsError, Vault
from gateway.admin import readiness
from gateway.admin.doctor import data, machine, site
from gateway.admin.doctor.finding import Finding, Level, bad, good, odd
from gateway.cli.output import as_json_option, print_json
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.files.stores import BlobsError
from gateway.pipeline.rates import RateLimiter, RatesError
from gateway.registry.component import ComponentError
from gateway.registry.protocols import ProtocolError, protocols
from gateway.store.store import Store, StoreError

__all__ = ["doctor"]

_WORDS = {Level.GOOD: "good", Level.ODD: "LOOK", Level.BAD: "WRONG"}


@click.command()
@click.option("--all", "everything", is_flag=True, help="Print what is as it should be, too.")
@as_json_option
@pass_workbench
def doctor(bench: Workbench, everything: bool, as_json: bool) -> None:
    """Examine the site and its machine: what is wrong, and the command or setting that mends it.

    Nothing is changed. Ends with 0 where nothing is wrong, with 1 where something is; what may be meant does not count.
    """
    findings = []
    for finding in _examined(bench):
        findings.append(finding)
        if not as_json and (everything or finding.level is not Level.GOOD):
            click.echo(f"{_WORDS[finding.level]:5}  {finding.about}: {finding.text}")
            if finding.repair:
                click.echo(f"       mend it: {finding.repair}")
    wrong = sum(finding.level is Level.BAD for finding in findings)
    look = sum(finding.level is Level.ODD for finding in findings)
    if as_json:
        print_json(findings)
    else:
        click.echo(f"{len(findings)} things looked at: {wrong} wrong, {look} worth a look.")
    sys.exit(1 if wrong else 0)


def _examined(bench: Workbench) -> Iterator[Finding]:
    """All findings, as they come. What cannot be examined for what was found before is left out."""
    settings = bench.settings
    yield from machine.examined(settings, os.environ)
    try:
        registry = bench.registry
        installed = [protocol.name for protocol in protocols() if protocol.switched]
    except (ComponentError, ProtocolError) as error:
        yield bad("components", str(error), "pip install what is missing, or [components] load")
        return
    yield good("components", f"{len(registry)} functions, {len(installed)} protocols")
    yield from _libraries(bench)
    try:
        store = bench.open_any()
    except StoreError as error:
        yield bad("database", str(error), "[database] url")
        return
    with closing(store):
        if (trouble := data.opened(store, registry)) is not None:
            yield trouble
            return
        yield from data.examined(store, settings, _vault(bench), registry, now=bench.now)
        yield from _of_site(bench, store, installed)


def _vault(bench: Workbench) -> Vault | None:
    """The vault; None where there is no key, which has been told."""
    try:
        return bench.vault
    except SecretsError:
        return None


def _libraries(bench: Workbench) -> Iterator[Finding]:
    """Parts that the settings ask for, and that need something that is not there."""
    try:
        contents = asyncio.run(readiness.of_contents(bench.blobs))
        yield (
            bad("contents", contents.trouble, "[files], and what stands there")
            if contents.trouble
            else good("contents", bench.settings.files.store)
        )
    except BlobsError as error:
        yield bad("contents", str(error), "[files] in the settings")
    try:
        if not asyncio.run(_counts(RateLimiter(bench.settings.rates))):
            yield odd("rates", "their server cannot be reached: nothing is refused", "start it, or [rates] storage")
    except RatesError as error:
        yield bad("rates", str(error), "pip install 'triglot[redis]'")
    if bench.settings.issuers:
        try:
            Issuers(bench.settings.issuers)
        except IssuersError as error:
            yield bad("issuers", str(error), "[issuers.NAME] in the settings")
        else:
            yield good("issuers", ", ".join(bench.settings.issuers))


async def _counts(rates: RateLimiter) -> bool:
    """Whether the server on which rates are counted answers."""
    try:
        return await rates.answers()
    finally:
        await rates.close()


def _of_site(bench: Workbench, store: Store, installed: list[str]) -> Iterator[Finding]:
    """What is found of the site."""
    settings = bench.settings

    def look(db: Connection) -> list[Finding]:
        found = site_data.load(db, settings.server.base_address, bench.registry)
        return list(site.examined(db, found, settings, installed, now=bench.now))

    yield from store.run_here(lambda work: look(work.db), write=False)
