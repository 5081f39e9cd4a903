"""Web service functions about the age of digital consent, for sign-up forms."""

from __future__ import annotations

from gateway.api import ALPHA, BOOL, INT, READ, CallContext, Struct, Value, function
from gateway.components.core_auth import lib


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
