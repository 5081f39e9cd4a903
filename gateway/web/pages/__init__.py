"""The pages that people look at, rendered on the server from the registry and the services that commands use.

A page is declared where it is written (``gateway.web.pages.page.Page``) and reached through the gate alone, which knows who may open
it. Pages work without scripts; what they load comes from this site.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from gateway.web.pages import admin, docs, duties, front, gate, keys, lab, look, openapi, own, recovery, reference, signin
from gateway.web.pages.page import Page
from gateway.web.services import Services

__all__ = ["every_page", "routes"]


def every_page() -> list[Page]:
    """All pages, those that are open to all first."""
    modules = (front, signin, recovery, duties, own, keys, docs, reference, openapi, lab, admin)
    return [page for module in modules for page in module.pages()]


def routes(gateway: Services) -> list[BaseRoute]:
    """The addresses of all pages, and of what they load."""
    return [*(gate.route(gateway, page) for page in every_page()), *look.routes()]
