"""The verb ``usage``."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from click.testing import Result

from tests.unit.cli.verbs import done, refusal, told

Triglot = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("demo")


def test_a_site_that_nobody_has_called(triglot: Triglot) -> None:
    shown = done(triglot("usage", "--days", "7", "--protocol", "xmlrpc"))
    assert shown.startswith("Calls within 7 days, by protocol:\nnothing\n")
    assert "  core_webservice_get_site_info" in shown.splitlines()
    assert "core_user_get_users" in told(triglot("usage", "--json"))["unused"]
    assert "is not in the range" in refusal(triglot("usage", "--days", "0"), 2)
