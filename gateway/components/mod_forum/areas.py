"""The file areas of forums and their rules: files are readable like the posts that they belong to."""

from __future__ import annotations

from gateway.api import CallContext
from gateway.api.areas import INTRO, Areas, FileArea, StoredFile
from gateway.components.mod_forum import posts
from gateway.components.mod_forum.attachments import ATTACHED, INLINE
from gateway.components.mod_forum.posts import PostRights

__all__ = ["AREAS"]


def of_readable_post(ctx: CallContext, file: StoredFile) -> bool:
    """Whether the caller may read the post that a file belongs to. Raises errors of entering its discussion."""
    access, discussion, post = posts.enter_post(ctx, file.itemid)
    return access.context.id == file.contextid and PostRights(access, discussion).view(post)


AREAS: Areas = {
    "intro": INTRO,
    ATTACHED: FileArea(may_read=of_readable_post, listed=of_readable_post, label="Attachments"),
    INLINE: FileArea(may_read=of_readable_post, listed=of_readable_post, label="Messages"),
}
"""The file areas of forums, each with the rule of who may read it."""
