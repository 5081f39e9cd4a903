"""A small school with demo data: ``triglot init --demo``."""

from __future__ import annotations

import sys
from pathlib import Path

from sqlalchemy import Connection

from gateway.access import accounts, config, tokens
from gateway.access.addresses import UNKNOWN
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.errors import MissingRecord

__all__ = ["PASSWORD", "SERVICE", "USERNAME", "invitation", "is_loaded", "is_marked", "mark", "token"]

# The user of the example commands; every demo account has this password.
USERNAME, PASSWORD, SERVICE = "tess", "Demo.1234", "demo"  # - for a demo that listens on this machine

# The site setting that a demo site has.
_MARK = "triglot/demo"


def mark(db: Connection) -> None:
    """Note that the site is the demo, or is to become it: whoever knows this program can log in there."""
    config.put(db, _MARK, "1")


def is_marked(db: Connection) -> bool:
    """Whether the site is the demo, or was to become it."""
    return config.load(db, {_MARK: "0"}).flag(_MARK)


def is_loaded(db: Connection) -> bool:
    """Whether the people of the demo are there."""
    return accounts.by_username(db, USERNAME)[0] is not None


def token(db: Connection, vault: Vault, site: SiteData, *, now: int) -> str:
    """The demo user's token for the demo service, created if there is none. Raises ``GatewayError`` without the demo data."""
    owner, _stored = accounts.by_username(db, USERNAME)
    if owner is None:
        raise MissingRecord("user")
    return tokens.for_login(db, vault, site, owner, tokens.service_named(site, SERVICE), address=UNKNOWN, now=now).token


def invitation(base_address: str, value: str) -> str:
    """Example commands with a token that works."""
    command = Path(sys.argv[0]).name if sys.argv else "triglot"
    beside = Path(sys.executable).with_name("triglot")
    triglot = str(_shortest(beside)) if command.startswith("triglot") and beside.exists() else "triglot"
    return f"""
The front page, with a call to copy for each protocol; signing in takes one click there:

  {base_address}/

Three things to try in another terminal:

  # log in: a token for a user name and a password
  curl -d username={USERNAME} -d password={PASSWORD} -d service={SERVICE} {base_address}/login/token.php

  # call a function over REST
  curl -d wstoken={value} -d moodlewsrestformat=json \\
       -d wsfunction=core_user_get_users_by_field -d field=username -d 'values[0]={USERNAME}' \\
       {base_address}/webservice/rest/server.php

  # the same call without a server
  {triglot} call --token {value} core_user_get_users_by_field field=username 'values[0]={USERNAME}'
"""


def _shortest(path: Path) -> Path:
    """The path relative to the working directory, if it is below that."""
    try:
        return path.relative_to(Path.cwd())
    except ValueError:
        return path
