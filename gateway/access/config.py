"""The settings of the site: how it behaves, as the ``config`` table says, under the reference's names.

How the process runs is another matter: ``gateway.settings``. What the table does not hold has the
default given here (``reference/server.md`` 2.12). Settings of a plugin are named ``plugin/name``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from sqlalchemy import Connection, select

from gateway.php.values import to_int
from gateway.store.changes import Kind, note
from gateway.store.rows import upsert
from gateway.store.tables.site import config, config_plugins

__all__ = ["DEFAULTS", "Config", "load", "put"]

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "allowaccountssameemail": "0",
        "allowbeforeblock": "0",
        "allowedip": "",
        "auth": "email,webservice",
        "auth_instructions": "",
        "authloginviaemail": "0",
        "autolang": "1",
        "autologinguests": "0",
        "blockedip": "",
        "bloglevel": "4",
        "blogusecomments": "1",
        "calendar_adminseesall": "0",
        "calendar_lookahead": "21",
        "calendar_maxevents": "10",
        "calendar_site_timeformat": "0",
        "calendar_startwday": "1",
        "calendartype": "gregorian",
        "commentsperpage": "15",
        "contextlockappliestoadmin": "0",
        "contextlocking": "0",
        "country": "0",
        "coursecontact": "3",
        "coursegraceperiodafter": "0",
        "coursegraceperiodbefore": "0",
        # The entries of the menu of people: a text, its component, the page.
        "customusermenuitems": "profile,moodle|/user/profile.php\ngrades,grades|/grade/report/mygrades.php\n"
        "calendar,core_calendar|/calendar/view.php?view=month\nprivatefiles,moodle|/user/files.php\n"
        "reports,core_reportbuilder|/reportbuilder/index.php",
        "defaultfrontpageroleid": "8",
        "defaulthomepage": "1",
        "defaultuserroleid": "7",
        "disableuserimages": "0",
        "enablebadges": "1",
        "enableblogs": "1",
        "enablecompletion": "1",
        "enablecustomreports": "1",
        "enabledashboard": "1",
        "enableglobalsearch": "0",
        "enablemobilewebservice": "0",
        "enablenotes": "1",
        "enablewebservices": "0",
        "enrol_plugins_enabled": "manual,guest,self,cohort",
        "extendedusernamechars": "0",
        "forcelogin": "0",
        "forceloginforprofiles": "1",
        "forcetimezone": "99",
        "forum_allowforcedreadtracking": "0",
        "forum_oldpostdays": "14",
        "forum_trackreadposts": "1",
        "forgottenpasswordurl": "",
        "frontpage": "6",
        "frontpagecourselimit": "200",
        "frontpageloggedin": "6",
        "fullnamedisplay": "language",
        "getremoteaddrconf": "3",
        "grade_aggregationposition": "1",
        "grade_decimalpoints": "2",
        "grade_displaytype": "1",
        "grade_mygrades_report": "overview",
        "grade_report_showonlyactiveenrol": "1",
        "grade_report_user_rangedecimals": "0",
        "grade_report_user_showgrade": "1",
        "grade_report_user_showhiddenitems": "1",
        "grade_report_user_showlettergrade": "0",
        "grade_report_user_showpercentage": "1",
        "grade_report_user_showrange": "1",
        "grade_report_user_showrank": "0",
        "grade_report_user_showtotalsifcontainhidden": "0",
        "grade_report_user_showweight": "1",
        "grade_report_user_showfeedback": "1",
        "gradebookroles": "5",
        "guestloginbutton": "1",
        "guestroleid": "6",
        "hiddenuserfields": "",
        "lang": "en",
        "langlist": "",
        "langmenu": "1",
        "limitconcurrentlogins": "0",
        "locale": "",
        "lockoutduration": "1800",
        "lockoutthreshold": "0",
        "lockoutwindow": "1800",
        "maintenance_enabled": "0",
        "maintenance_message": "",
        "maxbytes": "0",
        "maxcategorydepth": "2",
        "maxeditingtime": "1800",
        "maxconsecutiveidentchars": "0",
        "maxusersperpage": "100",
        "messaging": "1",
        "messagingallusers": "0",
        "messagingdefaultpressenter": "1",
        "minpassworddigits": "1",
        "minpasswordlength": "8",
        "minpasswordlower": "1",
        "minpasswordnonalphanum": "1",
        "minpasswordupper": "1",
        "mobilecssurl": "",
        "notloggedinroleid": "6",
        "passwordchangelogout": "1",
        "passwordpolicy": "1",
        "profilesforenrolledusersonly": "1",
        "registerauth": "",
        "release": "4.5.6 (Build: 20250811)",
        "rememberusername": "2",
        "reverseproxyignore": "",
        "searchbanner": "",
        "searchbannerenable": "0",
        "searchdefaultcategory": "core-all",
        "searchenablecategories": "0",
        "searchengine": "simpledb",
        "searchhideallcategory": "0",
        "searchmaxtopresults": "3",
        "sessiontimeout": "28800",
        "showloginform": "1",
        "showuseridentity": "email",
        "siteadmins": "",
        "siteguest": "1",
        "sitepolicy": "",
        "sitepolicyhandler": "",
        # The gateway has no TLS of its own: where the site's address is an https one, something in front of it has.
        "sslproxy": "1",
        "supportavailability": "1",
        "supportemail": "",
        "supportname": "",
        "supportpage": "",
        "theme": "boost",
        "timezone": "UTC",
        "tokenduration": "7257600",
        "useblogassociations": "1",
        "usecomments": "1",
        "userquota": "104857600",
        "usetags": "1",
        "version": "2024100706",
        "webserviceprotocols": "",
        "core_admin/coursecolor1": "#81ecec",
        "core_admin/coursecolor10": "#6c5ce7",
        "core_admin/coursecolor2": "#74b9ff",
        "core_admin/coursecolor3": "#a29bfe",
        "core_admin/coursecolor4": "#dfe6e9",
        "core_admin/coursecolor5": "#00b894",
        "core_admin/coursecolor6": "#0984e3",
        "core_admin/coursecolor7": "#b2bec3",
        "core_admin/coursecolor8": "#fdcb6e",
        "core_admin/coursecolor9": "#fd79a8",
        "core_competency/enabled": "1",
        "format_topics/indentation": "1",
        "format_weeks/indentation": "1",
        "mod_h5pactivity/enablesavestate": "1",
        "mod_h5pactivity/savestatefreq": "60",
        "moodlecourse/format": "topics",
        "moodlecourse/groupmode": "0",
        "moodlecourse/groupmodeforce": "0",
        "moodlecourse/maxbytes": "0",
        "moodlecourse/newsitems": "5",
        "moodlecourse/showgrades": "1",
        "moodlecourse/showreports": "0",
        "quiz/autosaveperiod": "60",
        "scorm/scormstandard": "0",
        "tool_dataprivacy/contactdataprotectionofficer": "0",
        "tool_dataprivacy/showdataretentionsummary": "1",
        "tool_mobile/androidappid": "com.moodle.moodlemobile",
        "tool_mobile/apppolicy": "",
        "tool_mobile/autologinmintimebetweenreq": "360",
        "tool_mobile/autologout": "0",
        "tool_mobile/autologouttime": "86400",
        "tool_mobile/customlangstrings": "",
        "tool_mobile/custommenuitems": "",
        "tool_mobile/disabledfeatures": "",
        "tool_mobile/filetypeexclusionlist": "",
        "tool_mobile/forcedurlscheme": "moodlemobile",
        "tool_mobile/forcelogout": "0",
        "tool_mobile/iosappid": "633359593",
        "tool_mobile/minimumversion": "",
        "tool_mobile/qrsameipcheck": "1",
        "tool_mobile/setuplink": "https://download.moodle.org/mobile",
        "tool_mobile/typeoflogin": "1",
        # The most that one upload may have, in bytes; what the reference takes unless its host says otherwise.
        "triglot/uploadlimit": "2097152",
    }
)


class Config(Mapping[str, str]):
    """The settings as they were at one moment: what the table says over the defaults."""

    __slots__ = ("_lists", "_numbers", "_values")

    def __init__(self, stored: Mapping[str, str]) -> None:
        """``stored`` is what the table says."""
        self._values = {**DEFAULTS, **stored}
        # Read once each: every call asks for some.
        self._numbers: dict[str, int] = {}
        self._lists: dict[str, tuple[str, ...]] = {}

    def __getitem__(self, name: str) -> str:
        """The setting as text. Raises ``KeyError`` for one that is neither stored nor has a default."""
        return self._values[name]

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._values)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._values)

    def flag(self, name: str) -> bool:
        """The setting as a switch; one that is not set is off."""
        return self._values.get(name, "0") not in ("", "0")

    def number(self, name: str) -> int:
        """The setting as a whole number, read as the reference reads numbers; one that is not set is 0."""
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = to_int(self._values.get(name, "0"))
        return number

    def names(self, name: str) -> tuple[str, ...]:
        """The setting as a comma-separated list of names."""
        found = self._lists.get(name)
        if found is None:
            found = self._lists[name] = tuple(part for item in self._values.get(name, "").split(",") if (part := item.strip()))
        return found


def load(db: Connection) -> Config:
    """All settings of the site."""
    stored = {row.name: row.value for row in db.execute(select(config.c.name, config.c.value))}
    plugins = db.execute(select(config_plugins.c.plugin, config_plugins.c.name, config_plugins.c.value))
    return Config({**stored, **{f"{row.plugin}/{row.name}": row.value for row in plugins}})


def put(db: Connection, name: str, value: str) -> None:
    """Store one setting."""
    plugin, _, own = name.rpartition("/")
    if plugin:
        upsert(db, config_plugins, {"plugin": plugin, "name": own}, {"value": value})
    else:
        upsert(db, config, {"name": own}, {"value": value})
    note(db, Kind.SITE)
