"""The capabilities of mod_forum, and the standard roles that have each of them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("mod/forum:addinstance", WRITE, Level.COURSE, Risk.XSS, ("manager", "editingteacher")),
    Capability("mod/forum:addnews", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:addquestion", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:allowforcesubscribe", READ, Level.MODULE, Risk.NONE, ("editingteacher", "teacher", "student", "frontpage")),
    Capability("mod/forum:canmailnow", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:canoverridecutoff", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:canoverridediscussionlock", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:canposttomygroups", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:cantogglefavourite", WRITE, Level.MODULE, Risk.NONE, ("user",)),
    Capability("mod/forum:createattachment", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:deleteanypost", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:deleteownpost", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:editanypost", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:exportdiscussion", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:exportforum", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:exportownpost", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:exportpost", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:grade", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:managesubscriptions", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:movediscussions", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:pindiscussions", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:postprivatereply", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:postwithoutthrottling", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:rate", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:readprivatereplies", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:replynews", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:replypost", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:splitdiscussions", WRITE, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:startdiscussion", WRITE, Level.MODULE, Risk.SPAM, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:viewallratings", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:viewanyrating", READ, Level.MODULE, Risk.PERSONAL, ("manager", "editingteacher", "teacher")),
    Capability(
        "mod/forum:viewdiscussion", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student", "guest", "frontpage")
    ),
    Capability("mod/forum:viewhiddentimedposts", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:viewqandawithoutposting", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("mod/forum:viewrating", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher", "student")),
    Capability("mod/forum:viewsubscribers", READ, Level.MODULE, Risk.NONE, ("manager", "editingteacher", "teacher")),
)
