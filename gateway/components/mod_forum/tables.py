"""The tables of forums, discussions, posts and who follows them."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = [
    "metadata",
    "forum",
    "forum_discussions",
    "forum_posts",
    "forum_subscriptions",
    "forum_discussion_subs",
    "forum_read",
    "forum_grades",
]

metadata = schema()

forum = Table(
    "forum",
    metadata,
    key(),
    number("course"),
    text("type"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("duedate"),
    number("cutoffdate"),
    number("assessed"),
    number("assesstimestart"),
    number("assesstimefinish"),
    number("scale"),
    number("grade_forum"),
    number("grade_forum_notify"),
    number("maxbytes"),
    number("maxattachments"),
    number("forcesubscribe"),
    number("trackingtype"),
    number("rsstype"),
    number("rssarticles"),
    number("timemodified"),
    number("warnafter"),
    number("blockafter"),
    number("blockperiod"),
    number("completiondiscussions"),
    number("completionreplies"),
    number("completionposts"),
    number("displaywordcount"),
    number("lockdiscussionafter"),
    Index("forum_course", "course"),
)

forum_discussions = Table(
    "forum_discussions",
    metadata,
    key(),
    number("course"),
    number("forum"),
    text("name"),
    number("firstpost"),
    number("userid"),
    number("groupid"),
    number("assessed"),
    number("timemodified"),
    number("usermodified"),
    number("timestart"),
    number("timeend"),
    number("pinned"),
    number("timelocked"),
    Index("forum_discussions_course", "course"),
    Index("forum_discussions_forum", "forum"),
    Index("forum_discussions_userid", "userid"),
    Index("forum_discussions_groupid", "groupid"),
)

forum_posts = Table(
    "forum_posts",
    metadata,
    key(),
    number("discussion"),
    number("parent"),
    number("userid"),
    number("created"),
    number("modified"),
    number("mailed"),
    text("subject"),
    long("message", null=True),
    number("messageformat"),
    number("messagetrust"),
    text("attachment"),
    number("totalscore"),
    number("mailnow"),
    number("deleted"),
    number("privatereplyto"),
    number("wordcount"),
    number("charcount"),
    Index("forum_posts_discussion", "discussion"),
    Index("forum_posts_userid", "userid"),
    Index("forum_posts_parent", "parent"),
)

forum_subscriptions = Table(
    "forum_subscriptions",
    metadata,
    key(),
    number("userid"),
    number("forum"),
    Index("forum_subscriptions_userid", "userid"),
    Index("forum_subscriptions_forum", "forum"),
)

forum_discussion_subs = Table(
    "forum_discussion_subs",
    metadata,
    key(),
    number("forum"),
    number("userid"),
    number("discussion"),
    number("preference"),
    Index("forum_discussion_subs_forum", "forum"),
    Index("forum_discussion_subs_discussion", "discussion"),
)

forum_read = Table(
    "forum_read",
    metadata,
    key(),
    number("userid"),
    number("forumid"),
    number("discussionid"),
    number("postid"),
    number("firstread"),
    number("lastread"),
    Index("forum_read_userid", "userid"),
    Index("forum_read_postid", "postid"),
    Index("forum_read_forumid", "forumid"),
)

forum_grades = Table(
    "forum_grades",
    metadata,
    key(),
    number("forum"),
    number("itemnumber"),
    number("userid"),
    decimal("grade", null=True),
    number("timecreated"),
    number("timemodified"),
    Index("forum_grades_userid", "userid"),
    UniqueConstraint("forum", "itemnumber", "userid"),
)
