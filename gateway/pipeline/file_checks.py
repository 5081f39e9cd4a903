"""The checks of a token that a script about files is given, as data, in the order in which they are made.

They are the checks of a call, in another order and in part with other errors (``docs/contract/server.md 2.10``); neither protocols
nor their capabilities are asked about, and the service must allow what the script does in place of holding a function.
"""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from gateway.access.contexts import SYSTEM
from gateway.errors import AccessRefused, GatewayError, MissingRecord
from gateway.pipeline.access_request import AccessRequest, Check
from gateway.pipeline.checks import ACCOUNT, SERVICE, TOKEN, coded

__all__ = ["DOWNLOAD", "FILE_SCRIPT", "UPLOAD"]

_CHECKS = {check.name: check for check in (*TOKEN, *ACCOUNT, *SERVICE)}


def _with(name: str, refusal: Callable[[AccessRequest], GatewayError] | None = None, *, reason: str | None = None) -> Check:
    """The check of this name, with the error and the reason that it has here."""
    check = _CHECKS[name]
    return msgspec.structs.replace(check, refusal=refusal or check.refusal, reason=reason)


FILE_SCRIPT: tuple[Check, ...] = (
    Check(
        "web services enabled",
        lambda r: r.site.config.flag("enablewebservices"),
        lambda _r: AccessRefused("web services enabled"),
        None,
        "triglot config set enablewebservices 1",
    ),
    _with("token known"),
    _with("token not expired", reason="token_expired"),
    _with("token address", reason="ip_restricted"),
    Check(
        "account known",
        lambda r: r.account is not None and not r.account.deleted,
        lambda _r: MissingRecord("user"),
        None,
        "triglot token revoke {token}",
    ),
    _with("token session"),
    _with("no maintenance"),
    _with("service enabled"),
    Check(
        "service capability",
        lambda r: r.service is None or not r.service.requiredcapability or r.holds(r.service.requiredcapability, SYSTEM),
        lambda _r: AccessRefused("service capability"),
        None,
        "triglot role allow {role} {capability}",
    ),
    _with("user authorised"),
    _with("authorised address"),
    _with("account confirmed", coded("usernotconfirmed", "moodle"), reason="user_unconfirmed"),
    _with("account not suspended", coded("wsaccessusersuspended", "moodle"), reason="user_suspended"),
    _with("account may log in", coded("wsaccessusernologin", "moodle"), reason="nologin"),
    _with("password not expired", coded("passwordisexpired", "webservice"), reason="password_expired"),
)
"""The checks of every script about files."""

DOWNLOAD = Check(
    "service gives files",
    lambda r: r.service is not None and r.service.downloadfiles,
    lambda _r: AccessRefused("service gives files"),
    None,
    "triglot service change {service} --download",
)
"""The check of scripts that give files."""

UPLOAD = Check(
    "service takes files",
    lambda r: r.service is not None and r.service.uploadfiles,
    lambda _r: AccessRefused("service takes files"),
    None,
    "triglot service change {service} --upload",
)
"""The check of scripts that take files."""
