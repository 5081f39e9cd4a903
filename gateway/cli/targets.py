"""What ``compare`` and ``record`` share: the servers, the credentials, and the calls."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import click
import msgspec
import orjson

from gateway.cli.functions import form_of
from gateway.cli.workbench import Workbench
from gateway.compare.arguments import CallsError, read_calls, shaped
from gateway.compare.exchange import Asked, Server, clients
from gateway.registry.protocols import protocols
from gateway.wire.call import Credential, FunctionInfo, FunctionType, Password, Session, Token
from gateway.wire.exchange import Client

__all__ = ["GivenCredentials", "calls", "caller_options", "chosen", "credentials", "server", "split"]

Verb = TypeVar("Verb", bound=Callable[..., Any])


class GivenCredentials(msgspec.Struct, frozen=True, kw_only=True):
    """The credentials given in options."""

    token: str | None = None
    username: str | None = None
    password: str | None = None
    sid: str | None = None
    sesskey: str | None = None


def caller_options(verb: Verb) -> Verb:
    """Add the options for calls, protocols and credentials."""
    for option in reversed(
        (
            click.option("--token", envvar="TRIGLOT_TOKEN", help="The token to call with; TRIGLOT_TOKEN keeps it out of sight."),
            click.option("--user", "username", help="Call with this user name and a password, by the protocols that take them."),
            click.option("--password", envvar="TRIGLOT_PASSWORD", help="The password; without it and TRIGLOT_PASSWORD it is asked for."),
            click.option("--session", "sid", envvar="TRIGLOT_SESSION", help="For AJAX: the id of a browser session, its cookie's value."),
            click.option("--sesskey", help="The key of that session."),
            click.option("--protocol", "names", multiple=True, metavar="NAME", help="Only by this protocol; may be given several times."),
            click.option("--calls", "file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help=_CALLS_HELP),
            click.option("--arguments", metavar="JSON", help="The arguments as a JSON object."),
            click.option("--write", is_flag=True, help="Allow functions that write; such a one does so once for each protocol and server."),
        )
    ):
        verb = option(verb)
    return verb


_CALLS_HELP = 'Make the calls in this file, a line each: {"function": …, "arguments": {…}, "ignore": [PATH, …]}.'


def credentials(given: GivenCredentials) -> list[Credential]:
    """The credentials in order of preference; asks for a password that was not given."""
    found: list[Credential] = []
    if given.token is not None:
        found.append(Token(given.token))
    if given.username is not None:
        password = given.password if given.password is not None else click.prompt("Password", hide_input=True, err=True)
        found.append(Password(given.username, password))
    if given.sid is not None:
        found.append(Session(given.sid, given.sesskey))
    return found


def split(found: list[Credential], function: FunctionInfo) -> list[Credential | None]:
    """The credentials for a function: none as well, if it needs no login."""
    return [*found, *([None] if function.ajax and not function.loginrequired else [])]


def chosen(names: tuple[str, ...]) -> dict[str, Client]:
    """The client halves with these names, or all."""
    known = clients(protocols())
    for name in names:
        if name not in known:
            raise click.UsageError(f"there is no protocol {name!r}; there are {', '.join(known)}")
    return {name: known[name] for name in names or known}


def server(address: str) -> Server:
    """The server at this address."""
    try:
        return Server(address)
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def calls(
    bench: Workbench, asked: tuple[str, ...], arguments: str | None, file: Path | None, *, write: bool
) -> Iterator[tuple[Asked, list[str]]]:
    """The calls to make, with ignored paths; functions that write only if that is allowed."""
    if (file is None) is (not asked):
        raise click.UsageError("expected a FUNCTION, or a file with --calls")
    found = _in_file(bench, file) if file else [(_one(bench, asked, arguments), [])]
    for each, ignore in found:
        if each.function.type is FunctionType.WRITE and not write:
            raise click.ClickException(f"{each.function.name} writes, and would do so several times: say --write")
        yield each, ignore


def _in_file(bench: Workbench, file: Path) -> list[tuple[Asked, list[str]]]:
    try:
        return list(read_calls(file.read_bytes(), bench.registry))
    except CallsError as error:
        raise click.ClickException(f"{file}: {error}") from None


def _one(bench: Workbench, asked: tuple[str, ...], arguments: str | None) -> Asked:
    """The call given on the command line."""
    name, *fields = asked
    function = bench.registry.get(name)
    if function is None:
        raise click.ClickException(f"there is no function {name!r}")
    if arguments is not None and fields:
        raise click.UsageError("give the arguments as KEY=VALUE or with --arguments")
    if arguments is None:
        form: Any = shaped(form_of(fields, bench.settings.limits.form_fields), function.info.params)
        return Asked(function=function.info, arguments=form)
    try:
        read = orjson.loads(arguments)
    except orjson.JSONDecodeError as error:
        raise click.UsageError(f"--arguments is not JSON: {error}") from None
    if not isinstance(read, dict):
        raise click.UsageError("--arguments must be a JSON object")
    return Asked(function=function.info, arguments=read)
