"""The settings that the mobile app works with once somebody has logged in, by section (``docs/contract/server.md 9.3``)."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gateway.api import SITE_COURSE, SYSTEM, CallContext, format_string, format_text
from gateway.components.core_course import lib as courses
from gateway.components.core_user import lib as users

__all__ = ["SECTIONS", "sections"]

Told = dict[str, object]

_SUPPORT_FOR_NOBODY = "0"
_COLOURS = range(1, 11)

# Settings that are told as they are stored, by section.
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


def sections(ctx: CallContext, section: str) -> Told:
    """The settings of a section, or of all; none for a section that there is not."""
    told: Told = {}
    for name, tell in SECTIONS.items():
        if section in ("", name):
            told |= tell(ctx)
    return told


def _front_page(ctx: CallContext) -> Told:
    """The first page of the site."""
    config = ctx.site.config
    (site,) = courses.courses(ctx.db, id=SITE_COURSE)
    options = courses.format_options(ctx.db, [site])[SITE_COURSE]
    last = courses.last_sections(ctx.db, [SITE_COURSE]).get(SITE_COURSE, 0)
    summary, summary_format = format_text(site["summary"], site["summaryformat"], ctx.settings, ctx.site, SYSTEM)
    told: Told = {
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
        told["defaultfrontpageroleid"] = config["defaultfrontpageroleid"]
    return told


def _policies(ctx: CallContext) -> Told:
    """What people agree to."""
    return {name: ctx.site.config[name] for name in ("sitepolicy", "sitepolicyhandler", "disableuserimages")}


def _grades(ctx: CallContext) -> Told:
    """Where people find their grades."""
    report = ctx.site.config["grade_mygrades_report"]
    if report == "external":
        return {"mygradesurl": ctx.site.config.get("gradereport_mygradeurl") or ctx.site.wwwroot}
    return {"mygradesurl": f"{ctx.site.wwwroot}/grade/report/{report}/index.php"}


def _support(ctx: CallContext) -> Told:
    """Who helps: whom the site names, else its first administrator."""
    config = ctx.site.config
    if config["supportavailability"] == _SUPPORT_FOR_NOBODY:
        return {"supportavailability": _SUPPORT_FOR_NOBODY, "supportname": None, "supportemail": None, "supportpage": None}
    first = [int(admin) for admin in config.names("siteadmins")[:1] if admin.isdecimal()]
    admins = users.by_field(ctx.db, "id", first)
    return {
        "supportavailability": config["supportavailability"],
        "supportname": config["supportname"] or next((users.fullname(admin) for admin in admins), ""),
        "supportemail": config["supportemail"] or next((admin["email"] for admin in admins), ""),
        "supportpage": config["supportpage"],
    }


def _stored(names: tuple[str, ...]) -> Callable[[CallContext], Told]:
    """A section that tells settings as they are stored; those of a plugin under the names of plugin and setting."""
    return lambda ctx: {name.replace("/", "_"): ctx.site.config[name] for name in names}


SECTIONS: Mapping[str, Callable[[CallContext], Told]] = {
    "frontpagesettings": _front_page,
    "sitepolicies": _policies,
    "gradessettings": _grades,
    "mobileapp": _stored(_STORED["mobileapp"]),
    "calendar": _stored(_STORED["calendar"]),
    "coursecolors": _stored(_STORED["coursecolors"]),
    "supportcontact": _support,
    **{
        name: _stored(_STORED[name])
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
