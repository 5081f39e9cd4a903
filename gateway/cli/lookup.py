"""Finding what an argument names, or failing with a one-line error."""

from __future__ import annotations

import click

from gateway.access import contexts
from gateway.access.accounts import Account, by_id
from gateway.access.contexts import Context
from gateway.access.roles import Role
from gateway.access.site import Service, SiteData
from gateway.admin import accounts, services
from gateway.admin import roles as grants
from gateway.admin.accounts import Person
from gateway.cli.workbench import Workbench

__all__ = ["account", "capability", "context", "person", "role", "service"]


def account(bench: Workbench, reference: str) -> Account:
    """The account with this user name or id, as access sees it."""
    found = bench.read(by_id, person(bench, reference).id)
    if found is None:
        raise click.ClickException(f"there is no user {reference!r}")
    return found


def person(bench: Workbench, reference: str) -> Person:
    """The account with this user name or id, as administrators see it."""
    found = bench.read(accounts.find, reference)
    if found is None:
        raise click.ClickException(f"there is no user {reference!r}")
    return found


def context(bench: Workbench, contextid: int) -> Context:
    """The context with that id."""
    found = bench.read(contexts.by_id, contextid)
    if found is None:
        raise click.ClickException(f"there is no context {contextid}")
    return found


def service(site: SiteData, reference: str) -> Service:
    """The service with that short name or id, disabled ones too."""
    found = services.find(site, reference)
    if found is None:
        known = ", ".join(sorted(item.shortname or str(item.id) for item in site.services.values()))
        raise click.ClickException(f"there is no service {reference!r}; there are {known or 'none'}")
    return found


def role(site: SiteData, reference: str) -> Role:
    """The role with that short name or id."""
    found = grants.find(site, reference)
    if found is None:
        known = ", ".join(item.shortname for item in site.roles.values())
        raise click.ClickException(f"there is no role {reference!r}; there are {known}")
    return found


def capability(site: SiteData, name: str) -> str:
    """The name of a capability, if it is registered."""
    if not site.has_capability(name):
        raise click.ClickException(f"there is no capability {name!r}")
    return name
