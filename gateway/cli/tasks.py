"""The verb ``tasks``: list scheduled tasks, and run them now. Running servers run them by themselves."""

from __future__ import annotations

import asyncio

import click

from gateway.admin import tasks as scheduled
from gateway.cli.output import as_json_option, moment, print_json, print_table
from gateway.cli.workbench import Workbench, pass_workbench

__all__ = ["tasks"]


@click.group()
def tasks() -> None:
    """List the scheduled work, and do it now."""


@tasks.command(name="list")
@as_json_option
@pass_workbench
def list_(bench: Workbench, as_json: bool) -> None:
    """List the tasks, how often each is done, and when it last was."""
    found = bench.read(scheduled.listed, scheduled.every(bench.registry))
    if as_json:
        print_json(found)
    else:
        print_table((task.name, f"every {task.every // 60} minutes", moment(task.lastrun), task.text) for task in found)


@tasks.command()
@click.argument("name", required=False)
@pass_workbench
def run(bench: Workbench, name: str | None) -> None:
    """Do the task NAME, or all tasks, due or not."""
    tasks = scheduled.every(bench.registry)
    chosen = [task for task in tasks if name in (None, task.name)]
    if not chosen:
        raise click.ClickException(f"there is no task {name!r}; there are {', '.join(task.name for task in tasks)}")
    for task in chosen:
        if isinstance(task, scheduled.BlobTask):
            count = asyncio.run(scheduled.do_blobs(bench.store, bench.blobs, task, always=True))
        else:
            count = bench.write(scheduled.do, bench.registry, task, bench.now)
        click.echo(f"{task.name}: somebody else is doing it" if count is None else f"{task.name}: {count}")
