"""The secrets with which upstreams are called: sealed in the database, one for an upstream, or one for each service of callers."""

from __future__ import annotations

import msgspec
from sqlalchemy import Connection, delete, select

from gateway.access.secrets import Vault
from gateway.store.changes import ChangeKind, note
from gateway.store.rows import insert_row
from gateway.upstream.tables import upstream_secret
from gateway.wire.call import Credential, Password, Token

__all__ = ["forget", "listed", "load", "put"]

_cols = upstream_secret.c


def put(db: Connection, vault: Vault, upstream: str, service: str, credential: Credential, *, now: int) -> None:
    """Store the credential with which an upstream is called for callers of a service, or of any, in the place of the one before."""
    forget(db, upstream, service)
    sealed = vault.enclose(msgspec.json.encode(_data(credential)).decode())
    insert_row(db, upstream_secret, {"upstream": upstream, "service": service, "sealedvalue": sealed, "timemodified": now})


def forget(db: Connection, upstream: str, service: str) -> bool:
    """Delete a stored credential; whether there was one."""
    note(db, ChangeKind.UPSTREAM)
    return db.execute(delete(upstream_secret).where(_cols.upstream == upstream, _cols.service == service)).rowcount > 0


def listed(db: Connection) -> list[tuple[str, str]]:
    """Which secrets are stored: upstream and service of each."""
    rows = db.execute(select(_cols.upstream, _cols.service).order_by(_cols.upstream, _cols.service))
    return [(row.upstream, row.service) for row in rows]


def load(db: Connection, vault: Vault) -> dict[tuple[str, str], Credential]:
    """All stored credentials, by upstream and service. Raises ``SecretsError`` if one was sealed with another key."""
    rows = db.execute(select(_cols.upstream, _cols.service, _cols.sealedvalue))
    return {(row.upstream, row.service): _credential(vault.unseal(row.sealedvalue) or "{}") for row in rows}


def _data(credential: Credential) -> dict[str, str]:
    if isinstance(credential, Password):
        return {"username": credential.username, "password": credential.password}
    assert isinstance(credential, Token)
    return {"token": credential.value}


def _credential(text: str) -> Credential:
    data: dict[str, str] = msgspec.json.decode(text)
    return Token(data["token"]) if "token" in data else Password(data.get("username", ""), data.get("password", ""))
