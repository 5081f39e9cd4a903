"""Finding what an argument names, or failing with a one-line error."""

from __future__ import annotations

import click

from gateway.access import contexts
from gateway.access.accounts import Account, by_id
from gateway.access.contexts import Context, Level
from gateway.access.roles import Role
from gateway.access.site import Service, SiteData
from gateway.admin import accounts, courses, services
from gateway.admin import roles as grants
from gateway.admin.accounts import Person
from gateway.cli.workbench import Workbench

__all__ = ["account", "capability", "context", "context_named", "course", "person", "role", "service"]

_NUMBERED = {"category": Level.COURSECAT, "module": Level.MODULE}


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


def context_named(bench: Workbench, reference: str) -> Context:
    """The context with that id, that of the site ("system"), or that of a user, course, category or module ("user:ann", "course:M1")."""
    kind, _, name = reference.partition(":")
    if reference == "system":
        return contexts.SYSTEM
    if reference.isascii() and reference.isdecimal():
        return context(bench, int(reference[:18]))
    if kind == "user" and name:
        level, instance = Level.USER, person(bench, name).id
    elif kind == "course" and name:
        level, instance = Level.COURSE, course(bench, name)
    elif kind in _NUMBERED and name.isascii() and name.isdecimal():
        level, instance = _NUMBERED[kind], int(name[:18])
    else:
        raise click.ClickException(f"{reference!r} names no context: use an id, system, user:NAME, course:NAME, category:ID or module:ID")
    found = bench.read(contexts.by_instances, level, [instance])
    if instance not in found:
        raise click.ClickException(f"there is no context {reference!r}")
    return found[instance]


def course(bench: Workbench, reference: str) -> int:
    """The id of the course with that short name or id."""
    found = bench.read(courses.find, reference)
    if found is None:
        raise click.ClickException(f"there is no course {reference!r}")
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
