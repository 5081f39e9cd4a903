"""The front page: what the site is, at which addresses it is called, and a call to copy for each protocol."""

from __future__ import annotations

from ipaddress import ip_address

from starlette.responses import Response

from gateway.access import tokens
from gateway.admin import demo
from gateway.registry.registry import Registry
from gateway.web.pages import signin
from gateway.web.pages.examples import examples
from gateway.web.pages.gate import LOOPBACK
from gateway.web.pages.page import Page, Who
from gateway.web.pages.visit import Visit
from gateway.wire.call import FunctionInfo, FunctionType, Token

__all__ = ["YOURS", "pages"]

# The function that clients of the contract call first; where it is missing, any that reads and needs no arguments.
_FIRST = "core_webservice_get_site_info"
YOURS = "YOUR_TOKEN"
"""What stands in the place of the token that the reader does not have."""
# The people of the demo who may come in with one click: who teaches, and who administers.
_DEMO = ((demo.USERNAME, "a teacher, with a token for all functions"), ("admin", "the administrator"))


def pages() -> list[Page]:
    """The front page."""
    return [Page(path="/", show=_front, who=Who.VISITORS, before_duties=True)]


async def _front(visit: Visit) -> Response:
    """The front page, with the reader's own token in its calls where there is one."""
    gateway, site = visit.gateway, visit.site
    function = _hello(site.registry)
    token = None
    if function is not None and visit.person is not None:
        token = await gateway.store.read(tokens.in_hand, gateway.vault, site, visit.person, function.name, now=visit.now)
    spoken = [each for each in gateway.protocols if not each.switched or each.name in site.protocols]
    calls = list(examples(spoken, site.wwwroot, function, {}, Token(token or YOURS))) if function else []
    offered = _demo_offered(visit)
    sid = signin.browser_id(visit)
    answer = visit.show(
        "front.html",
        calls=calls if site.config.flag("enablewebservices") else [],
        function=function,
        has_token=token is not None,
        functions=len(site.registry),
        demo=_DEMO if offered else (),
        password=demo.PASSWORD if offered else "",
        key=signin.form_key(visit, sid) if offered else "",
    )
    if offered:
        visit.give_session(answer, sid)
    return answer


def _hello(registry: Registry) -> FunctionInfo | None:
    """The function of the calls to copy."""
    first = registry.get(_FIRST)
    if first is not None:
        return first.info
    bare = (function.info for function in registry if function.info.type is FunctionType.READ and not function.info.params.members)
    return next((info for info in bare if not info.deprecated), None)


def _demo_offered(visit: Visit) -> bool:
    """Whether the demo's accounts are offered: to who sits at the machine that serves the demo, and nobody else."""
    if visit.account is not None or not visit.site.config.flag("triglot/demo"):
        return False
    try:
        near = ip_address(visit.peer.address).is_loopback
    except ValueError:
        return False
    return near and visit.request.url.hostname in LOOPBACK
