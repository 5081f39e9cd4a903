"""The web service function that returns information about the site and the caller."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    INT,
    LANG,
    LOCALURL,
    PLUGIN,
    RAW,
    READ,
    TEXT,
    THEME,
    URL,
    CallContext,
    List,
    Struct,
    Value,
    function,
)
from gateway.components.core_webservice import lib

SITE_INFO = Struct(
    {
        "sitename": Value(RAW, "name of the site"),
        "username": Value(RAW, "user name of the caller"),
        "firstname": Value(TEXT, "first name"),
        "lastname": Value(TEXT, "last name"),
        "fullname": Value(TEXT, "full name"),
        "lang": Value(LANG, "language of the call"),
        "userid": Value(INT, "id of the caller"),
        "siteurl": Value(RAW, "address of the site"),
        "userpictureurl": Value(URL, "address of the caller's picture"),
        "functions": List(
            Struct({"name": Value(RAW, "name of the function"), "version": Value(TEXT, "version of its component")}),
            "the functions of the token's service",
        ),
        "downloadfiles": Value(INT, "whether the service may download files", optional=True),
        "uploadfiles": Value(INT, "whether the service may upload files", optional=True),
        "release": Value(TEXT, "release that the site is compatible with", optional=True),
        "version": Value(TEXT, "number of that release", optional=True),
        "mobilecssurl": Value(URL, "address of a style sheet for the app", optional=True),
        "advancedfeatures": List(
            Struct({"name": Value(ALPHANUMEXT, "name of the feature"), "value": Value(INT, "whether it is on")}),
            "features that can be switched off",
            optional=True,
        ),
        "usercanmanageownfiles": Value(BOOL, "whether the caller has private files", optional=True),
        "userquota": Value(INT, "bytes of private files, 0 for any number", optional=True),
        "usermaxuploadfilesize": Value(INT, "bytes of one upload, -1 for any number", optional=True),
        "userhomepage": Value(INT, "first page: 0 site, 1 dashboard, 3 courses, 4 an address", optional=True),
        "userhomepageurl": Value(LOCALURL, "that address", optional=True),
        "userprivateaccesskey": Value(ALPHANUM, "key for files without a token", optional=True),
        "siteid": Value(INT, "id of the course that stands for the site", optional=True),
        "sitecalendartype": Value(PLUGIN, "calendar of the site", optional=True),
        "usercalendartype": Value(PLUGIN, "calendar of the caller", optional=True),
        "userissiteadmin": Value(BOOL, "whether the caller is a site administrator", optional=True),
        "theme": Value(THEME, "theme of the site", optional=True),
        "limitconcurrentlogins": Value(INT, "how many sessions one account may have, 0 for any number", optional=True),
        "usersessionscount": Value(INT, "how many the caller has", optional=True),
        "policyagreed": Value(INT, "whether the caller agreed to the site policy", optional=True),
    }
)


@function(
    "core_webservice_get_site_info",
    READ,
    params={"serviceshortnames": List(Value(ALPHANUMEXT, "short name of a service"), "not in use", default=[], most=100)},
    returns=SITE_INFO,
    services=["moodle_mobile_app"],
)
async def get_site_info(ctx: CallContext, serviceshortnames: list[str]) -> dict[str, Any]:
    """Return who the caller is, what the site is, and what the service offers."""
    info, key = await ctx.store.read(lib.site_info, ctx)
    # A reading transaction cannot write, and the key is created at first use.
    return {**info, "userprivateaccesskey": key or await ctx.store.write(lib.new_file_key, ctx)}
