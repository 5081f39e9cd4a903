"""Web service functions for who cannot log in yet: the age of digital consent, confirming an account, asking for a new password."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    INT,
    LOCALURL,
    RAW,
    RAW_TRIMMED,
    READ,
    USERNAME,
    WRITE,
    CallContext,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.core_auth import lib, recovery


@function(
    "core_auth_is_minor",
    READ,
    params={"age": Value(INT, "age in years"), "country": Value(ALPHA, "country, as its two-letter code")},
    returns=Struct({"status": Value(BOOL, "whether somebody else must agree")}),
    ajax=True,
    loginrequired=False,
)
def is_minor(ctx: CallContext, age: int, country: str) -> dict[str, bool]:
    """Return whether a user is too young for digital consent."""
    return {"status": lib.is_minor(ctx.site, age, country)}


@function(
    "core_auth_is_age_digital_consent_verification_enabled",
    READ,
    params={},
    returns=Struct({"status": Value(BOOL, "whether people are asked")}),
    ajax=True,
    loginrequired=False,
)
def is_age_digital_consent_verification_enabled(ctx: CallContext) -> dict[str, bool]:
    """Tell whether people are asked their age when they sign up."""
    return {"status": lib.verification_enabled(ctx.site)}


@function(
    "core_auth_confirm_user",
    WRITE,
    params={"username": Value(USERNAME, "user name"), "secret": Value(ALPHANUM, "secret of the mailed link")},
    returns=Struct({"success": Value(BOOL, "whether the account is confirmed now"), "warnings": warnings()}),
    ajax=True,
    loginrequired=False,
)
def confirm_user(ctx: CallContext, username: str, secret: str) -> dict[str, Any]:
    """Confirm an account with the secret that was mailed to its owner."""
    return recovery.confirm(ctx, username, secret)


@function(
    "core_auth_request_password_reset",
    WRITE,
    params={
        "username": Value(USERNAME, "user name", default=""),
        "email": Value(RAW_TRIMMED, "e-mail address, in place of the user name", default=""),
    },
    returns=Struct(
        {
            "status": Value(ALPHANUMEXT, "dataerror, or what was done"),
            "notice": Value(RAW, "the same in words"),
            "warnings": warnings(),
        }
    ),
    ajax=True,
    loginrequired=False,
)
def request_password_reset(ctx: CallContext, username: str, email: str) -> dict[str, Any]:
    """Mail the owner of an account a link that sets a new password."""
    return recovery.request_reset(ctx, username, email)


@function(
    "core_auth_resend_confirmation_email",
    WRITE,
    params={
        "username": Value(USERNAME, "user name"),
        "password": Value(RAW, "password"),
        "redirect": Value(LOCALURL, "page of this site to go to once the account is confirmed", default=""),
    },
    returns=Struct({"status": Value(BOOL, "whether a mail is sent"), "warnings": warnings()}),
    ajax=True,
    loginrequired=False,
)
async def resend_confirmation_email(ctx: CallContext, username: str, password: str, redirect: str) -> dict[str, Any]:
    """Mail the link that confirms an account once more."""
    await recovery.resend(ctx, username, password, redirect)
    return {"status": True, "warnings": []}
