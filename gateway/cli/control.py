"""``triglot double ctl``: what the control face of a running double does, from a shell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from gateway.double.client import ControlError, Double, World

__all__ = ["ctl"]


class _Told(click.Group):
    """A group whose verbs tell what the double refuses in one line."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ControlError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            raise click.ClickException(f"no double answers at {ctx.obj.address}: {error.strerror or error}") from error


@click.group(cls=_Told)
@click.option("--at", "address", envvar="TRIGLOT_DOUBLE", required=True, help="The address of the double; TRIGLOT_DOUBLE names it, too.")
@click.option("--world", default="", help="The name of the world; without one it is the default one.")
@click.pass_context
def ctl(ctx: click.Context, address: str, world: str) -> None:
    """Control a double that is running: answers are JSON."""
    if not address.startswith(("http://", "https://")):
        raise click.UsageError("the address of a double begins with http:// or https://")
    found = Double(address)
    ctx.obj = found.world(world) if world else found


@ctl.command()
@click.option("--all", "all_", is_flag=True, help="Reset all worlds.")
@click.pass_obj
def reset(world: World, all_: bool) -> None:
    """Let the world begin anew."""
    _show(world.tell("reset", {"all": all_}))


@ctl.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def seed(world: World, file: Path) -> None:
    """Add what FILE says to the site."""
    _show(world.send("POST", "seed", file.read_bytes()))


@ctl.command()
@click.option("--now", metavar="TIME", help="Show this time, as in 2026-09-07T08:00:00Z.")
@click.option("--advance", metavar="SPAN", help="Go forward, as in 7d, or backward, as in -1h30m.")
@click.option("--freeze", is_flag=True, help="Stand still.")
@click.option("--run", is_flag=True, help="Go on.")
@click.pass_obj
def clock(world: World, now: str | None, advance: str | None, freeze: bool, run: bool) -> None:
    """Show the clock, or change it."""
    change = {"now": now, "advance": advance, "freeze": freeze or None, "run": run or None}
    document = {name: value for name, value in change.items() if value is not None}
    _show(world.tell("clock", document) if document else world.ask("clock"))


@ctl.command()
@click.pass_obj
def tokens(world: World) -> None:
    """List the tokens of the site."""
    _show(world.ask("tokens"))


@ctl.command()
@click.pass_obj
def worlds(world: World) -> None:
    """List the worlds that were used."""
    _show(world.ask("worlds"))


@ctl.command()
@click.option("--seed", "as_seed", is_flag=True, help="As the text of a seed, in YAML.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it to this file.")
@click.pass_obj
def export(world: World, as_seed: bool, out: Path | None) -> None:
    """Give the state of the site."""
    text = world.told() if as_seed else json.dumps(world.export(), indent=1, ensure_ascii=False) + "\n"
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text)


@ctl.command()
@click.argument("rule", required=False)
@click.option("--clear", is_flag=True, help="Let nothing go wrong any more.")
@click.pass_obj
def faults(world: World, rule: str | None, clear: bool) -> None:
    """List what goes wrong, or add a RULE: JSON, or the name of a preset."""
    if clear:
        _show(world.send("DELETE", "faults"))
    elif rule is None:
        _show(world.ask("faults"))
    else:
        _show(world.tell("faults", _document(rule)))


@ctl.command()
@click.argument("query", nargs=-1, metavar="[NAME=VALUE]...")
@click.option("--clear", is_flag=True, help="Forget them.")
@click.pass_obj
def calls(world: World, query: tuple[str, ...], clear: bool) -> None:
    """List the calls so far, or those that are asked for, as by function=core_user_*."""
    if clear:
        _show(world.send("DELETE", "calls"))
    else:
        _show(world.ask("calls", **dict(_pair(each) for each in query)))


@ctl.command()
@click.argument("expected")
@click.pass_obj
def verify(world: World, expected: str) -> None:
    """Say whether calls were made as EXPECTED says, in JSON, as in '{"called": {"function": "core_user_get_users"}}'; fail if not."""
    verdict = world.tell("calls/verify", _document(expected))
    _show(verdict)
    if not verdict["ok"]:
        raise click.exceptions.Exit(1)


@ctl.command()
@click.pass_obj
def strict(world: World) -> None:
    """List what was sent that a real site would refuse or ignore."""
    _show(world.ask("strict"))


def _pair(text: str) -> tuple[str, str]:
    """A name and a value."""
    name, equals, value = text.partition("=")
    if not equals:
        raise click.UsageError(f"{text}: expected NAME=VALUE")
    return name, value


def _document(text: str) -> Any:
    """A document in JSON, or a text that is none."""
    if not text.lstrip().startswith(("{", "[", '"')):
        return text
    try:
        return json.loads(text)
    except ValueError as error:
        raise click.UsageError(f"the rule is not JSON: {error}") from None


def _show(document: Any) -> None:
    """Print a document."""
    click.echo(json.dumps(document, indent=2, ensure_ascii=False))
