"""Automatic log-in from the app to a browser, with a single-use key (``docs/contract/server.md 9.3``).

With a token and its private token a user gets a key, with which a browser at the same address begins a session within a minute.
Administrators cannot: the app may do less than they can in a browser.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from gateway.access import keys, roles
from gateway.access.capabilities import has
from gateway.access.contexts import SYSTEM
from gateway.access.secrets import Vault, digest
from gateway.access.site import SiteData
from gateway.errors import CodedError
from gateway.php.values import to_int
from gateway.store.rows import upsert
from gateway.store.tables.services import external_tokens
from gateway.store.tables.users import user_preferences

__all__ = ["SCRIPT", "new_key", "note_request", "require_possible"]

SCRIPT = "tool_mobile"
_SECONDS = 60
_LAST_REQUEST = "tool_mobile_autologin_request_last"


def require_possible(db: Connection, site: SiteData, userid: int) -> None:
    """Raise the ``CodedError`` of the first rule that forbids a user automatic log-in."""
    if not (site.config.flag("enablewebservices") and site.config.flag("enablemobilewebservice")):
        raise CodedError("enablewsdescription", "webservice")
    if not site.wwwroot.startswith("https://"):
        raise CodedError("httpsrequired", "tool_mobile")
    if userid in site.admins or has(site, roles.subject(db, userid), SYSTEM, "moodle/site:config"):
        raise CodedError("autologinnotallowedtoadmins", "tool_mobile")


def note_request(db: Connection, site: SiteData, userid: int, *, now: int) -> None:
    """Record that a user asks for a key, whatever the private token. Raises ``CodedError`` for requests that come too soon."""
    cols = user_preferences.c
    last = db.execute(select(cols.value).where(cols.userid == userid, cols.name == _LAST_REQUEST)).scalar_one_or_none()
    if now - to_int(last or "0") < site.config.number("tool_mobile/autologinmintimebetweenreq"):
        raise CodedError("autologinkeygenerationlockout", "tool_mobile")
    upsert(db, user_preferences, {"userid": userid, "name": _LAST_REQUEST}, {"value": str(now)})


def new_key(db: Connection, vault: Vault, userid: int, tokenid: int, privatetoken: str, *, address: str, now: int) -> str:
    """Create a single-use key for one address. Raises ``CodedError`` if the private token is not that of the token."""
    cols = external_tokens.c
    known = cols.id == tokenid, cols.userid == userid, cols.privatetoken == digest(privatetoken)
    if db.execute(select(cols.id).where(*known)).first() is None:
        raise CodedError("invalidprivatetoken", "tool_mobile")
    return keys.create_bound(db, vault, SCRIPT, userid, address=address, validuntil=now + _SECONDS, now=now)
