"""The error codes that only mod_forum raises, with their texts."""

from __future__ import annotations

__all__ = ["ERRORS"]

ERRORS = {
    "cannotcreatediscussion": "You may not begin discussions here.",
    "cannotfavourite": "You may not star discussions here.",
    "cannotpindiscussions": "You may not pin discussions here.",
    "cannotreplyprivately": "You may not answer privately here.",
    "cannotsubscribe": "You cannot subscribe to this discussion.",
    "cannotupdatepost": "You may not change this post.",
    "couldnotadd": "Files cannot be attached here yet.",
    "forumblockingtoomanyposts": "You have written much here lately. Wait a while.",
    "invalidforumid": "There is no such forum.",
    "nopostforum": "You may not answer in this discussion.",
}
