"""Whether someone holds a capability in a context (``docs/contract/server.md 6.2``).

The answer follows from the site snapshot (roles and what each is given where) and from the role
assignments of the person; no database is asked. For each role that the person has in the context or
above it, the permission given nearest to the context counts; the person holds the capability if one
role allows it, unless any of the roles prohibits it anywhere on the way up.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.access.contexts import Context
from gateway.access.permissions import CapabilityRow, Permission, Subject
from gateway.access.site import SiteData

__all__ = ["grounds", "has"]

# The one capability that writes in a locked context: that to unlock it.
_UNLOCKS = "moodle/site:managecontextlocks"


# Comparing with a member of an enumeration costs as much as looking the permission up.
_ALLOW, _PROHIBIT = int(Permission.ALLOW), int(Permission.PROHIBIT)


def has(site: SiteData, subject: Subject, context: Context, name: str, *, doanything: bool = True) -> bool:
    """Whether ``subject`` holds the capability in ``context``; an unknown capability is held by nobody.

    Site administrators hold every capability unless ``doanything`` is False. In a context whose path is not
    known nobody else holds any, and in a locked one nobody else holds any that writes.
    """
    capability = site.capabilities.get(name)
    if capability is None or subject.deleted:
        return False
    guest = not subject.userid or subject.userid == site.guest_id
    if guest and not capability.for_guests:
        return False
    if not subject.userid and site.config.flag("forcelogin"):
        return False
    admin = subject.userid in site.admins
    if site.locked and _is_locked(site, capability, context, admin=admin):
        return False
    if not context.ids:
        return admin
    if doanything and admin:
        return True
    return _allowed(site, _roles(site, subject, context, guest=guest), context, name)


def grounds(site: SiteData, subject: Subject, context: Context) -> tuple[int, ...]:
    """What decides on the capabilities of ``subject`` in ``context``: the contexts on its path of which anything is said.

    In two contexts with the same grounds somebody holds the same capabilities. Most of the contexts of a site have no
    grounds but those of what they lie in.
    """
    notable, own = site.notable, {contextid for _, contextid in subject.assignments}
    return tuple([contextid for contextid in context.ids if contextid in notable or contextid in own])


def _is_locked(site: SiteData, capability: CapabilityRow, context: Context, *, admin: bool) -> bool:
    """Whether what the capability is for is not to be done because the context, or one above it, is locked."""
    if not capability.writes or capability.name == _UNLOCKS or site.locked.isdisjoint(context.ids):
        return False
    return not admin or site.config.flag("contextlockappliestoadmin")


def _roles(site: SiteData, subject: Subject, context: Context, *, guest: bool) -> set[int]:
    """The roles that count for ``subject`` in ``context``."""
    if guest:
        return {site.guest_role if subject.userid else site.nobody_role}
    roles = {role for role, contextid in subject.assignments if contextid in context.ids}
    roles.add(site.user_role)
    if site.frontpage_context in context.ids:
        roles.add(site.frontpage_role)
    return roles


def _allowed(site: SiteData, roles: Iterable[int], context: Context, name: str) -> bool:
    """Whether one of the roles allows the capability and none prohibits it."""
    allowed = False
    permissions, permitting = site.permissions, site.permitting
    where = [contextid for contextid in reversed(context.ids) if contextid in permitting]
    for role in roles:
        nearest = 0
        for contextid in where:
            given = permissions.get((role, contextid))
            if given is None or not (permission := given.get(name)):
                continue
            if permission == _PROHIBIT:
                return False
            nearest = nearest or permission
        allowed = allowed or nearest == _ALLOW
    return allowed
