"""The site settings of core."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("auth_instructions", RAW, "", "what people read where they log in"),
    Setting("autolang", BOOL, True, "whether the language of the browser is taken"),
    Setting("core_admin/logo", RAW, "", "path of the logo among the files of the area of that name, /logo.png; empty: none"),
    Setting("core_admin/logocompact", RAW, "", "path of the small logo among the files of the area of that name; empty: none"),
    Setting("core_competency/enabled", BOOL, True, "whether there are competencies"),
    Setting(
        "customusermenuitems",
        RAW,
        (
            "profile,moodle|/user/profile.php\n"
            "grades,grades|/grade/report/mygrades.php\n"
            "calendar,core_calendar|/calendar/view.php?view=month\n"
            "privatefiles,moodle|/user/files.php\n"
            "reports,core_reportbuilder|/reportbuilder/index.php"
        ),
        "entries of the menu of people, one a line: text, component, page",
    ),
    Setting("defaulthomepage", INT, 1, "page that people come to: 0 site, 1 dashboard, 2 own choice, 3 own courses"),
    Setting("enablecustomreports", BOOL, True, "whether there are custom reports"),
    Setting("enabledashboard", BOOL, True, "whether there is a dashboard"),
    Setting("enableglobalsearch", BOOL, False, "whether the whole site can be searched"),
    Setting("forgottenpasswordurl", RAW, "", "page for who has forgotten a password; empty: the site's own"),
    Setting("frontpage", RAW, "6", "what visitors see on the front page, as numbers separated by commas"),
    Setting("frontpagecourselimit", INT, 200, "how many courses the front page lists"),
    Setting("frontpageloggedin", RAW, "6", "what people see on the front page who are logged in"),
    Setting("alternativefullnameformat", RAW, "language", "how complete names are put together, for who may see them"),
    Setting("fullnamedisplay", RAW, "language", "how names are put together; language: as the language does"),
    Setting("guestloginbutton", BOOL, True, "whether guests may log in by a button"),
    Setting("langlist", RAW, "", "languages to choose from, separated by commas; empty: all"),
    Setting("langmenu", BOOL, True, "whether there is a menu of languages"),
    Setting("locale", RAW, "", "locale of the site; empty: that of the language"),
    Setting("maxeditingtime", INT, 1800, "seconds within which what was written may still be changed"),
    Setting("rememberusername", INT, 2, "whether user names are remembered: 0 no, 1 yes, 2 as people choose"),
    Setting("searchbanner", RAW, "", "text above the search"),
    Setting("searchbannerenable", BOOL, False, "whether there is a text above the search"),
    Setting("searchdefaultcategory", RAW, "core-all", "category that is searched first"),
    Setting("searchenablecategories", BOOL, False, "whether results are in categories"),
    Setting("searchengine", RAW, "simpledb", "engine of the search"),
    Setting("searchhideallcategory", BOOL, False, "whether there is no category of all results"),
    Setting("searchmaxtopresults", INT, 3, "how many best results are shown first"),
    Setting("showloginform", BOOL, True, "whether the form for logging in is shown"),
    Setting("supportavailability", INT, 1, "who may ask for support: 0 nobody, 1 who is logged in, 2 everybody"),
    Setting("supportemail", RAW, "", "e-mail address of the support"),
    Setting("supportname", RAW, "", "name of the support"),
    Setting("supportpage", RAW, "", "page of the support"),
)
