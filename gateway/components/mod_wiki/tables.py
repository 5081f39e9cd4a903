"""The tables of mod_wiki."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "wiki", "wiki_subwikis", "wiki_pages"]

metadata = schema()

wiki = Table(
    "wiki",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("timecreated"),
    number("timemodified"),
    text("firstpagetitle"),
    text("wikimode"),
    text("defaultformat"),
    number("forceformat"),
    number("editbegin"),
    number("editend"),
    Index("wiki_course", "course"),
)

wiki_subwikis = Table(
    "wiki_subwikis",
    metadata,
    key(),
    number("wikiid"),
    number("groupid"),
    number("userid"),
    Index("wiki_subwikis_wikiid", "wikiid"),
    Index("wiki_subwikis_userid", "userid"),
)

wiki_pages = Table(
    "wiki_pages",
    metadata,
    key(),
    number("subwikiid"),
    text("title"),
    long("cachedcontent", null=True),
    number("timecreated"),
    number("timemodified"),
    number("timerendered"),
    number("userid"),
    number("pageviews"),
    number("readonly"),
    Index("wiki_pages_subwikiid", "subwikiid"),
    Index("wiki_pages_userid", "userid"),
)
