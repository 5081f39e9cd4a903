"""Taking a state out of a site: what ``triglot load`` would make the same site of."""

from __future__ import annotations

import base64
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from gateway.access.secrets import Vault
from gateway.admin.state import State
from gateway.registry.registry import Registry
from gateway.store.blobs import EMPTY, Blobs
from gateway.store.store import Store
from gateway.store.tables.files import files
from gateway.store.tables.mail import outgoing_mail
from gateway.store.tables.services import external_functions, external_services, external_services_functions, external_tokens
from gateway.store.tables.site import change, config, config_plugins, document, idempotency, lease, logstore_standard_log
from gateway.store.tables.usage import usage_agent, usage_ending, usage_function, usage_token
from gateway.store.tables.users import sessions, user_password_resets, user_private_key

__all__ = ["dump"]

# What a site notes beside its data, what follows from what components declare, and what a state has in another form.
_LEFT_OUT: Final = frozenset(
    table.name
    for table in (
        *(change, document, idempotency, lease, logstore_standard_log, outgoing_mail, sessions, user_password_resets),
        *(usage_agent, usage_ending, usage_function, usage_token, external_functions, external_services_functions, config, config_plugins),
    )
)
# The secrets of a table, with the columns that they are sealed in.
_SEALED: Final = {
    external_tokens.name: {"token": "sealedtoken", "privatetoken": "sealedprivatetoken"},
    user_private_key.name: {"value": "sealedvalue"},
}


async def dump(store: Store, registry: Registry, vault: Vault, blobs: Blobs) -> State:
    """The state of a site, with its tokens as clear text and the hashes of its passwords.

    Sessions, logs and what was never sealed are left out.
    """
    state = await store.read(_rows, registry, vault)
    names = sorted({row["contenthash"] for row in state[files.name]} - {EMPTY.hash})
    contents: dict[str, str] = {}
    for name in names:
        try:
            contents[name] = base64.b64encode(await blobs.get(name)).decode()
        except FileNotFoundError:  # the row stays, and says what is missing
            continue
    return {**state, "blobs": contents}


def _rows(db: Connection, registry: Registry, vault: Vault) -> dict[str, Any]:
    """The rows of all tables, and the settings of the site."""
    state: dict[str, Any] = {"config": _config(db)}
    for name, table in sorted(registry.tables.items()):
        if name not in _LEFT_OUT:
            state[name] = [row for each in _table(db, table) if (row := _clear(name, each, vault)) is not None]
    links = external_services_functions.c
    functions: dict[int, list[str]] = {}
    for serviceid, function in db.execute(select(links.externalserviceid, links.functionname).order_by(links.functionname)):
        functions.setdefault(serviceid, []).append(function)
    for service in state[external_services.name]:
        service["functions"] = functions.get(service["id"], [])
    return state


def _table(db: Connection, table: Table) -> list[dict[str, Any]]:
    """The rows of a table in the order of their keys."""
    return [dict(row) for row in db.execute(select(table).order_by(*table.primary_key.columns)).mappings()]


def _clear(name: str, row: dict[str, Any], vault: Vault) -> dict[str, Any] | None:
    """A row with its secrets as clear text; None for one whose secret is not known, or that belongs to a session."""
    for column, sealed in _SEALED.get(name, {}).items():
        secret = row.pop(sealed)
        value = vault.unseal(secret)
        if value is None and row[column]:
            return None
        row[column] = value if value is not None else row[column]
    return None if row.get("sid") else row


def _config(db: Connection) -> dict[str, str]:
    """The settings that the site has stored."""
    stored = {row.name: row.value for row in db.execute(select(config.c.name, config.c.value).order_by(config.c.name))}
    cols = config_plugins.c
    plugins = db.execute(select(cols.plugin, cols.name, cols.value).order_by(cols.plugin, cols.name))
    return {**stored, **{f"{row.plugin}/{row.name}": row.value for row in plugins}}
