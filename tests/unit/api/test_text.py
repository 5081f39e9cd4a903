"""Texts as functions return them (``docs/contract/server.md 2.4``)."""

from __future__ import annotations

import pytest

from gateway.access.contexts import Context, Level
from gateway.api.text import FORMAT_HTML, FORMAT_MARKDOWN, FORMAT_MOODLE, FORMAT_PLAIN, format_string, format_text, validate_format
from gateway.errors import CodedError
from gateway.wire.call import CallSettings
from tests.unit.campus import WWWROOT, make_site

SITE = make_site()
COURSE = Context(4, Level.COURSE, 2, (1, 4))
USUAL, RAW = CallSettings(), CallSettings(raw=True)
LINK = '<img src="@@PLUGINFILE@@/a.png">'


def formatted(text: str | None, format_: int = FORMAT_HTML, settings: CallSettings = USUAL) -> tuple[str, int]:
    return format_text(text, format_, settings, SITE, COURSE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (None, ""),
        ("", ""),
        ("0", "0"),
        ("Physics", "Physics"),
        ("<b>Physics</b> I", "Physics I"),
        ("Q & A", "Q &amp; A"),
        ("Q &amp; A &#65; &x", "Q &amp; A &#65; &amp;x"),
        ("<script>alert(1)</script>", "alert(1)"),
    ],
)
def test_a_name_has_no_markup_and_no_bare_ampersand(text: str | None, expected: str) -> None:
    assert format_string(text, USUAL) == expected


def test_a_raw_name_is_what_is_stored() -> None:
    assert format_string("<b>Q & A</b>", RAW) == "<b>Q & A</b>"
    assert format_string(None, RAW) == ""


@pytest.mark.parametrize("settings", [USUAL, RAW])
@pytest.mark.parametrize("format_", [FORMAT_MOODLE, FORMAT_PLAIN])
def test_no_text_keeps_its_format(settings: CallSettings, format_: int) -> None:
    assert formatted(None, format_, settings) == formatted("", format_, settings) == ("", format_)


@pytest.mark.parametrize(
    ("format_", "text", "expected"),
    [
        (FORMAT_HTML, "<p>a\nb</p>", "<p>a\nb</p>"),
        (FORMAT_HTML, "<p onclick='x()'>a<script>alert(1)</script></p>", "<p>a</p>"),
        (FORMAT_HTML, '<a href="javascript:x()">a</a>', "<a>a</a>"),
        (FORMAT_MARKDOWN, "*a* <script>x()</script>", "<p><em>a</em> </p>\n"),
        (FORMAT_MOODLE, "a\r\nb", "a<br />\nb"),
        (FORMAT_MOODLE, "<p>a\nb</p>", "<p>a<br />\nb</p>"),
        (FORMAT_MOODLE, "<p>a</p>\n<p>b</p>\nc", "<p>a</p><p>b</p> c"),
        (FORMAT_PLAIN, "a < b\nc", "a &lt; b<br />c"),
        (FORMAT_PLAIN, "<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
    ],
)
def test_a_text_becomes_clean_html(format_: int, text: str, expected: str) -> None:
    assert formatted(text, format_) == (expected, FORMAT_HTML)


@pytest.mark.parametrize("format_", [FORMAT_MOODLE, FORMAT_HTML, FORMAT_PLAIN, FORMAT_MARKDOWN])
def test_a_raw_text_is_what_is_stored_in_its_format(format_: int) -> None:
    text = "<p onclick='x()'>a & b\n</p>"
    assert formatted(text, format_, RAW) == (text, format_)


@pytest.mark.parametrize(
    ("itemid", "settings", "address"),
    [
        (None, RAW, f"{WWWROOT}/webservice/pluginfile.php/4/mod_page/content/"),
        (0, RAW, f"{WWWROOT}/webservice/pluginfile.php/4/mod_page/content/"),
        (7, RAW, f"{WWWROOT}/webservice/pluginfile.php/4/mod_page/content/7/"),
        (7, CallSettings(raw=True, file="pluginfile.php"), f"{WWWROOT}/pluginfile.php/4/mod_page/content/7/"),
        (7, CallSettings(raw=True, fileurl=False), "@@PLUGINFILE@@/"),
        (7, USUAL, f"{WWWROOT}/webservice/pluginfile.php/4/mod_page/content/7/"),
    ],
)
def test_addresses_of_files_lead_here_unless_the_call_wants_the_placeholder(
    itemid: int | None, settings: CallSettings, address: str
) -> None:
    text, _ = format_text(LINK, FORMAT_HTML, settings, SITE, COURSE, component="mod_page", filearea="content", itemid=itemid)
    assert f'src="{address}a.png"' in text


@pytest.mark.parametrize("area", [{}, {"component": "mod_page"}, {"filearea": "content"}])
def test_without_component_and_area_placeholders_stay(area: dict[str, str]) -> None:
    assert (
        format_text(LINK, FORMAT_HTML, RAW, SITE, COURSE, component=area.get("component", ""), filearea=area.get("filearea", ""))[0] == LINK
    )


@pytest.mark.parametrize("format_", [0, 1, 2, 4])
def test_formats_in_which_texts_are_written(format_: int) -> None:
    assert validate_format(format_) == format_


@pytest.mark.parametrize("format_", [3, 5, -1])
def test_other_formats_are_refused(format_: int) -> None:
    with pytest.raises(CodedError) as caught:
        validate_format(format_)
    assert (caught.value.errorcode, caught.value.component) == ("formatnotsupported", "webservice")


def test_a_text_in_the_automatic_format_may_become_a_block() -> None:
    for format_, expected in ((FORMAT_MOODLE, '<div class="text_to_html">a</div>'), (FORMAT_HTML, "a"), (FORMAT_PLAIN, "a")):
        assert format_text("a", format_, USUAL, SITE, COURSE, block=True) == (expected, FORMAT_HTML)
