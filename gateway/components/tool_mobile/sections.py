"""The settings for the mobile app after log-in, by section (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateway.api import SITE_COURSE, SYSTEM, CallContext, format_string, format_text
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users

__all__ = ["section_settings"]

_Settings = dict[str, object]

_SUPPORT_FOR_NOBODY = "0"
_COLOURS = range(1, 11)

# Settings that are returned as they are stored, by section.
_STORED: Mapping[str, tuple[str, ...]] = {
    "mobileapp": (
        "tool_mobile/forcelogout",
        "tool_mobile/customlangstrings",
        "tool_mobile/disabledfeatures",
        "tool_mobile/filetypeexclusionlist",
        "tool_mobile/custommenuitems",
        "tool_mobile/apppolicy",
        "tool_mobile/autologinmintimebetweenreq",
        "tool_mobile/autologout",
        "tool_mobile/autologouttime",
    ),
    "calendar": (
        "calendartype",
        "calendar_site_timeformat",
        "calendar_startwday",
        "calendar_adminseesall",
        "calendar_lookahead",
        "calendar_maxevents",
    ),
    "coursecolors": tuple(f"core_admin/coursecolor{number}" for number in _COLOURS),
    "graceperiodsettings": ("coursegraceperiodafter", "coursegraceperiodbefore"),
    "navigation": ("enabledashboard",),
    "themesettings": ("customusermenuitems",),
    "locationsettings": ("timezone", "forcetimezone"),
    "manageglobalsearch": (
        "searchengine",
        "searchenablecategories",
        "searchdefaultcategory",
        "searchhideallcategory",
        "searchmaxtopresults",
        "searchbannerenable",
        "searchbanner",
    ),
    "privacysettings": ("tool_dataprivacy/contactdataprotectionofficer", "tool_dataprivacy/showdataretentionsummary"),
    "blog": ("useblogassociations", "bloglevel", "blogusecomments"),
}


def section_settings(ctx: CallContext, section: str) -> _Settings:
    """The settings of a section, or of all sections for an empty name; empty for an unknown section."""
    settings: _Settings = {}
    for name, settings_of in _SECTIONS.items():
        if section in ("", name):
            settings |= settings_of(ctx)
    return settings


def _front_page(ctx: CallContext) -> _Settings:
    """The settings of the front page."""
    config = ctx.site.config
    (site,) = courses.courses(ctx.db, id=SITE_COURSE)
    options = courses.format_options(ctx.db, [site])[SITE_COURSE]
    last = courses.last_sections(ctx.db, [SITE_COURSE]).get(SITE_COURSE, 0)
    summary, summary_format = format_text(site["summary"], site["summaryformat"], ctx.settings, ctx.site, SYSTEM)
    settings: _Settings = {
        "fullname": format_string(site["fullname"], ctx.settings),
        "shortname": format_string(site["shortname"], ctx.settings),
        "summary": summary,
        "summaryformat": str(summary_format),
        **{name: config[name] for name in ("frontpage", "frontpageloggedin", "maxcategorydepth", "frontpagecourselimit")},
        "numsections": options.get("numsections", last),
        "newsitems": str(site["newsitems"]),
        "commentsperpage": config["commentsperpage"],
    }
    if ctx.userid in ctx.site.admins:
        settings["defaultfrontpageroleid"] = config["defaultfrontpageroleid"]
    return settings


def _policies(ctx: CallContext) -> _Settings:
    """The settings of site policies."""
    return {name: ctx.site.config[name] for name in ("sitepolicy", "sitepolicyhandler", "disableuserimages")}


def _grades(ctx: CallContext) -> _Settings:
    """The address of the page with a user's grades."""
    report = ctx.site.config["grade_mygrades_report"]
    if report == "external":
        return {"mygradesurl": ctx.site.config.get("gradereport_mygradeurl") or ctx.site.wwwroot}
    return {"mygradesurl": f"{ctx.site.wwwroot}/grade/report/{report}/index.php"}


def _support(ctx: CallContext) -> _Settings:
    """The contact of the site's support: by the settings, or else the first administrator."""
    config = ctx.site.config
    if config["supportavailability"] == _SUPPORT_FOR_NOBODY:
        return {"supportavailability": _SUPPORT_FOR_NOBODY, "supportname": None, "supportemail": None, "supportpage": None}
    first = [int(admin) for admin in config.names("siteadmins")[:1] if admin.isdecimal()]
    admins = users.by_field(ctx.db, "id", first)
    return {
        "supportavailability": config["supportavailability"],
        "supportname": config["supportname"] or next((users.fullname(ctx.site, admin) for admin in admins), ""),
        "supportemail": config["supportemail"] or next((admin["email"] for admin in admins), ""),
        "supportpage": config["supportpage"],
    }


def _as_stored(names: tuple[str, ...]) -> Callable[[CallContext], _Settings]:
    """A section of settings that are returned as they are stored; a plugin's ``plugin/name`` becomes ``plugin_name``."""
    return lambda ctx: {name.replace("/", "_"): ctx.site.config[name] for name in names}


_SECTIONS: Mapping[str, Callable[[CallContext], _Settings]] = {
    "frontpagesettings": _front_page,
    "sitepolicies": _policies,
    "gradessettings": _grades,
    "mobileapp": _as_stored(_STORED["mobileapp"]),
    "calendar": _as_stored(_STORED["calendar"]),
    "coursecolors": _as_stored(_STORED["coursecolors"]),
    "supportcontact": _support,
    **{
        name: _as_stored(_STORED[name])
        for name in (
            "graceperiodsettings",
            "navigation",
            "themesettings",
            "locationsettings",
            "manageglobalsearch",
            "privacysettings",
            "blog",
        )
    },
}
