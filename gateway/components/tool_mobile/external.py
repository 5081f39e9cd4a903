"""What is offered to the mobile app."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    BOOL,
    EMAIL,
    INT,
    LANG,
    NOTAGS,
    PLUGIN,
    RAW,
    READ,
    TEXT,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    function,
    warnings,
)
from gateway.components.tool_mobile import lib

PUBLIC_CONFIG = Struct(
    {
        "wwwroot": Value(RAW, "address of the site"),
        "httpswwwroot": Value(RAW, "the same"),
        "sitename": Value(RAW, "name of the site"),
        "guestlogin": Value(INT, "whether guests may log in"),
        "rememberusername": Value(INT, "whether user names are remembered: 0 no, 1 yes, 2 if asked to"),
        "authloginviaemail": Value(INT, "whether an e-mail address serves as a user name"),
        "registerauth": Value(PLUGIN, "authentication method of those who sign up"),
        "forgottenpasswordurl": Value(URL, "where a forgotten password is mended"),
        "authinstructions": Value(RAW, "how to log in"),
        "authnoneenabled": Value(INT, "whether people may log in without a password"),
        "enablewebservices": Value(INT, "whether web services are on"),
        "enablemobilewebservice": Value(INT, "whether the app may use the site"),
        "maintenanceenabled": Value(INT, "whether the site is closed for maintenance"),
        "maintenancemessage": Value(RAW, "what is said meanwhile"),
        "logourl": Value(URL, "address of the logo", optional=True),
        "compactlogourl": Value(URL, "address of the small logo", optional=True),
        "typeoflogin": Value(INT, "where people log in: 1 app, 2 browser, 3 browser in the app"),
        "launchurl": Value(URL, "where a log-in by browser begins", optional=True),
        "mobilecssurl": Value(URL, "address of a style sheet for the app", optional=True),
        "tool_mobile_disabledfeatures": Value(RAW, "features that the app must not show", optional=True),
        "identityproviders": List(
            Struct({"name": Value(TEXT, "name"), "iconurl": Value(URL, "address of the icon"), "url": Value(URL, "where to log in")}),
            "other ways to log in",
            optional=True,
        ),
        "country": Value(NOTAGS, "usual country", optional=True),
        "agedigitalconsentverification": Value(BOOL, "whether age is asked for at sign-up", optional=True),
        "supportname": Value(NOTAGS, "who helps", optional=True),
        "supportemail": Value(EMAIL, "at which address", optional=True),
        "supportpage": Value(URL, "on which page", optional=True),
        "supportavailability": Value(INT, "who may ask: 0 nobody, 1 people of the site, 2 everybody", optional=True),
        "autolang": Value(INT, "whether the browser's language is used", optional=True),
        "lang": Value(LANG, "language of the site", optional=True),
        "langmenu": Value(INT, "whether a language can be chosen", optional=True),
        "langlist": Value(RAW, "which ones", optional=True),
        "locale": Value(RAW, "forced locale", optional=True),
        "tool_mobile_minimumversion": Value(NOTAGS, "oldest version of the app that is let in", optional=True),
        "tool_mobile_iosappid": Value(ALPHANUM, "id of the app for iOS", optional=True),
        "tool_mobile_androidappid": Value(NOTAGS, "id of the app for Android", optional=True),
        "tool_mobile_setuplink": Value(URL, "where the app is found", optional=True),
        "tool_mobile_qrcodetype": Value(INT, "use of QR codes: 0 none, 1 the address, 2 log-in", optional=True),
        "warnings": warnings(),
        "showloginform": Value(INT, "whether user name and password are asked for"),
    }
)


@function(
    "tool_mobile_get_public_config",
    READ,
    params={},
    returns=PUBLIC_CONFIG,
    services=["moodle_mobile_app"],
    ajax=True,
    loginrequired=False,
)
def get_public_config(ctx: CallContext) -> dict[str, Any]:
    """Return what a client must know before anybody logs in."""
    return lib.public_config(ctx.site, ctx.settings)
