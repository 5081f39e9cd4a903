"""Contexts as a tree, one branch at a time, and the answer to "may this user do this here, and why"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import Connection
from starlette.responses import Response

from gateway.access import contexts
from gateway.access.contexts import SYSTEM, Context
from gateway.admin import places, reasons, roles
from gateway.admin.places import Place
from gateway.admin.reasons import Reason
from gateway.admin.roles import Assigned
from gateway.errors import CodedError, GatewayError, MissingRecord
from gateway.web.pages.admin.forms import administered, number, person
from gateway.web.pages.page import Page
from gateway.web.pages.visit import Visit

__all__ = ["CONTEXTS", "pages"]

CONTEXTS = "/admin/contexts"
"""The page."""
_AT_ONCE: Final = 100


class Branch(msgspec.Struct, frozen=True, kw_only=True):
    """A context with those above it, those directly in it, and who has which role there."""

    here: Context
    above: list[Place]
    children: list[Place]
    assigned: list[Assigned]


def pages() -> list[Page]:
    """The page."""
    return [administered(CONTEXTS, _show)]


async def _show(visit: Visit, wrong: Sequence[str] = ()) -> Response:
    """A branch of the tree, and the answer to a question about it."""
    store, refused = visit.gateway.store, list(wrong)
    branch = await store.read(_branch, visit)
    reason = None
    if visit.text("user").strip():
        try:
            reason = await store.read(_reason, visit, branch.here)
        except GatewayError as error:
            refused.append(error.public_message)
    return visit.show(
        "admin_contexts.html",
        status=422 if refused else 200,
        wrong=refused,
        branch=branch,
        children=branch.children[:_AT_ONCE],
        more=branch.children[_AT_ONCE - 1].context.id if len(branch.children) > _AT_ONCE else None,
        locked=visit.site.locked,
        reason=reason,
        capabilities=sorted(visit.site.capabilities),
        asked={name: visit.text(name).strip() for name in ("user", "capability")},
    )


def _branch(db: Connection, visit: Visit) -> Branch:
    here = contexts.by_id(db, number(visit, "id", SYSTEM.id))
    if here is None:
        raise MissingRecord(message="There is no such context.")
    known = contexts.by_ids(db, here.ids)
    above = [known[id_] for id_ in here.ids if id_ in known]
    named = places.named(db, [*above, *places.children(db, here, after=number(visit, "after"), most=_AT_ONCE + 1)])
    return Branch(
        here=here,
        above=named[: len(above)],
        children=named[len(above) :],
        assigned=roles.assigned(db, contextid=here.id, most=_AT_ONCE),
    )


def _reason(db: Connection, visit: Visit, here: Context) -> Reason:
    """Whether somebody holds a capability here. Raises ``CodedError`` if there is no such user or capability."""
    capability = visit.text("capability").strip()
    if capability not in visit.site.capabilities:
        raise CodedError("invalidparameter", message="There is no such capability.")
    return reasons.reason(visit.site, person(db, visit), here, capability)
