"""XML from strangers: what is read, what is refused, and what that costs."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.errors import CodecError, DecodeError, EncodeError, HostileInput
from protocols.markup import carries, decode_base64, document, encode_base64, escaper, parse

DECLARED = '<?xml version="1.0" encoding="{}"?><a>é</a>'

escape = escaper("&amp;", "&lt;", "&gt;", ("\r", "&#13;"))


@pytest.mark.parametrize(
    "body",
    [
        "<a>é</a>".encode(),
        b"\xef\xbb\xbf" + "<a>é</a>".encode(),
        "<a>é</a>".encode("utf-16"),
        DECLARED.format("UTF-16").encode("utf-16"),
        DECLARED.format("utf-8").encode(),
        DECLARED.format("ISO-8859-1").encode("latin-1"),
        DECLARED.format("latin1").encode("latin-1"),
        DECLARED.format("windows-1252").encode("cp1252"),
        DECLARED.format("ISO-8859-15").encode("iso-8859-15"),
        DECLARED.format("utf-7").encode("utf-7"),
        "<a>é</a>".encode("utf-32"),
        b'<?xml version="1.0" encoding="us-ascii"?><a>&#233;</a>',
        b"<a>&#xe9;</a>",
        b"<a><!-- c -->&#233;<?x y?></a>",
    ],
)
def test_what_is_read(body: bytes) -> None:
    assert parse(body).text == "é"


def test_texts_around_comments_are_one() -> None:
    assert parse(b"<a>x<!-- c -->y<?pi x?>z<![CDATA[<!DOCTYPE q>]]>&amp;&#13;</a>").text == "xyz<!DOCTYPE q>&\r"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"x",
        b"<a>",
        b" <?xml version='1.0'?><a/>",
        b"<a>\xff</a>",
        b"<a>&e;</a>",
        b"<a>&#0;</a>",
        b"<a>\x01</a>",
        b"<a b='1' b='2'/>",
        b"<a/><b/>",
        b'<?xml version="1.0" encoding="no-such"?><a/>',
        b"\x1f\x8b\x08\x00",
    ],
)
def test_what_is_not_xml_to_us(body: bytes) -> None:
    with pytest.raises(DecodeError):
        parse(body)


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        (b"<a>\xe9\x80</a>", "windows-1252", "é€"),
        (b"<?xml version='1.0' encoding='utf-8'?><a>\xe9</a>", "ISO-8859-1", "é"),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?><a>\xc3\xa9</a>', "UTF-8", "é"),
        (b"<a>\xc3\xa9</a>", "UTF-8", "é"),
        (b"\xef\xbb\xbf<a>\xc3\xa9</a>", "ISO-8859-1", "é"),
    ],
)
def test_the_charset_of_the_transport_has_the_last_word(body: bytes, charset: str, text: str) -> None:
    assert parse(body, charset=charset).text == text


def test_an_unknown_charset_is_named_as_such() -> None:
    with pytest.raises(DecodeError, match="charset"):
        parse(b"<a/>", charset="no-such")


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"<a>\n  <b></a>", "line 2, column 10 \\(tag name mismatch\\)"),
        (b"--M", "line 1, column 1"),
        (b" \n", "is empty"),
        (b"<a>&nbsp;</a>", "line 1, column 10 \\(undeclared entity\\)"),
    ],
)
def test_what_is_not_well_formed_is_told_with_its_place(body: bytes, text: str) -> None:
    with pytest.raises(DecodeError, match=text):
        parse(body)


def test_tags_are_counted_in_every_encoding() -> None:
    body = ('<?xml version="1.0" encoding="utf-7"?>' + "<a>" + "<b/>" * 100 + "</a>").replace("<b", "+ADw-b").encode()
    assert body.count(b"<") < 10
    with pytest.raises(HostileInput, match="more than 50 tags"):
        parse(body, 50)


def growing(mark: str, seed: str) -> str:
    """Entities of which each is ten times as long as the one before it."""
    texts = [seed, *[f"{mark}{level};" * 10 for level in range(11)]]
    return "".join(f"<!ENTITY {'% ' if mark == '%e' else ''}e{level} '{text}'>" for level, text in enumerate(texts))


def numbered(part: str) -> str:
    """A part many times, each with its own number in it."""
    return " ".join(part.format(number) for number in range(1_000_000))


HOSTILE: dict[str, Callable[[], str]] = {
    "a document type": lambda: "<!DOCTYPE a><a/>",
    "an external document type": lambda: '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd"><a/>',
    "an external entity": lambda: '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]><a>&e;</a>',
    "an external parameter entity": lambda: '<!DOCTYPE a [<!ENTITY % e SYSTEM "file:///etc/hostname">%e;]><a/>',
    "a billion laughs": lambda: "<!DOCTYPE a [" + growing("&e", "ha" * 100) + "]><a>&e11;</a>",
    "a billion laughs in an attribute": lambda: "<!DOCTYPE a [" + growing("&e", "ha" * 100) + "]><a b='&e11;'/>",
    "a billion laughs in the document type": lambda: "<!DOCTYPE a [" + growing("%e", "<!-- x -->") + "%e11;]><a/>",
    "quadratic growth": lambda: f"<!DOCTYPE a [<!ENTITY e '{'a' * 100_000}'>]><a>{'&e;' * 10_000}</a>",
    "deep nesting": lambda: "<a>" * 1_000_000,
    "many elements": lambda: f"<a>{'<b/>' * 4_000_000}</a>",
    "many attributes": lambda: "<a " + numbered("a{}=''") + "/>",
    "many namespaces": lambda: "<a " + numbered("xmlns:a{}='b'") + "/>",
    "an endless name": lambda: f"<{'a' * 10_000_000}/>",
    "an endless attribute": lambda: f'<a b="{"x" * 20_000_000}"/>',
    "an endless text": lambda: f"<a>{'x' * 20_000_000}</a>",
    "an endless comment": lambda: f"<a><!-- {'x' * 20_000_000}</a>",
    "many entities": lambda: "<!DOCTYPE a [" + numbered("<!ENTITY e{} 'x'>") + "]><a/>",
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("attack", HOSTILE)
def test_attacks_are_refused_cheaply(attack: str, encoding: str) -> None:
    body = HOSTILE[attack]().encode(encoding)
    began = time.process_time()
    with pytest.raises(CodecError):
        parse(body, 160_000)
    assert time.process_time() - began < 1.0


def test_the_most_tags_and_attributes() -> None:
    assert len(parse(b"<a><b/><b/></a>", 4)) == 2
    assert len(parse(b"<a b='' c='' d='' e=''/>", 4).attrib) == 4
    for body in (b"<a><b/><b/><b/></a>", b"<a b='' c='' d='' e='' f=''/>"):
        with pytest.raises(HostileInput):
            parse(body, 4)


def test_the_most_attributes_of_one_element() -> None:
    def element(count: int) -> bytes:
        return b"<a>" + b"".join([b"<b x='' y=''/>"] * 60) + b"<c " + b" ".join([b"x%d=''" % number for number in range(count)]) + b"/></a>"

    assert len(parse(element(100))[-1].attrib) == 100
    with pytest.raises(HostileInput):
        parse(element(101))


@given(st.binary())
def test_any_bytes_are_xml_or_refused(body: bytes) -> None:
    with suppress(CodecError):
        parse(body, 1000)


@given(st.text(st.characters(codec="utf-8")))
def test_texts_are_written_as_they_are_or_with_replacements(text: str) -> None:
    read = parse(b"<a>" + document(escape(text)) + b"</a>").text or ""
    assert carries(read)
    assert "�" in read or read == text


@pytest.mark.parametrize("character", ["\0", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_what_xml_cannot_carry(character: str) -> None:
    assert not carries(f"a{character}b")
    assert document(escape(f"é{character}b")) == "é\ufffdb".encode()
    assert document(escape(f"a{character}b")) == "a\ufffdb".encode()


@pytest.mark.parametrize("character", ["\t", "\n", "\r", " ", "\x7f", "\x85", "é", "\ud7ff", "\ue000", "\ufffd", "😀", "ￜ"])
def test_what_xml_can_carry(character: str) -> None:
    assert carries(character)
    assert parse(b"<a>" + document(escape(character)) + b"</a>").text == character


def test_escapers_have_their_own_entities_and_their_own_way_with_bytes_that_are_no_text() -> None:
    assert escape('<a href="b">é & \r</a>\udcff').encode("latin-1").decode() == '&lt;a href="b"&gt;é &amp; &#13;&lt;/a&gt;\ufffd'
    other = escaper("&#38;", "&#60;", "&#62;", ('"', "&#34;"), repair=lambda _text: "none")
    assert other('<&">') == "&#60;&#38;&#34;&#62;"
    assert other("a\udcff") == "none"


@given(st.text())
def test_base64_brings_every_text_back(text: str) -> None:
    try:
        sent = encode_base64(text)
    except EncodeError:
        return
    assert decode_base64(f" {sent[:1]}\n{sent[1:]} ") == text


@pytest.mark.parametrize("text", ["é", "abc", "abc=d", "=abc"])
def test_what_is_no_base64(text: str) -> None:
    with pytest.raises(DecodeError):
        decode_base64(text)
