"""Web service functions for signing up by e-mail."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUMEXT,
    BOOL,
    INT,
    LOCALURL,
    NOTAGS,
    PLUGIN,
    RAW,
    RAW_TRIMMED,
    READ,
    TEXT,
    URL,
    USERNAME,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    format_value,
    function,
    warning,
    warnings,
)
from gateway.components.auth_email import lib, signup

PROFILE_FIELD = Struct(
    {
        "id": Value(INT, "id of the field", optional=True),
        "shortname": Value(ALPHANUMEXT, "short name", optional=True),
        "name": Value(RAW, "name", optional=True),
        "datatype": Value(ALPHANUMEXT, "kind of field", optional=True),
        "description": Value(RAW, "description", optional=True),
        "descriptionformat": format_value("description"),
        "categoryid": Value(INT, "id of the category", optional=True),
        "categoryname": Value(RAW, "name of the category", optional=True),
        "sortorder": Value(INT, "place in the order of the category", optional=True),
        "required": Value(INT, "whether it must be filled in", optional=True),
        "locked": Value(INT, "whether its owner may not change it", optional=True),
        "visible": Value(INT, "who sees it", optional=True),
        "forceunique": Value(INT, "whether no two may have the same value", optional=True),
        "signup": Value(INT, "whether it is asked for at sign-up", optional=True),
        "defaultdata": Value(RAW, "value unless one is given", optional=True),
        "defaultdataformat": format_value("defaultdata"),
        "param1": Value(RAW, "first setting of its kind", optional=True),
        "param2": Value(RAW, "second setting", optional=True),
        "param3": Value(RAW, "third setting", optional=True),
        "param4": Value(RAW, "fourth setting", optional=True),
        "param5": Value(RAW, "fifth setting", optional=True),
    }
)


@function(
    "auth_email_get_signup_settings",
    READ,
    params={},
    returns=Struct(
        {
            "namefields": List(Value(NOTAGS, "name of a field"), "the names that must be given, in their order"),
            "passwordpolicy": Value(RAW, "what a password must have", optional=True),
            "sitepolicy": Value(RAW, "address of the policy to agree to", optional=True),
            "sitepolicyhandler": Value(PLUGIN, "component that keeps the policies", optional=True),
            "defaultcity": Value(NOTAGS, "usual city", optional=True),
            "country": Value(ALPHA, "usual country", optional=True),
            "extendedusernamechars": Value(BOOL, "whether user names may hold any character", optional=True),
            "profilefields": List(PROFILE_FIELD, "profile fields to fill in", optional=True),
            "recaptchapublickey": Value(RAW, "public key of the test for people", optional=True),
            "recaptchachallengehash": Value(RAW, "digest of the test", optional=True),
            "recaptchachallengeimage": Value(URL, "picture of the test", optional=True),
            "recaptchachallengejs": Value(URL, "script of the test", optional=True),
            "warnings": warnings(),
        }
    ),
    ajax=True,
    loginrequired=False,
)
def get_signup_settings(ctx: CallContext) -> dict[str, Any]:
    """Return the settings and profile fields needed to sign up."""
    return lib.settings(ctx)


FILLED_IN = Struct(
    {
        "type": Value(ALPHANUMEXT, "kind of field"),
        "name": Value(ALPHANUMEXT, "profile_field_ and the short name of the field"),
        "value": Value(RAW, "what was filled in"),
    }
)


@function(
    "auth_email_signup_user",
    WRITE,
    params={
        "username": Value(USERNAME, "user name"),
        "password": Value(RAW, "password"),
        "firstname": Value(NOTAGS, "first name"),
        "lastname": Value(NOTAGS, "last name"),
        "email": Value(RAW_TRIMMED, "e-mail address"),
        "city": Value(TEXT, "city", default=""),
        "country": Value(ALPHA, "country, as its two-letter code", default=""),
        "recaptchachallengehash": Value(RAW, "digest of the test for people", default=""),
        "recaptcharesponse": Value(NOTAGS, "what was answered to it", default=""),
        "customprofilefields": List(FILLED_IN, "profile fields", default=[]),
        "redirect": Value(LOCALURL, "page of this site to go to once the account is confirmed", default=""),
    },
    returns=Struct({"success": Value(BOOL, "whether the account was made"), "warnings": warnings()}),
    ajax=True,
    loginrequired=False,
)
async def signup_user(ctx: CallContext, **sent: Any) -> dict[str, Any]:
    """Make an account that its owner has to confirm by mail."""
    signup.require_possible(ctx)
    if wrong := await ctx.read(signup.wrong, sent):
        return {"success": False, "warnings": [warning(name, 0, "fielderror", text) for name, text in wrong.items()]}
    await ctx.write(signup.sign_up, sent, await ctx.passwords.hash(sent["password"]))
    return {"success": True, "warnings": []}
