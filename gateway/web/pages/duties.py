"""What people may have to do before they go on: change a password, agree to the policy of the site (``docs/contract/server.md 6.4``)."""

from __future__ import annotations

from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import accounts as people
from gateway.access import login, policy
from gateway.admin import accounts
from gateway.errors import CodedError
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit
from gateway.web.services import login_services

__all__ = ["PASSWORD", "pages"]

PASSWORD, _POLICY = "/login/change_password.php", "/user/policy.php"


def pages() -> list[Page]:
    """The pages on which people do what they must."""
    return [
        Page(path=PASSWORD, show=_password, change=_change_password, before_duties=True),
        Page(path=_POLICY, show=_policy, change=_agree, before_duties=True),
    ]


async def _password(visit: Visit) -> Response:
    """The form for another password."""
    return _password_form(visit, [])


def _password_form(visit: Visit, wrong: list[str]) -> Response:
    """The form, with what was wrong the last time."""
    _require_kept_here(visit)
    status = 422 if wrong else 200
    return visit.show("password.html", status=status, wrong=wrong, rules=policy.rules(visit.site.config))


def _require_kept_here(visit: Visit) -> None:
    """Raise ``CodedError`` for an account whose password is kept elsewhere."""
    if visit.me.auth not in people.PASSWORDS_HERE:
        raise CodedError("nopasswordchangeforced", "auth", message="The password of this account cannot be changed here.")


async def _change_password(visit: Visit) -> Response:
    """Change the password of who has signed in, who must know the present one. Their other sessions end."""
    _require_kept_here(visit)
    services, site, me = login_services(visit.gateway), visit.site, visit.me
    old, new = visit.text("password"), visit.text("newpassword1")
    _account, stored = await services.store.read(people.by_username, me.username)
    await login.count(services, PASSWORD, by=visit.by)
    wrong = policy.shortcomings(site.config, new)
    if new != visit.text("newpassword2"):
        wrong.append("The new password was typed in two different ways.")
    elif new == old:
        wrong.append("The new password must not be the present one.")
    if not await services.passwords.verify(old, stored):
        await services.count_failure(visit.peer.address)
        wrong.insert(0, "The present password is wrong.")
    if wrong:
        return _password_form(visit, wrong)
    hashed = await services.passwords.hash(new)
    await services.store.write(accounts.set_password, site, me.id, new, now=visit.now, hashed=hashed, session=visit.sid, by=visit.by)
    return visit.go("/my/", told="password")


async def _policy(visit: Visit) -> Response:
    """The policy of the site, to be agreed to."""
    return visit.show("policy.html", policy=visit.site.config["sitepolicy"])


async def _agree(visit: Visit) -> Response:
    """Note that who has signed in has agreed."""
    if visit.site.config["sitepolicy"] and not visit.me.policyagreed:
        await visit.gateway.store.write(_note_agreement, visit)
    return visit.go("/my/")


def _note_agreement(db: Connection, visit: Visit) -> None:
    accounts.change(db, visit.site, visit.me.id, {"policyagreed": 1}, now=visit.now, by=visit.by)
