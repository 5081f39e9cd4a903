"""The documentation of the functions, made from what they declare: ``/docs``.

Nothing here is written by hand for one function. Addresses and order are stable, so that people can link.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from starlette.responses import Response

from gateway.access import tokens
from gateway.describe.samples import sample
from gateway.errors import MissingRecord
from gateway.web.pages import outline, readers
from gateway.web.pages.answers import SampleServer, as_http
from gateway.web.pages.examples import examples
from gateway.web.pages.front import YOURS
from gateway.web.pages.outline import Part
from gateway.web.pages.page import Page, Who
from gateway.web.pages.programs import PROGRAMS
from gateway.web.pages.readers import functions_of
from gateway.web.pages.visit import Visit
from gateway.wire.call import FunctionInfo, Token

__all__ = ["DOCS", "FUNCTION", "pages"]

DOCS: Final = "/docs"
"""The page of all functions."""
FUNCTION: Final = "/docs/function"
"""The page of one function, by its name."""
_PRINT: Final = "/docs/print"
# How many functions are listed at once, and the longest text that is searched for.
_AT_ONCE: Final = 100
_LONGEST_SEARCH: Final = 200


def pages() -> list[Page]:
    """The pages."""
    return [
        Page(path=DOCS, show=_functions, who=Who.VISITORS),
        Page(path=FUNCTION, show=_function, who=Who.VISITORS),
        Page(path=_PRINT, show=_printed, who=Who.VISITORS),
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
    takes, returns = _trees(info)
    server = SampleServer(spoken, gateway, info)
    return visit.show(
        "function.html",
        function=info,
        takes=takes,
        returns=returns,
        calls=[(call.protocol, call.title, make(call.request, site.wwwroot), as_http(await server.answer(call.request))) for call in calls],
        language=language if language in PROGRAMS else "curl",
        language_title=title,
        languages=[(key, program[0]) for key, program in PROGRAMS.items()],
        has_token=token is not None,
        services=sorted(service.name for service in usable),
        errors=sorted((code, text) for (component, code), text in site.registry.errors.items() if component == info.component),
    )


async def _printed(visit: Visit) -> Response:
    """All functions of a component that the reader may call, on one page."""
    component = visit.text("of")
    found = [info for info in await functions_of(visit) if info.component == component]
    if not found:
        raise MissingRecord(message="There is no such component, or you may call nothing of it.")
    described = [(info, *_trees(info)) for info in found]
    return visit.show("docs_print.html", component=component, described=described)


def _trees(info: FunctionInfo) -> tuple[list[Part], Part | None]:
    """The parameters and the result of a function as trees."""
    returns = outline.outline("", info.returns, given=False) if info.returns is not None else None
    return outline.members(info.params, given=True), returns
