"""Whether a user holds a capability in a context (``docs/contract/server.md 6.2``).

The answer follows from the site snapshot (roles and their permissions by context) and the user's role assignments; no database
is asked. For each role that the user has in the context or above it, the permission set nearest to the context counts; the user
holds the capability if one role allows it and no role prohibits it anywhere on the context path.
"""

from __future__ import annotations

from collections.abc import Iterable

from gateway.access.contexts import Context
from gateway.access.permissions import CapabilityRow, Permission, Subject
from gateway.access.site import SiteData

__all__ = ["deciding_contexts", "has"]

# The only writing capability that is held in a locked context: the one to unlock it.
_UNLOCKS = "moodle/site:managecontextlocks"


# Plain integers: comparing with a member of an enumeration costs as much as looking the permission up.
_ALLOW, _PROHIBIT = int(Permission.ALLOW), int(Permission.PROHIBIT)


def has(site: SiteData, subject: Subject, context: Context, name: str, *, doanything: bool = True) -> bool:
    """Whether ``subject`` holds the capability in ``context``; nobody holds an unknown capability.

    Site administrators hold every capability unless ``doanything`` is False. Only they hold any in a context whose path is
    unknown, or a writing one in a locked context.
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


def deciding_contexts(site: SiteData, subject: Subject, context: Context) -> tuple[int, ...]:
    """Ids on the context path that carry an override, a lock or an assignment of this subject.

    Contexts with equal results give equal capabilities (used as a cache key).
    """
    notable, assigned = site.notable, {contextid for _, contextid in subject.assignments}
    return tuple([contextid for contextid in context.ids if contextid in notable or contextid in assigned])


def _is_locked(site: SiteData, capability: CapabilityRow, context: Context, *, admin: bool) -> bool:
    """Whether a lock on the context, or on one above it, forbids what the capability is for."""
    if not capability.writes or capability.name == _UNLOCKS or site.locked.isdisjoint(context.ids):
        return False
    return not admin or site.config.flag("contextlockappliestoadmin")


def _roles(site: SiteData, subject: Subject, context: Context, *, guest: bool) -> set[int]:
    """The ids of the roles that count for ``subject`` in ``context``: assigned roles and those that everybody has."""
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
            capabilities = permissions.get((role, contextid))
            if capabilities is None or not (permission := capabilities.get(name)):
                continue
            if permission == _PROHIBIT:
                return False
            nearest = nearest or permission
        allowed = allowed or nearest == _ALLOW
    return allowed
