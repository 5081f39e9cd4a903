"""An attempt to call a function, and a check of it: what the checks of ``gateway.pipeline.checks`` are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gateway.access.accounts import Account
from gateway.access.callers import Authorisation, Caller, TokenRow
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Context
from gateway.access.site import Service, SiteData
from gateway.errors import GatewayError
from gateway.wire.call import FunctionInfo, Peer

__all__ = ["Attempt", "Check", "first_refusal"]


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What the checks look at: who calls, from where, by which protocol, when, and to use which function of which service."""

    site: SiteData
    caller: Caller | None
    protocol: str
    peer: Peer
    now: int
    username: str = ""
    password: str = ""
    password_matches: bool = False
    sesskey: str | None = None
    sesskey_matches: bool = False
    function: str = ""
    service: Service | None = None
    info: FunctionInfo | None = None

    @property
    def account(self) -> Account | None:
        """The account behind the credential, if it has one."""
        return self.caller.account if self.caller else None

    @property
    def token(self) -> TokenRow | None:
        """The token, if that is the credential."""
        return self.caller.token if self.caller else None

    @property
    def authorisation(self) -> Authorisation | None:
        """The caller's authorisation to use the service, if there is one."""
        return self.caller.authorisations.get(self.service.id) if self.caller and self.service else None

    @property
    def context(self) -> Context:
        """What the caller is restricted to."""
        return self.caller.context if self.caller and self.caller.context else SYSTEM

    def holds(self, capability: str, context: Context) -> bool:
        """Whether the caller's account holds the capability."""
        account = self.account
        return account is not None and has(self.site, account.subject, context, capability)


class Check(msgspec.Struct, frozen=True):
    """One check: its name, what must be true, what is raised where it is not, what the audit calls that, what mends it.

    ``reason`` is None where the reference fires no event (``docs/contract/server.md 8``). ``repair`` is a command, or what a
    client must send; names in braces are those of the attempt (``gateway.pipeline.explain`` fills them in), names in
    capitals are for whoever gives the command to choose. ``forgets_token`` says that a token which fails is deleted.
    """

    name: str
    test: Callable[[Attempt], bool]
    refusal: Callable[[Attempt], GatewayError]
    reason: str | None
    repair: str
    forgets_token: bool = False

    def refuse(self, attempt: Attempt) -> GatewayError:
        """The error to raise; its debug names this check."""
        error = self.refusal(attempt)
        error.debug = self.name
        return error


def first_refusal(checks: Iterable[Check], attempt: Attempt) -> Check | None:
    """The first check that ``attempt`` fails, or None."""
    for check in checks:
        if not check.test(attempt):
            return check
    return None
