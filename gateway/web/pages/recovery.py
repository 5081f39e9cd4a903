"""For who cannot sign in yet: confirming an account, and setting a new password, by links that were mailed.

A link is shown a form first, and does nothing before that is sent: programs that look through mails open links, too. The secret of the
link is the key of the form.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from gateway.access import login, policy
from gateway.access.accounts import Account
from gateway.admin import confirmation, resets
from gateway.describe.cleaners import clean
from gateway.describe.types import USERNAME
from gateway.errors import CodedError
from gateway.php.values import to_text
from gateway.web import wanted
from gateway.web.pages.gate import LOGIN
from gateway.web.pages.page import Page, Who
from gateway.web.pages.visit import Visit
from gateway.web.services import login_services

__all__ = ["pages"]

_UNPROCESSABLE: Final = 422


def pages() -> list[Page]:
    """The pages to which mailed links lead."""
    return [
        Page(path=confirmation.PATH, show=_ask_to_confirm, change=_confirm, who=Who.EVERYBODY, of_its_own=True, before_duties=True),
        Page(path=resets.PATH, show=_forgotten, change=_set_or_request, who=Who.EVERYBODY, of_its_own=True, before_duties=True),
    ]


async def _ask_to_confirm(visit: Visit) -> Response:
    """The question whether the account of a link shall be confirmed."""
    _require_sign_up(visit)
    username = visit.text("data").partition("/")[2]
    return visit.show("confirm.html", username=username, data=visit.text("data"), redirect=visit.text("redirect"))


async def _confirm(visit: Visit) -> Response:
    """Confirm the account of a link; people then sign in, and come to where the link leads."""
    _require_sign_up(visit)
    secret, _, username = visit.text("data").partition("/")
    gateway, site = visit.gateway, visit.site
    done = await gateway.store.write(confirmation.confirm, gateway.vault, site, username, secret, now=visit.now, by=visit.by)
    if done is confirmation.Confirmed.NOT:
        raise CodedError("invalidconfirmdata", message="The link by which the account is confirmed is not right.")
    answer = visit.go(LOGIN, told="confirmed")
    wanted.remember(answer, site, wanted.on_site(site, visit.text("redirect")) or "")
    return answer


def _require_sign_up(visit: Visit) -> None:
    """Raise ``CodedError`` where there is no signing up."""
    if not confirmation.is_possible(visit.site):
        raise CodedError("confirmationnotenabled", message="Accounts are not confirmed by mail on this site.")


async def _forgotten(visit: Visit) -> Response:
    """The form for a new password, of who has a link; else that by which one is asked for."""
    if elsewhere := visit.site.config["forgottenpasswordurl"]:
        return visit.sent_on(elsewhere)
    if token := visit.text("token"):
        return _new_password(visit, await visit.gateway.store.read(resets.owner, visit.site, token, now=visit.now), [])
    return visit.show("forgotten.html", wrong=[], said="")


def _new_password(visit: Visit, owner: Account, wrong: list[str]) -> Response:
    """The form for a new password, with what was wrong the last time."""
    status, rules = _UNPROCESSABLE if wrong else 200, policy.rules(visit.site.config)
    return visit.show("new_password.html", status=status, owner=owner, token=visit.text("token"), wrong=wrong, rules=rules)


async def _set_or_request(visit: Visit) -> Response:
    """Set the new password of who has a link, or mail one. Both count as attempts to log in."""
    if visit.site.config["forgottenpasswordurl"]:
        raise CodedError("cannotmailconfirm", message="Passwords are set elsewhere.")
    await login.count(login_services(visit.gateway), resets.PATH, by=visit.by)
    return await (_set(visit) if visit.text("token") else _request(visit))


async def _set(visit: Visit) -> Response:
    """Set the new password of who has a link."""
    gateway, site, token, new = visit.gateway, visit.site, visit.text("token"), visit.text("newpassword1")
    owner = await gateway.store.read(resets.owner, site, token, now=visit.now)
    wrong = policy.shortcomings(site.config, new)
    if not new:
        wrong = wrong or ["Type the new password."]
    elif new != visit.text("newpassword2"):
        wrong.append("The new password was typed in two different ways.")
    if wrong:
        return _new_password(visit, owner, wrong)
    hashed = await gateway.pipeline.passwords.hash(new)
    await gateway.store.write(resets.use, site, token, new, hashed=hashed, now=visit.now, by=visit.by)
    return visit.go(LOGIN, told="newpassword")


async def _request(visit: Visit) -> Response:
    """Mail a link to who has forgotten a password."""
    store, asked = visit.gateway.store, (visit.gateway.vault, visit.site, _username(visit), visit.text("email").strip())
    if wrong := await store.write(resets.wrong, *asked, now=visit.now):
        return visit.show("forgotten.html", status=_UNPROCESSABLE, wrong=sorted(set(wrong.values())), said="")
    answer = await store.write(resets.request, *asked, now=visit.now)
    return visit.show("forgotten.html", wrong=[], said=resets.TEXTS[answer])


def _username(visit: Visit) -> str:
    """The user name in the form, as accounts have them."""
    return to_text(clean(visit.text("username").strip().lower(), USERNAME, visit.site))
