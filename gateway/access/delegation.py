"""Which roles a user may assign, override, switch to or view, by the roles that the user has."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gateway.access.capabilities import has
from gateway.access.contexts import Context
from gateway.access.permissions import Subject
from gateway.access.roles import Role
from gateway.access.site import SiteData

__all__ = ["assignable", "of_archetype", "overridable", "switchable", "viewable"]


def of_archetype(site: SiteData, archetype: str) -> list[Role]:
    """The roles with this archetype, in their order."""
    return [item for item in site.roles.values() if item.archetype == archetype]


def assignable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles that ``subject`` may assign in ``context``, in their order."""
    if not has(site, subject, context, "moodle/role:assign"):
        return []
    return [other for other in _granted(site, subject, context, lambda role: role.assigns) if context.level in other.levels]


def overridable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles whose permissions ``subject`` may override in ``context``, all or only those without risk."""
    if not any(has(site, subject, context, name) for name in ("moodle/role:override", "moodle/role:safeoverride")):
        return []
    return _granted(site, subject, context, lambda role: role.overrides)


def switchable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles that ``subject`` may switch to in ``context``, in their order."""
    if not has(site, subject, context, "moodle/role:switchroles"):
        return []
    return _granted(site, subject, context, lambda role: role.switches)


def viewable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles whose assignments ``subject`` may see in ``context``, in their order."""
    return _granted(site, subject, context, lambda role: role.views)


def _granted(site: SiteData, subject: Subject, context: Context, what: Callable[[Role], Iterable[int]]) -> list[Role]:
    """The roles that ``subject``'s roles in ``context`` allow by one of the role matrices; all roles for administrators.

    Only roles that were assigned count, not those that everybody has.
    """
    if subject.deleted:
        return []
    if subject.userid in site.admins:
        return list(site.roles.values())
    assigned = {roleid for roleid, contextid in subject.assignments if contextid in context.ids}
    granted = {other for roleid in assigned & site.roles.keys() for other in what(site.roles[roleid])}
    return [item for item in site.roles.values() if item.id in granted]
