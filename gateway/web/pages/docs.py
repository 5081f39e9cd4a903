"""The documentation of the interface, made from what the functions and the protocols declare: ``/docs``.

Nothing here is written by hand for one function. Addresses and order are stable, so that people can link.
"""

from __future__ import annotations

import inspect
from functools import lru_cache
from itertools import groupby
from typing import Final

from starlette.responses import Response

from gateway.access import tokens
from gateway.admin.error_table import error_table
from gateway.describe.samples import sample
from gateway.errors import MissingRecord
from gateway.web.pages import outline, readers
from gateway.web.pages.examples import examples
from gateway.web.pages.front import YOURS
from gateway.web.pages.page import Page, Who
from gateway.web.pages.programs import PROGRAMS
from gateway.web.pages.readers import functions_of
from gateway.web.pages.visit import Visit
from gateway.wire.call import FunctionInfo, Token
from gateway.wire.protocol import clients_of, title_of

__all__ = ["DOCS", "FUNCTION", "pages"]

DOCS: Final = "/docs"
"""The page of all functions."""
FUNCTION: Final = "/docs/function"
"""The page of one function, by its name."""
_ERRORS: Final = "/docs/errors"
_PROTOCOLS: Final = "/docs/protocols"
# How many functions are listed at once, and the longest text that is searched for.
_AT_ONCE: Final = 100
_LONGEST_SEARCH: Final = 200


def pages() -> list[Page]:
    """The pages."""
    return [
        Page(path=DOCS, show=_functions, who=Who.VISITORS),
        Page(path=FUNCTION, show=_function, who=Who.VISITORS),
        Page(path=_PROTOCOLS, show=_protocols, who=Who.VISITORS),
        Page(path=_ERRORS, show=_errors, who=Who.VISITORS),
    ]


async def _functions(visit: Visit) -> Response:
    """The functions, or those that a search finds by name, text and parameter."""
    search, component, after = visit.text("q").strip()[:_LONGEST_SEARCH], visit.text("of"), visit.text("after")
    visible = await functions_of(visit)
    components = sorted({info.component for info in visible})
    found = _found(visible, search.lower().split()) if search else visible
    if component:
        found = [info for info in found if info.component == component]
    if after:
        names = [info.name for info in found]
        found = found[names.index(after) + 1 :] if after in names else []
    shown = found[:_AT_ONCE]
    return visit.show(
        "docs.html",
        functions=shown,
        total=len(visible),
        search=search,
        component=component,
        components=components,
        more=shown[-1].name if len(found) > _AT_ONCE else None,
    )


def _found(functions: list[FunctionInfo], terms: list[str]) -> list[FunctionInfo]:
    """The functions with all terms, those first whose names have them all."""
    named = [info for info in functions if all(term in info.name for term in terms)]
    names = {info.name for info in named}
    return named + [info for info in functions if info.name not in names and all(term in _words(info) for term in terms)]


@lru_cache(maxsize=4096)
def _words(info: FunctionInfo) -> str:
    """All that is searched of a function, in lower case."""
    parts = [info.name, info.text, *outline.words(outline.members(info.params, given=True))]
    if info.returns is not None:
        parts += outline.words([outline.outline("", info.returns, given=False)])
    return "\n".join(parts).lower()


async def _function(visit: Visit) -> Response:
    """One function: what it takes, returns and refuses, and how to call it by each protocol."""
    name, language = visit.text("name"), visit.text("in", "curl")
    info = next((each for each in await functions_of(visit) if each.name == name), None)
    if info is None:
        raise MissingRecord(message="There is no such function, or you may not call it.")
    title, make = PROGRAMS.get(language, PROGRAMS["curl"])
    site, gateway = visit.site, visit.gateway
    token = None
    if visit.person is not None:
        token = await gateway.store.read(tokens.in_hand, gateway.vault, site, visit.person, name, now=visit.now)
    spoken = [each for each in gateway.protocols if not each.switched or each.name in site.protocols]
    calls = examples(spoken, site.wwwroot, info, sample(info.params), Token(token or YOURS))
    usable = [service for service in await readers.services_of(visit) if name in service.functions]
    return visit.show(
        "function.html",
        function=info,
        takes=outline.members(info.params, given=True),
        returns=outline.outline("", info.returns, given=False) if info.returns is not None else None,
        calls=[(call.protocol, call.title, make(call.request, site.wwwroot)) for call in calls],
        language=language if language in PROGRAMS else "curl",
        language_title=title,
        languages=[(key, program[0]) for key, program in PROGRAMS.items()],
        has_token=token is not None,
        services=sorted(service.name for service in usable),
        errors=sorted((code, text) for (component, code), text in site.registry.errors.items() if component == info.component),
    )


async def _protocols(visit: Visit) -> Response:
    """The protocols: what each is, whether it is on, its addresses, and the functions to begin with."""
    site = visit.site
    listed = []
    for protocol in visit.gateway.protocols:
        on = not protocol.switched or protocol.name in site.protocols
        titles = [title_of(protocol, name) for name in clients_of(protocol)]
        listed.append((protocol, titles, on, _about(protocol)))
    return visit.show("protocols.html", protocols=listed)


def _about(protocol: object) -> str:
    """What a protocol says of itself, on one line."""
    return " ".join((inspect.getdoc(type(protocol)) or "").partition("\n\n")[0].split())


async def _errors(visit: Visit) -> Response:
    """The codes of errors, those of the kernel and those of each component, with what they are on each protocol."""
    rows = error_table(visit.site.registry)
    return visit.show("errors.html", groups=[(name, list(group)) for name, group in groupby(rows, key=lambda row: row.component)])
