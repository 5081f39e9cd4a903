"""The page of one call: the form, and what came of it."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

import msgspec
from starlette.responses import Response

from gateway.admin import saved_calls
from gateway.compare.report import as_data
from gateway.errors import CodedError, ErrorKind, GatewayError
from gateway.php.values import to_int
from gateway.web.pages.lab import exports, form
from gateway.web.pages.lab.asking import LAB, Asking, asked, draft, dumped
from gateway.web.pages.lab.choices import choices, command
from gateway.web.pages.lab.trying import Tried, tried
from gateway.web.pages.page import Page
from gateway.web.pages.readers import functions_of
from gateway.web.pages.visit import Visit

__all__ = ["pages"]


def pages() -> list[Page]:
    """The page."""
    return [Page(path=LAB, show=_show, change=_change)]


async def _show(visit: Visit) -> Response:
    """The form of a function, or the choice of one."""
    return await _shown(visit, await asked(visit))


async def _change(visit: Visit) -> Response:
    """Do what a button of the form asks for; what is wrong is said above the form."""
    try:
        if visit.text("action") == "forget":
            await visit.gateway.store.write(saved_calls.forget, visit.me.id, to_int(visit.text("id", "0")))
            return visit.go(LAB, told="deleted")
        asking = await asked(visit)
        if asking is None:
            return await _shown(visit, None, wrong=["Name a function."])
    except GatewayError as error:
        if error.kind in (ErrorKind.SERVER, ErrorKind.BUSY):
            raise
        return await _shown(visit, await draft(visit), wrong=[error.public_message])
    try:
        return await _done(visit, asking)
    except GatewayError as error:
        if error.kind in (ErrorKind.SERVER, ErrorKind.BUSY):
            raise
        return await _shown(visit, asking, wrong=[error.public_message])


async def _done(visit: Visit, asking: Asking) -> Response:
    """Do what a button of the form asks for. Raises ``GatewayError``."""
    params = asking.function.params
    if path := visit.text("add"):
        form.added(params, asking.arguments, path)
        return await _shown(visit, asking)
    if path := visit.text("remove"):
        form.removed(params, asking.arguments, path)
        return await _shown(visit, asking)
    action = visit.text("action")
    if action in ("json", "fields"):
        return await _shown(visit, msgspec.structs.replace(asking, as_json=action == "json", text=dumped(asking.arguments, indent=2)))
    if action == "save":
        await visit.gateway.store.write(saved_calls.save, visit.me.id, visit.text("name").strip(), asking.saved, now=visit.now)
        return visit.go(LAB, told="saved")
    if action == "export":
        wished = visit.text("as")
        if wished == exports.REPORT:
            return await exports.reported(visit, asking)
        return await _shown(visit, asking, parcels=await exports.exported(visit, asking, wished))
    if action != "call":
        raise CodedError("invalidparameter", message="Nothing to do was named.")
    return await _shown(visit, asking, result=await tried(visit, asking))


async def _shown(
    visit: Visit,
    asking: Asking | None,
    *,
    result: Tried | None = None,
    parcels: Sequence[tuple[str, str]] = (),
    wrong: Sequence[str] = (),
) -> Response:
    """The page, with what came of a call, or with the call to take along."""
    status = 422 if wrong else 200
    if asking is None:
        saved = await visit.gateway.store.read(saved_calls.of_user, visit.me.id)
        return visit.show("lab_choose.html", status=status, wrong=wrong, functions=await functions_of(visit), saved=saved)
    what = f"{asking.function.name} --arguments {shlex.quote(dumped(asking.arguments))}"
    return visit.show(
        "lab.html",
        status=status,
        wrong=wrong,
        asking=asking,
        fields=form.fields(asking.function.params, asking.arguments),
        text=asking.text or dumped(asking.arguments, indent=2),
        call=as_data([result.comparison], result.secrets)["calls"][0] if result else None,
        steps=result.steps if result else (),
        forms=exports.FORMS,
        wished=visit.text("as"),
        parcels=parcels,
        link=f"{visit.site.wwwroot}{asking.link}" if asking.link else None,
        command=command(visit, asking.how, what, writes=asking.writes),
        choices=await choices(visit),
    )
