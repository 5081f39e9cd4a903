"""The error codes of the contract that only core_blog raises, and their messages."""

from __future__ import annotations

from gateway.api import denied, missing

__all__ = ["ERRORS"]

ERRORS = {
    "blogdisable": "Blogs are switched off on this site.",
    "cannoteditentryorblog": denied("You may not change this blog entry."),
    "cannotviewcourseblog": denied("You may not read these blog entries."),
    "invalidgroupid": missing("There is no such group."),
    "nopermissionstodeleteentry": denied("You may not delete this blog entry."),
    "notmemberofgroup": denied("You are not in this group."),
    "siteblogdisable": "Blog entries are for their authors only on this site.",
}
