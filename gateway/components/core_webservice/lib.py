"""Information about the caller, the site and the service, which clients ask for first (``docs/contract/server.md 9.1``)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from gateway.api import SITE_COURSE, CallContext, Level, Service, contexts, format_string
from gateway.api.access import keys
from gateway.api.php import INT_MAX
from gateway.api.stored_files import largest_file
from gateway.api.tables import sessions
from gateway.components.core_user import lib as users

__all__ = ["new_file_key", "site_info"]

# The name of the keys that give access to files without a token.

# The settings returned as advanced features, in this order, if they exist (docs/contract/server.md 9.1).
_FEATURES = (
    "usecomments", "usetags", "enablenotes", "messaging", "enableblogs", "enablecompletion", "enablebadges", "messagingallusers",
    "enablecustomreports", "enableglobalsearch",
)  # fmt: skip

# Home pages: the dashboard, the user's own choice, a URL.
_HOME_DASHBOARD, _HOME_USER, _HOME_URL = 1, 2, 4
_UNLIMITED = -1


def site_info(db: Connection, ctx: CallContext) -> tuple[dict[str, Any], str | None]:
    """The site information without the caller's file key, and that key, or None if it does not exist yet."""
    site, config = ctx.site, ctx.site.config
    me = users.by_field(db, "id", [ctx.userid])[0]
    user_context = contexts.by_instance(db, Level.USER, ctx.userid)
    lang = ctx.settings.lang or me["lang"] or config["lang"]
    info: dict[str, Any] = {
        "sitename": format_string(site.name, ctx.settings),
        "username": me["username"],
        "firstname": me["firstname"],
        "lastname": me["lastname"],
        "fullname": users.fullname(ctx.site, me),
        "lang": lang if site.has_language(lang) else "",
        "userid": ctx.userid,
        "siteurl": site.wwwroot,
        "userpictureurl": users.picture_url(site, me, user_context.id, "f1"),
        "functions": [],
        "mobilecssurl": config["mobilecssurl"],
        "advancedfeatures": _features(ctx),
        "usercanmanageownfiles": ctx.has("moodle/user:manageownfiles", user_context),
        "userquota": 0 if ctx.has("moodle/user:ignoreuserquota", user_context) else min(config.number("userquota"), INT_MAX),
        "usermaxuploadfilesize": _UNLIMITED if ctx.has("moodle/course:ignorefilesizelimits", user_context) else largest_file(site),
        **_home_page(db, ctx),
        "siteid": SITE_COURSE,
        "sitecalendartype": config["calendartype"],
        "usercalendartype": me["calendartype"] or config["calendartype"],
        "userissiteadmin": ctx.userid in site.admins,
        "theme": config["theme"],
        "limitconcurrentlogins": config.number("limitconcurrentlogins"),
        "policyagreed": me["policyagreed"],
    }
    if config.number("limitconcurrentlogins") > 0:
        info["usersessionscount"] = db.execute(select(func.count()).where(sessions.c.userid == ctx.userid)).scalar_one()
    if ctx.token is not None and ctx.service is not None:
        info |= {"functions": _functions(ctx, ctx.service), "release": config["release"], "version": config["version"]}
        info |= {"downloadfiles": int(ctx.service.downloadfiles), "uploadfiles": int(ctx.service.uploadfiles)}
    return info, keys.find(db, ctx.vault, keys.FILES, ctx.userid)


def new_file_key(db: Connection, ctx: CallContext) -> str:
    """The key that gives access to the caller's files without a token."""
    return keys.find(db, ctx.vault, keys.FILES, ctx.userid) or keys.create(db, ctx.vault, keys.FILES, ctx.userid, now=ctx.now)


def _functions(ctx: CallContext, service: Service) -> list[dict[str, str]]:
    """The functions of a service that exist here, with the versions of their components."""
    versions = {component.name: component.version for component in ctx.registry.components}
    site_version = ctx.site.config["version"]
    return [
        {"name": function.info.name, "version": str(versions[function.info.component] or site_version)}
        for function in ctx.registry
        if function.info.name in service.functions
    ]


def _features(ctx: CallContext) -> list[dict[str, object]]:
    """The advanced features, each with its value."""
    config = ctx.site.config
    features: dict[str, int] = {name: config.number(name) for name in _FEATURES if name in config}
    features["mnet_dispatcher_mode"] = int(config.get("mnet_dispatcher_mode") == "strict")
    features["enablecompetencies"] = int(config.flag("core_competency/enabled"))
    return [{"name": name, "value": value} for name, value in features.items()]


def _home_page(db: Connection, ctx: CallContext) -> dict[str, object]:
    """The home page of the caller, with its URL if it is not a standard page."""
    choice = ctx.site.config["defaulthomepage"]
    if choice == str(_HOME_USER):
        choice = users.preferences(db, ctx.userid).get("user_home_page_preference", str(_HOME_DASHBOARD))
    if choice.isdecimal():
        return {"userhomepage": int(choice)}
    return {"userhomepage": _HOME_URL, "userhomepageurl": f"{ctx.site.wwwroot}/{choice.lstrip('/')}"}
