"""Which roles somebody may give to others, override, assume or see, by the roles that they have themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from gateway.access.capabilities import has
from gateway.access.contexts import Context
from gateway.access.permissions import Subject
from gateway.access.roles import Role
from gateway.access.site import SiteData

__all__ = ["assignable", "of_archetype", "overridable", "switchable", "viewable"]


def of_archetype(site: SiteData, archetype: str) -> list[Role]:
    """The roles that are made after a standard one, in their order."""
    return [item for item in site.roles.values() if item.archetype == archetype]


def assignable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles that ``subject`` may give to others in ``context``, in their order."""
    if not has(site, subject, context, "moodle/role:assign"):
        return []
    return [other for other in _granted(site, subject, context, lambda role: role.assigns) if context.level in other.levels]


def overridable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles whose permissions ``subject`` may change in ``context``: all of them, or those without risk."""
    if not any(has(site, subject, context, name) for name in ("moodle/role:override", "moodle/role:safeoverride")):
        return []
    return _granted(site, subject, context, lambda role: role.overrides)


def switchable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles that ``subject`` may assume in ``context``, in their order."""
    if not has(site, subject, context, "moodle/role:switchroles"):
        return []
    return _granted(site, subject, context, lambda role: role.switches)


def viewable(site: SiteData, subject: Subject, context: Context) -> list[Role]:
    """The roles of which ``subject`` may see who has them in ``context``, in their order."""
    return _granted(site, subject, context, lambda role: role.views)


def _granted(site: SiteData, subject: Subject, context: Context, what: Callable[[Role], Iterable[int]]) -> list[Role]:
    """The roles that one of the subject's in the context grants; to administrators every one.

    Only roles that were assigned count, not those that everybody has.
    """
    if subject.deleted:
        return []
    if subject.userid in site.admins:
        return list(site.roles.values())
    assigned = {roleid for roleid, contextid in subject.assignments if contextid in context.ids}
    granted = {other for roleid in assigned & site.roles.keys() for other in what(site.roles[roleid])}
    return [item for item in site.roles.values() if item.id in granted]
