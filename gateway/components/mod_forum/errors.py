"""The error codes that only mod_forum raises, with their texts."""

from __future__ import annotations

from gateway.api import denied, missing

__all__ = ["ERRORS"]

ERRORS = {
    "cannotcreatediscussion": denied("You may not begin discussions here."),
    "cannotfavourite": "You may not star discussions here.",
    "cannotpindiscussions": denied("You may not pin discussions here."),
    "cannotreplyprivately": denied("You may not answer privately here."),
    "cannotsubscribe": denied("You cannot subscribe to this discussion."),
    "cannotupdatepost": denied("You may not change this post."),
    "couldnotadd": "Files cannot be attached here yet.",
    "forumblockingtoomanyposts": "You have written much here lately. Wait a while.",
    "invalidforumid": missing("There is no such forum."),
    "nopostforum": "You may not answer in this discussion.",
}
