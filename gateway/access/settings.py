"""The kernel's settings: those that decide on accounts, access, log-in and web services.

Components declare their own in their folders, with the same ``Setting``.
"""

from __future__ import annotations

from gateway.describe.types import BOOL, INT, RAW
from gateway.registry.declarations import Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("allowaccountssameemail", BOOL, False, "whether several accounts may have the same e-mail address"),
    Setting("allowbeforeblock", BOOL, False, "whether addresses that are allowed are looked for before those that are blocked"),
    Setting("allowedip", RAW, "", "addresses from which alone the site is reached, one a line; empty: from everywhere"),
    Setting("auth", RAW, "email,webservice", "authentication methods besides manual accounts, separated by commas"),
    Setting("authloginviaemail", BOOL, False, "whether people may log in with their e-mail address"),
    Setting("blockedip", RAW, "", "addresses from which the site is not reached, one a line"),
    Setting("calendartype", RAW, "gregorian", "the calendar by which dates are shown"),
    Setting("contextlockappliestoadmin", BOOL, False, "whether locked contexts are locked for administrators too"),
    Setting("contextlocking", BOOL, False, "whether contexts can be locked"),
    Setting("country", RAW, "0", "code of the country of new accounts; 0 for none"),
    Setting("defaultfrontpageroleid", INT, 8, "id of the role that everybody has on the front page"),
    Setting("defaultuserroleid", INT, 7, "id of the role that everybody has who is logged in"),
    Setting("enableavailability", BOOL, True, "whether conditions of access are obeyed"),
    Setting("enablemobilewebservice", BOOL, False, "whether the service of the mobile app is on"),
    Setting("enablewebservices", BOOL, False, "whether web services are on at all"),
    Setting("enrol_plugins_enabled", RAW, "manual,guest,self,cohort", "methods of enrolment that are on, separated by commas"),
    Setting("extendedusernamechars", BOOL, False, "whether user names may have any characters"),
    Setting("filelifetime", INT, 21600, "seconds for which clients may keep files that say nothing else"),
    Setting("forcelogin", BOOL, False, "whether everything but the log-in needs one"),
    Setting("forcetimezone", RAW, "99", "time zone that everybody has; 99: each their own"),
    Setting(
        "getremoteaddrconf",
        INT,
        3,
        "headers that are not asked for the address of a client: bits 1 (Client-IP), 2 (X-Forwarded-For)",
    ),
    Setting("guestroleid", INT, 6, "id of the role of guests"),
    Setting("lang", RAW, "en", "language of the site"),
    Setting("limitconcurrentlogins", INT, 0, "how many sessions of one account there may be; 0: any number"),
    Setting("lockoutduration", INT, 1800, "seconds for which an account is locked out"),
    Setting("lockoutthreshold", INT, 0, "failed log-ins after which an account is locked out; 0: never"),
    Setting("lockoutwindow", INT, 1800, "seconds within which failed log-ins are counted"),
    Setting("logstore_standard/loglifetime", INT, 365, "days for which the records of the audit are kept; 0: for ever"),
    Setting("maintenance_enabled", BOOL, False, "whether the site is closed for all but administrators"),
    Setting("maintenance_message", RAW, "", "what people are told meanwhile"),
    Setting("maxbytes", INT, 0, "size in bytes that one file may have; 0: as much as an upload may"),
    Setting("maxconsecutiveidentchars", INT, 0, "how often a character may stand in a row in a password; 0: any number of times"),
    Setting("minpassworddigits", INT, 1, "digits that a password must have"),
    Setting("minpasswordlength", INT, 8, "characters that a password must have"),
    Setting("minpasswordlower", INT, 1, "small letters that a password must have"),
    Setting("minpasswordnonalphanum", INT, 1, "other characters that a password must have"),
    Setting("minpasswordupper", INT, 1, "capital letters that a password must have"),
    Setting("notloggedinroleid", INT, 6, "id of the role of who is not logged in"),
    Setting("passwordchangelogout", BOOL, True, "whether a new password ends the sessions of an account"),
    Setting("passwordpolicy", BOOL, True, "whether passwords must follow the policy"),
    Setting("release", RAW, "4.5.6 (Build: 20250811)", "release that clients are told"),
    Setting("reverseproxyignore", RAW, "", "addresses of proxies that are passed over in the headers that name a client"),
    Setting("sessiontimeout", INT, 28800, "seconds after which an idle session ends"),
    Setting("siteadmins", RAW, "", "ids of the administrators, separated by commas"),
    Setting("siteguest", INT, 1, "id of the account of guests"),
    Setting("sitepolicy", RAW, "", "address of a policy that people must agree to; empty: none"),
    Setting("sitepolicyhandler", RAW, "", "plugin that handles agreeing; empty: the policy above"),
    Setting("sslproxy", BOOL, True, "whether something before the gateway speaks https"),
    Setting("theme", RAW, "boost", "theme of the site"),
    Setting("timezone", RAW, "UTC", "time zone of the site"),
    Setting("tokenduration", INT, 7257600, "seconds for which a token holds that people make for themselves"),
    Setting("tool_mobile/autologinmintimebetweenreq", INT, 360, "seconds between two keys for logging in automatically"),
    Setting("tool_mobile/forcedurlscheme", RAW, "moodlemobile", "scheme of the addresses that open the app"),
    Setting("tool_mobile/typeoflogin", INT, 1, "where people log in: 1 in the app, 2 in a browser, 3 in a browser within the app"),
    Setting("triglot/demo", BOOL, False, "whether the site is the demo, whose passwords everybody knows: it is served to this machine"),
    Setting("triglot/lockoutcalls", BOOL, True, "whether wrong passwords of calls lock accounts too, and are refused there"),
    Setting("triglot/uploadlimit", INT, 2097152, "size in bytes that one upload may have"),
    Setting("userquota", INT, 104857600, "size in bytes that the private files of one person may have"),
    Setting("version", INT, 2024100706, "version of the site that clients are told"),
    Setting("webserviceprotocols", RAW, "", "protocols that are on, separated by commas"),
)
