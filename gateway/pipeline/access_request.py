"""A request for access to a function, and the type of the checks it must pass (``gateway.pipeline.checks`` has the checks)."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from gateway.access.accounts import Account
from gateway.access.callers import Authorisation, Caller, TokenRow
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM, Context
from gateway.access.foreign import Foreign
from gateway.access.site import Service, SiteData
from gateway.errors import GatewayError
from gateway.wire.call import FunctionInfo, Peer

__all__ = ["AccessRequest", "Check", "first_refusal"]


class AccessRequest(msgspec.Struct, frozen=True, kw_only=True):
    """A caller's request to call a function through a service, by a protocol, from an address, at a time: the input of the checks.

    ``token_flaw`` says what is wrong with the look of a token that is not known, None for a token that looks like one;
    ``issued_flaw`` is the name of what is wrong with a token of an identity provider.
    """

    site: SiteData
    caller: Caller | None
    protocol: str
    peer: Peer
    now: int
    token_flaw: str | None = None
    issued_flaw: str = ""
    username: str = ""
    password: str = ""
    password_matches: bool = False
    locked_out: bool = False
    sesskey: str | None = None
    sesskey_matches: bool = False
    function: str = ""
    service: Service | None = None
    info: FunctionInfo | None = None

    @property
    def account(self) -> Account | None:
        """The account of the caller; None if the credential belongs to no account."""
        return self.caller.account if self.caller else None

    @property
    def token(self) -> TokenRow | None:
        """The stored token of the caller; None if the credential is no known token."""
        return self.caller.token if self.caller else None

    @property
    def foreign(self) -> Foreign | None:
        """The caller as another server knows them; None for who has a credential of this site."""
        return self.caller.foreign if self.caller else None

    @property
    def authorisation(self) -> Authorisation | None:
        """The caller's authorisation to use the service; None without one."""
        return self.caller.authorisations.get(self.service.id) if self.caller and self.service else None

    @property
    def context(self) -> Context:
        """The context to which the caller's token is restricted; the system context without a restriction."""
        return self.caller.context if self.caller and self.caller.context else SYSTEM

    def holds(self, capability: str, context: Context) -> bool:
        """Whether the caller's account holds the capability in ``context``."""
        account = self.account
        return account is not None and has(self.site, account.subject, context, capability)


class Check(msgspec.Struct, frozen=True):
    """One check: its name, a test, the error for a request that fails it, the audit's reason, and a repair.

    ``reason`` is None where the reference fires no event (``docs/contract/server.md 8``). ``repair`` is a command, or what a
    client must send; names in braces are placeholders that ``gateway.pipeline.explain`` fills in from the request, names in
    capitals are for the person who gives the command to choose. With ``forgets_token``, a token that fails is deleted.
    """

    name: str
    test: Callable[[AccessRequest], bool]
    refusal: Callable[[AccessRequest], GatewayError]
    reason: str | None
    repair: str
    forgets_token: bool = False

    def refuse(self, request: AccessRequest) -> GatewayError:
        """The error to raise for a request that fails this check; ``debug`` is the name of the check."""
        error = self.refusal(request)
        error.debug = self.name
        return error


def first_refusal(checks: Iterable[Check], request: AccessRequest) -> Check | None:
    """The first of ``checks`` that ``request`` fails; None if it passes all."""
    for check in checks:
        if not check.test(request):
            return check
    return None
