"""The verb ``usage``: who calls what, and what nobody calls."""

from __future__ import annotations

from collections.abc import Sequence

import click

from gateway.admin import usage as used
from gateway.admin.usage import Report
from gateway.cli.output import as_json_option, moment, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.telemetry.endings import DEPRECATED, endings_in
from gateway.telemetry.usage import DAY

__all__ = ["usage"]


@click.command()
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="The days that count, today among them.")
@click.option("--protocol", default="", help="Only calls in this protocol, such as xmlrpc.")
@click.option("--most", type=click.IntRange(1, 10_000), default=20, show_default=True, help="How many functions, programs and tokens.")
@click.option("--sunset", is_flag=True, help="Only who has to be told: the owners of tokens that call what will not be there for ever.")
@as_json_option
@pass_workbench
def usage(bench: Workbench, days: int, protocol: str, most: int, sunset: bool, as_json: bool) -> None:
    """Show calls by protocol, function, program and token, and the functions of services that nobody calls."""
    if sunset:
        _warn(bench, days, protocol, most, as_json)
        return
    offered = {name for service in bench.site().services.values() if service.enabled for name in service.functions}
    report = bench.read(used.report, offered, now=bench.now, days=days, protocol=protocol, most=most)
    if as_json:
        print_json(report)
    else:
        _print(report)


def _warn(bench: Workbench, days: int, protocol: str, most: int, as_json: bool) -> None:
    """Show who has to be told that something ends."""
    endings = endings_in(bench.site().config.get(DEPRECATED) or "")
    if not endings:
        raise click.ClickException(f"the setting {DEPRECATED} says of nothing that it ends")

    def component_of(name: str) -> str:
        function = bench.registry.get(name)
        return function.info.component if function is not None else ""

    uses = bench.read(used.ending, endings, component_of, since=bench.now - days * DAY, protocol=protocol, most=most)
    if as_json:
        print_json(uses)
        return
    head = ("user", "address", "token", "service", "protocol", "function", "calls", "last", "deprecated", "sunset")
    rows = [
        (
            *(u.username, u.email, u.name or u.tokenid, u.service, u.protocol, u.function, u.calls, moment(u.lastcall)),
            *(moment(time)[:10] if time else "" for time in (u.deprecated, u.sunset)),
        )
        for u in uses
    ]
    _print_rows(head, rows)


def _print(report: Report) -> None:
    """The report as tables."""
    click.echo(f"Calls within {report.days} days, by protocol:")
    _print_rows(("protocol", "calls", "errors", "last"), [(p.name, p.calls, p.failures, moment(p.lastcall)) for p in report.protocols])
    for title, entries in (("function", report.functions), ("program", report.programs)):
        click.echo(f"\nBy {title}:")
        rows = [(entry.name, entry.protocol, entry.calls, entry.failures, moment(entry.lastcall)) for entry in entries]
        _print_rows((title, "protocol", "calls", "errors", "last"), rows)
    click.echo("\nTokens, with their calls of all time:")
    tokens = [(t.tokenid, t.username, t.service, t.protocol, t.agent, t.calls, t.failures, moment(t.lastcall)) for t in report.tokens]
    _print_rows(("id", "user", "service", "protocol", "program", "calls", "errors", "last"), tokens)
    click.echo(f"\nFunctions of services that nobody has called for {used.UNUSED_DAYS} days: {len(report.unused)}")
    for name in report.unused:
        click.echo(f"  {name}")


def _print_rows(head: Sequence[object], rows: Sequence[Sequence[object]]) -> None:
    """A table, or that there is nothing for it."""
    if rows:
        print_table([head, *rows])
    else:
        click.echo("nothing")
