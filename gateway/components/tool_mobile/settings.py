"""The site settings of tool_mobile, with types and defaults."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("mobilecssurl", RAW, "", "style sheet that the app loads"),
    Setting("tool_dataprivacy/showdataretentionsummary", BOOL, True, "whether people see how long data is kept"),
    Setting("tool_mobile/androidappid", RAW, "com.moodle.moodlemobile", "id of the app for Android"),
    Setting("tool_mobile/apppolicy", RAW, "", "policy of the app"),
    Setting("tool_mobile/autologout", INT, 0, "when the app logs people out: 0 never, 1 at once, 2 after a time"),
    Setting("tool_mobile/autologouttime", INT, 86400, "that time, in seconds"),
    Setting("tool_mobile/customlangstrings", RAW, "", "texts of the app that are replaced, one a line"),
    Setting("tool_mobile/custommenuitems", RAW, "", "entries of the app's menu, one a line"),
    Setting("tool_mobile/disabledfeatures", RAW, "", "features of the app that are off, separated by commas"),
    Setting("tool_mobile/filetypeexclusionlist", RAW, "", "types of files that the app does not open"),
    Setting("tool_mobile/forcelogout", BOOL, False, "whether the app forgets an account that is logged out"),
    Setting("tool_mobile/iosappid", RAW, "633359593", "id of the app for iOS"),
    Setting("tool_mobile/minimumversion", RAW, "", "oldest version of the app that is let in"),
    Setting("tool_mobile/setuplink", RAW, "https://download.moodle.org/mobile", "page from which the app is installed"),
)
