"""A browser in a person's hands: Chromium, watched for what no page may do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from playwright.sync_api import Browser, ConsoleMessage, Page, Request

__all__ = ["ARGUMENTS", "NARROW", "WIDE", "visiting"]

# Without the last five, Chromium looks for hosts of its maker at every start.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
WIDE, NARROW = 1200, 360

_NOTES_VIOLATIONS = """\
document.addEventListener("securitypolicyviolation", e => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
"""


# What scripts of others say that is no fault: Elements is told of the next version of a library of its own.
_EXCUSED = ("React Router Future Flag Warning",)


@contextmanager
def visiting(
    browser: Browser,
    address: str,
    *,
    width: int = WIDE,
    scheme: Literal["dark", "light"] = "light",
    scripts: bool = True,
    errors: bool = False,
) -> Iterator[Page]:
    """A new visitor's page.

    At the end nothing has been asked of another host, the policy of no page was violated, and no script has failed; unless ``errors``
    are expected, every answer was a good one.
    """
    screen: Any = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme, "reduced_motion": "reduce"}
    context = browser.new_context(base_url=address, java_script_enabled=scripts, **screen)
    strangers: list[str] = []
    said: list[str] = []

    def requested(request: Request) -> None:
        if not request.url.startswith((f"{address}/", "data:")):
            strangers.append(request.url)

    def spoken(message: ConsoleMessage) -> None:
        excused = _EXCUSED if not errors else (*_EXCUSED, "Failed to load resource")
        if message.type in ("error", "warning") and not any(text in message.text for text in excused):
            said.append(message.text)

    def failed(error: Any) -> None:
        said.append(str(error))

    page = context.new_page()
    if scripts:
        page.add_init_script(_NOTES_VIOLATIONS)
    page.on("request", requested)
    page.on("console", spoken)
    page.on("pageerror", failed)
    try:
        yield page
        assert not strangers
        assert not said
    finally:
        context.close()
