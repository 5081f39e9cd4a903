"""The error codes of the contract that only core_blog raises, and their messages."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "blogdisable": "Blogs are switched off on this site.",
    "cannoteditentryorblog": "You may not change this blog entry.",
    "cannotviewcourseblog": "You may not read these blog entries.",
    "invalidgroupid": "There is no such group.",
    "nopermissionstodeleteentry": "You may not delete this blog entry.",
    "notmemberofgroup": "You are not in this group.",
    "siteblogdisable": "Blog entries are for their authors only on this site.",
}
