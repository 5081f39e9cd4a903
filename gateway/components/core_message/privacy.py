"""Who may write to whom."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import bindparam, or_, select

from gateway.api import SYSTEM, CallContext, Context, Level, SiteData, contexts, enrolments
from gateway.api.access import has, roles
from gateway.api.tables import user_preferences
from gateway.components.core_message import lib
from gateway.components.core_message.tables import message_users_blocked

__all__ = ["COURSE_MEMBERS", "CONTACTS", "EVERYBODY", "PREFERENCE", "Privacy", "accepted_senders"]

# From whom somebody takes messages (the values of the preference): those in a course with them, contacts alone, everybody.
COURSE_MEMBERS, CONTACTS, EVERYBODY = 0, 1, 2
PREFERENCE = "message_blocknoncontacts"

_SENDS, _READS_ALL, _REACHES_ALL = "moodle/site:sendmessage", "moodle/site:readallmessages", "moodle/site:messageanyuser"

_CHOICES = select(user_preferences.c.userid, user_preferences.c.value).where(
    user_preferences.c.name == PREFERENCE, user_preferences.c.userid.in_(bindparam("people", expanding=True))
)
_OWN, _OTHER = message_users_blocked.c.userid, message_users_blocked.c.blockeduserid
_BLOCKED = select(_OWN, _OTHER).where(or_(bindparam("owner") == _OWN, bindparam("owner") == _OTHER))


def accepted_senders(site: SiteData, stored: str | None) -> int:
    """From whom somebody takes messages, given what they have stored; where the site knows no 'everybody', from course members."""
    everybody = site.config.flag("messagingallusers")
    choice = int(stored) if stored and stored.isdecimal() else EVERYBODY if everybody else COURSE_MEMBERS
    return COURSE_MEMBERS if choice == EVERYBODY and not everybody else choice


class Privacy:
    """Whether somebody and others may write to each other: loaded for all of them together."""

    def __init__(self, ctx: CallContext, owner: int, others: Collection[int]) -> None:
        """Load what there is between ``owner`` and each of ``others``."""
        self._ctx, self._owner = ctx, owner
        people = {owner, *others}
        self._subjects = roles.subjects(ctx.db, people)
        stored = {row.userid: row.value for row in ctx.db.execute(_CHOICES, {"people": list(people)})}
        self._choices = {userid: accepted_senders(ctx.site, stored.get(userid)) for userid in people}
        self._contacts = set(lib.contacts(ctx.db, owner))
        self._blocked = {(row.userid, row.blockeduserid) for row in ctx.db.execute(_BLOCKED, {"owner": owner})}
        courses = enrolments.courses_of(ctx.db, ctx.site, people, now=ctx.now)
        # Hidden courses bring nobody together, not even those who see them.
        self._courses = {userid: {row["id"] for row in rows if row["visible"]} for userid, rows in courses.items()}
        self._places: dict[int, Context] | None = None

    def choice(self, userid: int) -> int:
        """From whom one of the people takes messages."""
        return self._choices[userid]

    def may_befriend(self, other: int) -> bool:
        """Whether the owner may ask one of the others for contact."""
        if not self._holds(self._owner, _SENDS):
            return False
        return self._ctx.site.config.flag("messagingallusers") or bool(self._shared(other))

    def may_send(self, sender: int, receiver: int, *, though_blocked: bool = False) -> bool:
        """Whether one may write to another, also if the receiver blocked them; one of the two is the owner."""
        if not self._holds(sender, _SENDS):
            return False
        return self._holds(sender, _READS_ALL) or self.may_reach(sender, receiver, though_blocked=though_blocked)

    def may_reach(self, sender: int, receiver: int, *, though_blocked: bool = False) -> bool:
        """The same, whether or not the sender may write messages at all."""
        if sender == receiver or self._holds(sender, _REACHES_ALL):
            return True
        other = receiver if sender == self._owner else sender
        if not though_blocked and (receiver, sender) not in self._blocked and self._is_welcome(other, self._choices[receiver]):
            return True
        # Teachers reach the people of their courses, whatever these have chosen.
        return any(self._holds(sender, _REACHES_ALL, self._place(courseid)) for courseid in self._shared(other))

    def _is_welcome(self, other: int, choice: int) -> bool:
        """Whether the owner and one of the others are to each other what the choice of a receiver asks."""
        if choice == EVERYBODY or other in self._contacts:
            return True
        return choice == COURSE_MEMBERS and bool(self._shared(other))

    def _shared(self, other: int) -> set[int]:
        """The ids of the courses in which both the owner and one of the others are."""
        return self._courses[self._owner] & self._courses[other]

    def _place(self, courseid: int) -> Context | None:
        """The context of a course of the owner."""
        if self._places is None:
            self._places = contexts.by_instances(self._ctx.db, Level.COURSE, self._courses[self._owner])
        return self._places.get(courseid)

    def _holds(self, userid: int, capability: str, place: Context | None = SYSTEM) -> bool:
        """Whether one of the people holds a capability in a context."""
        return place is not None and has(self._ctx.site, self._subjects[userid], place, capability)
