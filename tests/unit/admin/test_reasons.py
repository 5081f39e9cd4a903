"""Why somebody may or may not do something: what is told agrees with what is decided."""

from __future__ import annotations

from typing import Any

from gateway.access import accounts, capabilities, contexts, roles
from gateway.access.contexts import SYSTEM
from gateway.access.permissions import Permission
from gateway.admin.reasons import reason
from gateway.server.host import Gateway
from tests.unit.app_fixtures import set_config

EDIT = "moodle/course:update"


async def test_what_is_told_is_what_is_decided(gateway: Gateway) -> None:
    def people(work: Any) -> tuple[list[Any], list[Any]]:
        everybody = [found for userid in range(1, 40) if (found := accounts.by_id(work.db, userid)) is not None]
        return everybody, contexts.listed(work.db)

    everybody, places = gateway.store.run_here(people, write=False)
    site, told = gateway.site, set()
    for account in everybody:
        for place in places[::3]:
            for name in [*list(site.capabilities)[::25], EDIT]:
                answer = reason(site, account, place, name)
                assert answer.held == capabilities.has(site, account.subject, place, name)
                allowed = any(role.permission == "allow" for role in answer.roles)
                prohibited = any(role.permission == "prohibit" for role in answer.roles)
                if answer.why.startswith(("The role", "No role")):
                    assert answer.held == (allowed and not prohibited), (account.username, place, name, answer)
                told.add(answer.why.split()[0])
    assert told >= {"The", "No", "Administrators", "Guests"}


async def test_a_prohibition_and_a_lock_are_named(gateway: Gateway) -> None:
    def change(work: Any) -> None:
        roles.permit(work.db, site.user_role, SYSTEM.id, EDIT, Permission.PROHIBIT, now=1)

    site = gateway.site
    account = gateway.store.run_here(lambda work: accounts.by_id(work.db, 3), write=False)
    assert account is not None
    gateway.store.run_here(change, write=True)
    assert "prohibits it in context 1" in reason(gateway.site, account, SYSTEM, EDIT).why
    gateway.store.run_here(lambda work: contexts.set_locked(work.db, 1, True), write=True)
    set_config(gateway, contextlocking="1")
    assert reason(gateway.site, account, SYSTEM, EDIT).why == "The context, or one above it, is locked."
