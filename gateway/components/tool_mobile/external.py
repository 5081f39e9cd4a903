"""The external functions for the mobile app."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    COMPONENT,
    EMAIL,
    INT,
    LANG,
    NOTAGS,
    PLUGIN,
    RAW,
    READ,
    SYSTEM,
    TEXT,
    URL,
    WRITE,
    CallContext,
    CodedError,
    List,
    Struct,
    Value,
    files,
    function,
    warnings,
)
from gateway.components.tool_mobile import addons, batch, browser, lib, sections

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
    """Return the settings of the site that a client needs before log-in."""
    return lib.public_config_result(ctx.site, ctx.settings)


@function(
    "tool_mobile_get_config",
    READ,
    params={"section": Value(ALPHANUMEXT, "one section of the settings; all unless given", default="")},
    returns=Struct(
        {
            "settings": List(Struct({"name": Value(RAW, "name of the setting"), "value": Value(RAW, "its value")}), "the settings"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_config(ctx: CallContext, section: str) -> dict[str, Any]:
    """Return the settings of the site that the app works with."""
    settings = sections.section_settings(ctx, section)
    return {"settings": [{"name": name, "value": value} for name, value in settings.items()], "warnings": []}


@function(
    "tool_mobile_get_plugins_supporting_mobile",
    READ,
    params={},
    returns=Struct(
        {
            "plugins": List(
                Struct(
                    {
                        "component": Value(COMPONENT, "name of the plugin"),
                        "version": Value(NOTAGS, "its version"),
                        "addon": Value(COMPONENT, "name of what it brings along"),
                        "dependencies": List(Value(COMPONENT, "name of a plugin"), "what that needs"),
                        "fileurl": Value(URL, "address of an archive, empty for none"),
                        "filehash": Value(RAW, "its digest"),
                        "filesize": Value(INT, "its size in bytes"),
                        "handlers": Value(RAW, "what it does in the app, as JSON", optional=True),
                        "lang": Value(RAW, "texts by language, as JSON", optional=True),
                    }
                ),
                "the plugins",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
    loginrequired=False,
)
def get_plugins_supporting_mobile(ctx: CallContext) -> dict[str, Any]:
    """Return the plugins that support the mobile app."""
    logged_in = ctx.userid not in (0, ctx.site.guest_id)
    return {"plugins": addons.addon_results(ctx.site, logged_in=logged_in), "warnings": []}


@function(
    "tool_mobile_get_content",
    READ,
    params={
        "component": Value(COMPONENT, "name of a plugin"),
        "method": Value(ALPHANUMEXT, "name of its method"),
        "args": List(
            Struct({"name": Value(ALPHANUMEXT, "name of an argument"), "value": Value(RAW, "its value")}),
            "arguments of the method",
            optional=True,
        ),
    },
    returns=Struct(
        {
            "templates": List(Struct({"id": Value(TEXT, "id of the template"), "html": Value(RAW, "its markup")}), "templates of pages"),
            "javascript": Value(RAW, "script that the app runs"),
            "otherdata": List(Struct({"name": Value(RAW, "name"), "value": Value(RAW, "value")}), "data for templates and script"),
            "files": files("files that the app keeps"),
            "restrict": Struct(
                {
                    "users": List(Value(INT, "id of a user"), "whom it is for", optional=True),
                    "courses": List(Value(INT, "id of a course"), "where it is for", optional=True),
                },
                "whom and where it is for, everybody and everywhere unless said",
            ),
            "disabled": Value(BOOL, "whether it is switched off", optional=True),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_content(ctx: CallContext, component: str, method: str, args: list[dict[str, str]] | None = None) -> dict[str, Any]:
    """Return what a plugin shows in the mobile app."""
    ctx.validate(SYSTEM)
    return addons.content_result(ctx, component, method, {argument["name"]: argument["value"] for argument in args or ()})


@function(
    "tool_mobile_call_external_functions",
    WRITE,
    params={
        "requests": List(
            Struct(
                {
                    "function": Value(ALPHANUMEXT, "function to call"),
                    "arguments": Value(RAW, "its arguments by name, as JSON", default="{}"),
                    "settingraw": Value(BOOL, "whether texts come as they are stored", default=False),
                    "settingfilter": Value(BOOL, "whether texts are filtered", default=False),
                    "settingfileurl": Value(BOOL, "whether addresses of files are made", default=True),
                    "settinglang": Value(LANG, "language of the call", default=""),
                }
            ),
            "the calls, in their order",
        )
    },
    returns=Struct(
        {
            "responses": List(
                Struct(
                    {
                        "error": Value(BOOL, "whether the call failed"),
                        "data": Value(RAW, "what it returned, as JSON", optional=True),
                        "exception": Value(RAW, "why it failed, as JSON", optional=True),
                    }
                ),
                "the answers, up to the first call that failed",
            )
        }
    ),
    services=["moodle_mobile_app"],
)
async def call_external_functions(ctx: CallContext, requests: list[dict[str, Any]]) -> dict[str, Any]:
    """Call several functions, one after the other, until one fails."""
    return {"responses": await batch.run(ctx, requests)}


@function(
    "tool_mobile_get_autologin_key",
    WRITE,
    params={"privatetoken": Value(ALPHANUM, "private token that belongs to the token of the call")},
    returns=Struct(
        {
            "key": Value(ALPHANUMEXT, "key for one use within a minute"),
            "autologinurl": Value(URL, "where to use it"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
async def get_autologin_key(ctx: CallContext, privatetoken: str) -> dict[str, Any]:
    """Make a key with which the caller is logged in automatically in a browser."""
    await ctx.read(_enter_unfit)
    if "MoodleMobile" not in ctx.peer.agent:
        raise CodedError("apprequired", "tool_mobile")
    await ctx.read(browser.require_possible)
    if not privatetoken:
        raise CodedError("invalidprivatetoken", "tool_mobile")
    # In a transaction of its own, so that requests with a wrong private token count, too.
    await ctx.write(browser.note_request)
    key = await ctx.write(browser.new_key, privatetoken)
    return {"key": key, "autologinurl": f"{ctx.site.wwwroot}/admin/tool/mobile/autologin.php", "warnings": []}


def _enter_unfit(ctx: CallContext) -> None:
    """Validate the system context, but accept accounts that lack something which can only be completed in a browser."""
    try:
        ctx.validate(SYSTEM)
    except CodedError as error:
        if error.errorcode not in ("usernotfullysetup", "forcepasswordchangenotice"):
            raise
