"""Permissions of users to message each other."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, or_, select

from gateway.api import SYSTEM, CallContext, Context, Level, SiteData, contexts, enrolments
from gateway.api.access import has, roles
from gateway.api.tables import user_preferences
from gateway.components.core_message import lib
from gateway.components.core_message.tables import message_users_blocked

__all__ = ["COURSE_MEMBERS", "CONTACTS", "EVERYBODY", "PREFERENCE", "Privacy", "accepted_senders"]

# Whose messages a user accepts (the values of the preference): users in shared courses, contacts only, everybody.
COURSE_MEMBERS, CONTACTS, EVERYBODY = 0, 1, 2
PREFERENCE = "message_blocknoncontacts"

_SENDS, _READS_ALL, _REACHES_ALL = "moodle/site:sendmessage", "moodle/site:readallmessages", "moodle/site:messageanyuser"

_CHOICES = select(user_preferences.c.userid, user_preferences.c.value).where(
    user_preferences.c.name == PREFERENCE, user_preferences.c.userid.in_(bindparam("people", expanding=True))
)
_OWN, _OTHER = message_users_blocked.c.userid, message_users_blocked.c.blockeduserid
_BLOCKED = select(_OWN, _OTHER).where(or_(bindparam("owner") == _OWN, bindparam("owner") == _OTHER))


def accepted_senders(site: SiteData, stored: str | None) -> int:
    """Whose messages a user accepts, from the stored preference; course members, if the site does not allow "everybody"."""
    everybody = site.config.flag("messagingallusers")
    choice = int(stored) if stored and stored.isdecimal() else EVERYBODY if everybody else COURSE_MEMBERS
    return COURSE_MEMBERS if choice == EVERYBODY and not everybody else choice


class Privacy:
    """The permissions of a user (the owner) and several others to message each other."""

    def __init__(self, ctx: CallContext, owner: int, others: Collection[int]) -> None:
        """Load the preferences, contacts, blocks and courses of ``owner`` and ``others``."""
        self._ctx, self._owner = ctx, owner
        people = {owner, *others}
        self._subjects = roles.subjects(ctx.db, people)
        stored = {row.userid: row.value for row in ctx.db.execute(_CHOICES, {"people": list(people)})}
        self._choices = {userid: accepted_senders(ctx.site, stored.get(userid)) for userid in people}
        self._contacts = set(lib.contacts(ctx.db, owner))
        self._blocked = {(row.userid, row.blockeduserid) for row in ctx.db.execute(_BLOCKED, {"owner": owner})}
        courses = enrolments.courses_of(ctx.db, ctx.site, people, now=ctx.now)
        # Hidden courses do not count as shared, even for users who may see them.
        self._courses = {userid: {row["id"] for row in rows if row["visible"]} for userid, rows in courses.items()}
        self._places: dict[int, Context] | None = None

    def choice(self, userid: int) -> int:
        """Whose messages a user accepts."""
        return self._choices[userid]

    def may_befriend(self, other: int) -> bool:
        """Whether the owner may send another user a contact request."""
        if not self._holds(self._owner, _SENDS):
            return False
        return self._ctx.site.config.flag("messagingallusers") or bool(self._shared(other))

    def may_send(self, sender: int, receiver: int, *, though_blocked: bool = False) -> bool:
        """Whether a user may message another (with ``though_blocked``, even if blocked); one of the two is the owner."""
        if not self._holds(sender, _SENDS):
            return False
        return self._holds(sender, _READS_ALL) or self.may_reach(sender, receiver, though_blocked=though_blocked)

    def may_reach(self, sender: int, receiver: int, *, though_blocked: bool = False) -> bool:
        """``may_send`` without the check that the sender may send messages at all."""
        if sender == receiver or self._holds(sender, _REACHES_ALL):
            return True
        other = receiver if sender == self._owner else sender
        if not though_blocked and (receiver, sender) not in self._blocked and self._is_welcome(other, self._choices[receiver]):
            return True
        # Teachers may message the participants of their courses, whatever these have chosen.
        return any(self._holds(sender, _REACHES_ALL, self._place(courseid)) for courseid in self._shared(other))

    def _is_welcome(self, other: int, choice: int) -> bool:
        """Whether the owner and another user fulfil the choice of whose messages a receiver accepts."""
        if choice == EVERYBODY or other in self._contacts:
            return True
        return choice == COURSE_MEMBERS and bool(self._shared(other))

    def _shared(self, other: int) -> set[int]:
        """The ids of the visible courses that the owner and another user share."""
        return self._courses[self._owner] & self._courses[other]

    def _place(self, courseid: int) -> Context | None:
        """The context of one of the owner's courses."""
        if self._places is None:
            self._places = contexts.by_instances(self._ctx.db, Level.COURSE, self._courses[self._owner])
        return self._places.get(courseid)

    def _holds(self, userid: int, capability: str, place: Context | None = SYSTEM) -> bool:
        """Whether a user has a capability in a context."""
        return place is not None and has(self._ctx.site, self._subjects[userid], place, capability)
