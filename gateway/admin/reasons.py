"""May somebody do something in a context, and why: the roles that count there, and what each says.

The answer itself is that of ``gateway.access.capabilities``; here it is told for people.
"""

from __future__ import annotations

import msgspec

from gateway.access import capabilities
from gateway.access.accounts import Account
from gateway.access.contexts import Context
from gateway.access.permissions import Permission
from gateway.access.roles import title
from gateway.access.site import SiteData

__all__ = ["Reason", "RoleReason", "reason"]


class RoleReason(msgspec.Struct, frozen=True, kw_only=True):
    """A role that counts: the context in which it was given (None: everybody has it), its permission, and the context of that.

    A role without a permission neither allows nor forbids: ``permission`` is empty, ``where`` None.
    """

    role: str
    given: int | None
    permission: str
    where: int | None


class Reason(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a user holds a capability in a context, why in a sentence, and what each of their roles says there."""

    held: bool
    why: str
    roles: list[RoleReason]


def reason(site: SiteData, account: Account, context: Context, name: str) -> Reason:
    """Whether and why an account holds a capability in a context. The capability must be registered."""
    held = capabilities.has(site, account.subject, context, name)
    roles = _roles(site, account, context, name)
    return Reason(held=held, why=_why(site, account, context, name, roles, held=held), roles=roles)


def _roles(site: SiteData, account: Account, context: Context, name: str) -> list[RoleReason]:
    """The roles that count for the account in the context, those that were given nearest to it first."""
    guest = account.id == site.guest_id
    everybody = [site.guest_role] if guest else [site.user_role]
    if not guest and site.frontpage_context in context.ids:
        everybody.append(site.frontpage_role)
    given = [] if guest else [(role, where) for role, where in account.subject.assignments if where in context.ids]
    nearest = sorted(given, key=lambda each: -context.ids.index(each[1]))
    found: list[tuple[int, int | None]] = [*nearest, *((role, None) for role in everybody)]
    return [_role(site, role, where, context, name) for role, where in found]


def _role(site: SiteData, roleid: int, given: int | None, context: Context, name: str) -> RoleReason:
    """What a role says: that it prohibits, wherever on the path, or else what it says nearest to the context."""
    said = [(where, site.permissions.get((roleid, where), {}).get(name, 0)) for where in reversed(context.ids)]
    said = [(where, permission) for where, permission in said if permission]
    prohibits = [each for each in said if each[1] == Permission.PROHIBIT]
    where, permission = next(iter(prohibits or said), (None, 0))
    role = site.roles.get(roleid)
    return RoleReason(
        role=title(role) if role else str(roleid),
        given=given,
        permission=Permission(permission).name.lower() if permission else "",
        where=where,
    )


def _why(site: SiteData, account: Account, context: Context, name: str, roles: list[RoleReason], *, held: bool) -> str:
    """The one reason that decides, in a sentence."""
    if account.subject.deleted:
        return "The account was deleted."
    capability = site.capabilities[name]
    if account.id == site.guest_id and not capability.for_guests:
        return "Guests never hold a capability that writes or has a risk."
    if not held and capability.writes and not site.locked.isdisjoint(context.ids):
        return "The context, or one above it, is locked."
    if account.id in site.admins:
        return "Administrators of the site hold every capability."
    prohibiting = next((role for role in roles if role.permission == "prohibit"), None)
    if prohibiting is not None:
        return f"The role {prohibiting.role} prohibits it in context {prohibiting.where}, and nothing outweighs that."
    allowing = next((role for role in roles if role.permission == "allow"), None)
    if allowing is not None:
        return f"The role {allowing.role} allows it in context {allowing.where}."
    return "No role that counts here allows it."
