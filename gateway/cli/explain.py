"""The verb ``explain``: why a call would be admitted or refused."""

from __future__ import annotations

import asyncio
import sys

import click
import msgspec
from sqlalchemy import Connection

from gateway.access import callers, sessions, tokens
from gateway.access.issuers import Issued, Issuers, looks_issued
from gateway.cli.output import as_json_option, print_json
from gateway.cli.workbench import Workbench, pass_workbench
from gateway.pipeline.access_request import AccessRequest
from gateway.pipeline.checks import ISSUED, PASSWORD, TOKEN
from gateway.pipeline.explain import CheckResult, Explanation, by_password
from gateway.pipeline.explain import explain as explained
from gateway.pipeline.page_checks import SESSION
from gateway.registry.protocols import protocols
from gateway.wire.call import UNKNOWN_PEER, Peer

__all__ = ["explain"]


@click.command()
@click.argument("asked", nargs=-1, metavar="[TOKEN] FUNCTION [CONTEXTID]")
@click.option("--user", "username", help="Explain a call with this user name and a password; TOKEN is left out then.")
@click.option("--password", envvar="TRIGLOT_PASSWORD", help="The password; without it and TRIGLOT_PASSWORD it is asked for.")
@click.option(
    "--session", "sid", envvar="TRIGLOT_SESSION", help="Explain a call from a page: the id of a browser session, its cookie's value."
)
@click.option("--sesskey", help="The key of the session that the page sends.")
@click.option("--protocol", default="rest", show_default=True, help="By which protocol.")
@click.option("--address", default="127.0.0.1", show_default=True, help="From which address.")
@as_json_option
@pass_workbench
def explain(
    bench: Workbench,
    asked: tuple[str, ...],
    username: str | None,
    password: str | None,
    sid: str | None,
    sesskey: str | None,
    protocol: str,
    address: str,
    as_json: bool,
) -> None:
    """Walk the checks that a call of FUNCTION with TOKEN passes, and say which refuses and what mends that.

    TOKEN is the value or the id of a token; it is left out where a user name or a session says who calls. With CONTEXTID,
    entering that context is part of it. Ends with 0 where the call would be let in, with 1 where it would not.
    """
    if username is not None and sid is not None:
        raise click.UsageError("say either --user or --session")
    reference, function, contextid = _taken(asked, with_token=username is None and sid is None)
    if username is not None and password is None:
        password = click.prompt("Password", hide_input=True, default="", show_default=False)
    blank = AccessRequest(
        site=bench.site(),
        caller=None,
        protocol=protocol if sid is None else _of_pages(),
        peer=Peer(address) if address else UNKNOWN_PEER,
        now=bench.now,
        function=function,
        username=username or "",
        password=password or "",
    )
    if sid is not None:
        credential, request = SESSION, bench.read(_by_session, blank, sid, sesskey)
    elif username is not None:
        credential, request = PASSWORD, bench.read(by_password, blank)
    elif bench.settings.issuers and looks_issued(reference):
        credential, request = (*ISSUED, *TOKEN), bench.read(_by_issued, blank, reference, Issuers(bench.settings.issuers))
    else:
        credential, request = TOKEN, bench.read(_by_token, blank, reference)
    explanation = bench.read(explained, bench.registry, request, contextid, credential=credential)
    if as_json:
        print_json(explanation)
    else:
        _print(explanation)
    if explanation.refusal is not None:
        sys.exit(1)


def _of_pages() -> str:
    """The name of the protocol that the site's own pages speak, by which calls with a session come."""
    found = next((each.name for each in protocols() if each.of_pages), None)
    if found is None:
        raise click.ClickException("no protocol of pages is installed, so that no call comes with a session")
    return found


def _taken(asked: tuple[str, ...], *, with_token: bool) -> tuple[str, str, int | None]:
    """The token, the function and the context id among the arguments."""
    reference, rest = (asked[0], asked[1:]) if with_token and asked else ("", asked)
    if not 1 <= len(rest) <= 2:
        raise click.UsageError("expected [TOKEN] FUNCTION [CONTEXTID]")
    if len(rest) == 2 and not rest[1].isdecimal():
        raise click.UsageError(f"{rest[1]!r} is not the id of a context")
    return reference, rest[0], int(rest[1]) if len(rest) == 2 else None


def _by_token(db: Connection, request: AccessRequest, reference: str) -> AccessRequest:
    """The request with the caller of a token."""
    tokenid = tokens.find(db, reference)
    return msgspec.structs.replace(request, caller=callers.of_token(db, tokenid) if tokenid else None)


def _by_issued(db: Connection, request: AccessRequest, token: str, issuers: Issuers) -> AccessRequest:
    """The request with the caller of a token of an identity provider, or with what is wrong with that."""
    asyncio.run(issuers.renew())
    found = issuers.read(token, request.now)
    caller = callers.by_issued(db, found) if isinstance(found, Issued) else found
    if isinstance(caller, str):
        return msgspec.structs.replace(request, issued_flaw=caller)
    return msgspec.structs.replace(request, caller=caller)


def _by_session(db: Connection, request: AccessRequest, sid: str, sesskey: str | None) -> AccessRequest:
    """The request with the caller of a session."""
    matches = sessions.is_key(sesskey, sid)
    return msgspec.structs.replace(request, caller=callers.by_session(db, sid), sesskey=sesskey, sesskey_matches=matches)


def _print(explanation: Explanation) -> None:
    """Print the explanation as text."""
    caller = explanation.username or "nobody"
    credential = f"token {explanation.tokenid}" if explanation.tokenid else "no token"
    click.echo(f"{explanation.function} for {caller} ({credential}), service {explanation.service or 'none'}")
    for verdict in explanation.verdicts:
        click.echo(f"  {'passes ' if verdict.passed else 'REFUSES'}  {verdict.name}{_why(verdict)}")
    for held in explanation.capabilities:
        click.echo(f"  {'holds  ' if held.held else 'LACKS  '}  {held.capability} in context {explanation.context}")
    refusal = explanation.refusal
    if refusal is None:
        click.echo("The call would be let in.")
        if explanation.empty:
            click.echo("It would be answered emptily: the function is described, but not built yet.")
        return
    click.echo(f"The call would be refused: {refusal.name}.")
    if refusal.repair:
        click.echo(f"To mend that: {refusal.repair}")


def _why(verdict: CheckResult) -> str:
    """The error code, and further details."""
    known = [text for text in (verdict.errorcode, verdict.detail) if text]
    return f": {', '.join(known)}" if known else ""
