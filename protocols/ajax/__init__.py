"""AJAX: batches of calls from the site's own pages, and from clients that do not know the site yet."""

from __future__ import annotations

from protocols.ajax.asgi import Ajax

__all__ = ["Ajax"]
