"""The site settings of core_course."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("core_admin/coursecolor1", RAW, "#81ecec", "first colour of courses without a picture"),
    Setting("core_admin/coursecolor10", RAW, "#6c5ce7", "tenth colour of courses without a picture"),
    Setting("core_admin/coursecolor2", RAW, "#74b9ff", "second colour of courses without a picture"),
    Setting("core_admin/coursecolor3", RAW, "#a29bfe", "third colour of courses without a picture"),
    Setting("core_admin/coursecolor4", RAW, "#dfe6e9", "fourth colour of courses without a picture"),
    Setting("core_admin/coursecolor5", RAW, "#00b894", "fifth colour of courses without a picture"),
    Setting("core_admin/coursecolor6", RAW, "#0984e3", "sixth colour of courses without a picture"),
    Setting("core_admin/coursecolor7", RAW, "#b2bec3", "seventh colour of courses without a picture"),
    Setting("core_admin/coursecolor8", RAW, "#fdcb6e", "eighth colour of courses without a picture"),
    Setting("core_admin/coursecolor9", RAW, "#fd79a8", "ninth colour of courses without a picture"),
    Setting("allowstealth", BOOL, False, "whether activities may be there without a link on the page of the course"),
    Setting("coursecontact", RAW, "3", "ids of the roles that are named as contacts of a course, separated by commas"),
    Setting("coursegraceperiodafter", INT, 0, "days for which a course counts as going on after its end"),
    Setting("coursegraceperiodbefore", INT, 0, "days for which a course counts as going on before its start"),
    Setting("format_topics/indentation", BOOL, True, "whether activities can be indented in the topics format"),
    Setting("format_weeks/indentation", BOOL, True, "whether activities can be indented in the weeks format"),
    Setting("maxcategorydepth", INT, 2, "how many levels of categories are shown"),
    Setting("moodlecourse/format", RAW, "topics", "format of new courses"),
    Setting("moodlecourse/groupmode", INT, 0, "how groups keep people of new courses apart: 0 not, 1 separate, 2 visible"),
    Setting("moodlecourse/groupmodeforce", BOOL, False, "whether the activities of new courses have the group mode of the course"),
    Setting("moodlecourse/maxbytes", INT, 0, "size in bytes that one file in a new course may have; 0: as much as the site allows"),
    Setting("moodlecourse/maxsections", INT, 52, "how many sections a new course may have"),
    Setting("moodlecourse/newsitems", INT, 5, "how many announcements new courses show"),
    Setting("moodlecourse/showgrades", BOOL, True, "whether new courses show people their grades"),
    Setting("moodlecourse/showreports", BOOL, False, "whether new courses show people their activity"),
)
