"""The site settings of core_blog."""

from __future__ import annotations

from gateway.api import BOOL, INT, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("bloglevel", INT, 4, "who reads blogs: 1 their owners, 4 who is logged in, 5 everybody"),
    Setting("blogusecomments", BOOL, True, "whether blog entries have comments"),
    Setting("enableblogs", BOOL, True, "whether there are blogs"),
    Setting("useblogassociations", BOOL, True, "whether blog entries belong to courses and activities"),
)
