"""The documentation: from a search to a call that works, in every language that is here."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.visitor import visiting
from tests.oracle.serve import Served

RUNS = {"curl": ["bash"], "python": ["python3"], "javascript": ["node"], "php": ["php"]}
ENDINGS = {"curl": "sh", "python": "py", "javascript": "mjs", "php": "php"}


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_search_to_a_function(browser: Browser, demo: Served, scripts: bool) -> None:
    with visiting(browser, demo.address, scripts=scripts) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as tess").click()
        page.get_by_role("link", name="Functions", exact=True).click()
        page.get_by_label("Find by name").fill("site info")
        page.keyboard.press("Enter")
        page.get_by_role("link", name="core_webservice_get_site_info").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("core_webservice_get_site_info")


@pytest.mark.parametrize("language", RUNS)
def test_programs_run_as_they_are_printed(browser: Browser, demo: Served, tmp_path: Path, language: str) -> None:
    if shutil.which(RUNS[language][0]) is None:
        pytest.skip(f"{RUNS[language][0]} is not installed")
    with visiting(browser, demo.address) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as tess").click()
        page.goto(f"/docs/function?name=core_webservice_get_site_info&in={language}")
        programs = [each.text_content() or "" for each in page.locator("section > .copyable code").all()]
    assert len(programs) >= 6
    for number, program in enumerate(programs):
        file = tmp_path / f"{number}.{ENDINGS[language]}"
        file.write_text(program)
        done = subprocess.run([*RUNS[language], str(file)], capture_output=True, text=True, check=False)
        assert "Triglot Demo School" in done.stdout, (program, done.stdout, done.stderr)


def test_the_openapi_document_is_shown(browser: Browser, demo: Served) -> None:
    with visiting(browser, demo.address) as page:
        page.goto("/")
        page.get_by_role("button", name="Sign in as tess").click()
        page.goto("/docs/openapi")
        page.locator("elements-api").get_by_text("mod_assign", exact=True).click()
        page.locator("elements-api a[href$=mod_assign_get_assignments]").click()
        page.get_by_text("includenotenrolledcourses").first.wait_for()
