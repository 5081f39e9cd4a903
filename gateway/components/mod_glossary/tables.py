"""The tables of mod_glossary."""

from __future__ import annotations

from sqlalchemy import Index, Table

from gateway.api.schema import key, long, number, schema, text

__all__ = ["metadata", "glossary", "glossary_entries", "glossary_formats"]

metadata = schema()

glossary = Table(
    "glossary",
    metadata,
    key(),
    number("course"),
    text("name"),
    long("intro", null=True),
    number("introformat"),
    number("allowduplicatedentries"),
    text("displayformat"),
    number("mainglossary"),
    number("showspecial"),
    number("showalphabet"),
    number("showall"),
    number("allowcomments"),
    number("allowprintview"),
    number("usedynalink"),
    number("defaultapproval"),
    text("approvaldisplayformat"),
    number("globalglossary"),
    number("entbypage"),
    number("editalways"),
    number("rsstype"),
    number("rssarticles"),
    number("assessed"),
    number("assesstimestart"),
    number("assesstimefinish"),
    number("scale"),
    number("timecreated"),
    number("timemodified"),
    number("completionentries"),
    Index("glossary_course", "course"),
)

glossary_entries = Table(
    "glossary_entries",
    metadata,
    key(),
    number("glossaryid"),
    number("userid"),
    text("concept"),
    text("definition"),
    number("definitionformat"),
    number("definitiontrust"),
    text("attachment"),
    number("timecreated"),
    number("timemodified"),
    number("teacherentry"),
    number("sourceglossaryid"),
    number("usedynalink"),
    number("casesensitive"),
    number("fullmatch"),
    number("approved"),
    Index("glossary_entries_glossaryid", "glossaryid"),
    Index("glossary_entries_userid", "userid"),
)

glossary_formats = Table(
    "glossary_formats",
    metadata,
    key(),
    text("name"),
    text("popupformatname"),
    number("visible", default=1),
    number("showgroup", default=1),
    text("showtabs", null=True),
    text("defaultmode"),
    text("defaulthook"),
    text("sortkey"),
    text("sortorder"),
)
