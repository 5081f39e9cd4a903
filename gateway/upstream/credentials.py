"""How the credential of a call is sent to a server that knows nothing of this gateway's protocols."""

from __future__ import annotations

import base64

from gateway.upstream.errors import UpstreamFault
from gateway.wire.call import Credential, Password, Token
from gateway.wire.exchange import HttpResponse

__all__ = ["authorization", "basic", "refused"]


def authorization(credential: Credential | None) -> dict[str, str]:
    """The header ``Authorization`` with a token (RFC 6750), or with a user name and a password (RFC 7617)."""
    if isinstance(credential, Token) and credential.value:
        return {"authorization": f"Bearer {credential.value}"}
    return basic(credential) if isinstance(credential, Password) else {}


def basic(credential: Password) -> dict[str, str]:
    """The header ``Authorization`` with a user name and a password."""
    pair = f"{credential.username}:{credential.password}".encode("utf-8", "replace")
    return {"authorization": f"Basic {base64.b64encode(pair).decode()}"}


def refused(response: HttpResponse, code: str = "", message: str = "") -> UpstreamFault:
    """The error for an answer that is a refusal by its status alone, or says in its own words why."""
    words = " ".join(message.split())[:1000]
    return UpstreamFault(code[:100] or f"http{response.status}", words or f"The server has refused the call (status {response.status}).")
