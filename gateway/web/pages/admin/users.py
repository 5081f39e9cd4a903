"""Accounts: finding and creating them, and one account with its roles and tokens."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import accounts as people
from gateway.access import contexts, lockout, policy, tokens
from gateway.access.accounts import Account
from gateway.access.contexts import SYSTEM, Context
from gateway.access.roles import Role, title
from gateway.access.tokens import ListedToken
from gateway.admin import accounts, roles
from gateway.admin.accounts import Person
from gateway.admin.roles import Assigned
from gateway.errors import CodedError, MissingRecord
from gateway.web.pages.admin.forms import administered, number, require_may_administer
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["USER", "USERS", "pages"]

USERS, USER = "/admin/users", "/admin/user"
_AT_ONCE = 100
_FIELDS = ("username", "firstname", "lastname", "email")


def pages() -> list[Page]:
    """The pages."""
    actions = {
        "suspend": _suspend,
        "unlock": _unlock,
        "password": _password,
        "assign": _assign,
        "unassign": _unassign,
    }
    return [administered(USERS, _list, {"create": _create}), administered(USER, _show, actions)]


async def _list(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """The accounts, or those whose name or address contains a text."""
    search = visit.text("q").strip()[:100]
    found = await visit.gateway.store.read(accounts.listed, containing=search, most=_AT_ONCE + 1)
    return visit.show(
        "admin_users.html", status=422 if wrong else 200, wrong=wrong, users=found[:_AT_ONCE], more=len(found) > _AT_ONCE, search=search
    )


async def _create(visit: Visit) -> Response:
    """Create an account."""
    values = {name: visit.text(name).strip() for name in _FIELDS}
    values["auth"] = "webservice" if visit.text("program") == "1" else "manual"
    password = visit.text("newpassword") or None
    if password is not None:
        _require_fit(visit, password)
    hashed = await visit.gateway.pipeline.passwords.hash(password) if password else None
    userid = await visit.gateway.store.write(accounts.create, visit.site, values, password, now=visit.now, hashed=hashed, by=visit.by)
    return visit.go(USER, id=userid, told="created")


def _person(db: Connection, visit: Visit) -> Person:
    """The account that is asked for. Raises ``MissingRecord``."""
    found = accounts.find(db, visit.text("id")) if visit.text("id").isdecimal() else None
    if found is None:
        raise MissingRecord("user", message="There is no such user.")
    return found


def _changed(db: Connection, visit: Visit) -> Person:
    """The account that is to be changed. Raises ``CodedError`` if who has signed in may not."""
    person = _person(db, visit)
    require_may_administer(visit, person.id)
    return person


def _require_fit(visit: Visit, password: str) -> None:
    """Raise ``CodedError`` for a password that the policy of the site forbids."""
    if wrong := policy.shortcomings(visit.site.config, password):
        raise CodedError("errorpasswordupdate", "auth", message=" ".join(wrong))


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """One account."""
    person, given, owned = await visit.gateway.store.read(_details, visit)
    return visit.show(
        "admin_user.html",
        status=422 if wrong else 200,
        wrong=wrong,
        person=person,
        given=given,
        tokens=owned,
        roles=[(role.id, title(role)) for role in visit.site.roles.values()],
        names={role.shortname: (role.id, title(role)) for role in visit.site.roles.values()},
        admin=person.id in visit.site.admins,
    )


def _details(db: Connection, visit: Visit) -> tuple[Person, list[Assigned], Sequence[ListedToken]]:
    person = _person(db, visit)
    given = roles.assigned(db, userid=person.id, most=_AT_ONCE)
    return person, given, tokens.listed(db, person.id, most=_AT_ONCE)


async def _suspend(visit: Visit) -> Response:
    """Suspend the account, or end that."""
    await visit.gateway.store.write(_suspended, visit)
    return visit.go(USER, id=visit.text("id"), told="changed")


def _suspended(db: Connection, visit: Visit) -> None:
    person = _changed(db, visit)
    if person.id == visit.me.id:
        raise CodedError("nopermissions", message="You cannot suspend your own account.")
    accounts.suspend(db, person, not person.suspended, now=visit.now, by=visit.by)


async def _unlock(visit: Visit) -> Response:
    """Forget wrong passwords."""
    await visit.gateway.store.write(_unlocked, visit)
    return visit.go(USER, id=visit.text("id"), told="changed")


def _unlocked(db: Connection, visit: Visit) -> None:
    lockout.unlock(db, _account(db, visit))


def _account(db: Connection, visit: Visit) -> Account:
    found = people.by_id(db, _changed(db, visit).id)
    if found is None:
        raise MissingRecord("user")
    return found


async def _password(visit: Visit) -> Response:
    """Give the account another password."""
    password = visit.text("newpassword")
    _require_fit(visit, password)
    if not password:
        raise CodedError("missingpassword")
    hashed = await visit.gateway.pipeline.passwords.hash(password)
    await visit.gateway.store.write(_give_password, visit, password, hashed)
    return visit.go(USER, id=visit.text("id"), told="changed")


def _give_password(db: Connection, visit: Visit, password: str, hashed: str) -> None:
    person = _changed(db, visit)
    accounts.set_password(db, visit.site, person.id, password, now=visit.now, hashed=hashed, by=visit.by)


async def _assign(visit: Visit) -> Response:
    """Give the account a role."""
    await visit.gateway.store.write(_give_role, visit)
    return visit.go(USER, id=visit.text("id"), told="changed")


def _give_role(db: Connection, visit: Visit) -> None:
    role, context = _role(visit), _context(db, visit)
    roles.assign(db, role, _changed(db, visit).id, context, now=visit.now, by=visit.by)


async def _unassign(visit: Visit) -> Response:
    """Take a role from the account."""
    await visit.gateway.store.write(_take_role, visit)
    return visit.go(USER, id=visit.text("id"), told="changed")


def _take_role(db: Connection, visit: Visit) -> None:
    if not roles.unassign(db, _role(visit), _changed(db, visit).id, number(visit, "context"), by=visit.by):
        raise CodedError("invalidrecord", message="The role was not given by hand there.")


def _role(visit: Visit) -> Role:
    """The role that a form names. Raises ``CodedError``."""
    found = visit.site.roles.get(number(visit, "role"))
    if found is None:
        raise CodedError("invalidrecord", message="There is no such role.")
    return found


def _context(db: Connection, visit: Visit) -> Context:
    """The context that a form names. Raises ``CodedError``."""
    found = contexts.by_id(db, number(visit, "context", SYSTEM.id))
    if found is None:
        raise CodedError("invalidrecord", message="There is no such context.")
    return found
