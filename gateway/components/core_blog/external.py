"""Web service functions for blogs."""

from __future__ import annotations

from typing import Any

from gateway.api import (
    ALPHA,
    ALPHANUM,
    ALPHANUMEXT,
    BOOL,
    INT,
    RAW,
    READ,
    SYSTEM,
    TAG,
    TEXT,
    URL,
    WRITE,
    CallContext,
    List,
    Struct,
    Value,
    files,
    format_value,
    function,
    warnings,
)
from gateway.api.rows import page_of
from gateway.components.core_blog import lib, writing


@function(
    "core_blog_get_entries",
    READ,
    params={
        "filters": List(
            Struct(
                {
                    "name": Value(ALPHA, "name"),
                    "value": Value(RAW, "value"),
                }
            ),
            "the filters",
            default=[],
        ),
        "page": Value(INT, "page, from 0", default=0),
        "perpage": Value(INT, "how many on a page", default=10),
    },
    returns=Struct(
        {
            "entries": List(
                Struct(
                    {
                        "id": Value(INT, "id"),
                        "module": Value(ALPHANUMEXT, "what kind of entry it is", null=False),
                        "userid": Value(INT, "id of the user", null=False),
                        "courseid": Value(INT, "id of the course", null=False),
                        "groupid": Value(INT, "id of the group", null=False),
                        "moduleid": Value(INT, "id of the module", null=False),
                        "coursemoduleid": Value(INT, "id of the course module", null=False),
                        "subject": Value(RAW, "subject", null=False),
                        "summary": Value(RAW, "summary"),
                        "summaryformat": Value(INT, "format of summary", default="0"),
                        "content": Value(RAW, "content"),
                        "uniquehash": Value(RAW, "unique text", null=False),
                        "rating": Value(INT, "rating", null=False),
                        "format": Value(INT, "format", null=False),
                        "attachment": Value(RAW, "attachment"),
                        "publishstate": Value(ALPHA, "who may read it", null=False),
                        "lastmodified": Value(INT, "when it was last changed", null=False),
                        "created": Value(INT, "when it was created", null=False),
                        "usermodified": Value(INT, "who has changed it last"),
                        "summaryfiles": files("files of the summary", exported=True),
                        "attachmentfiles": files("attached files", optional=True, exported=True),
                        "tags": List(
                            Struct(
                                {
                                    "id": Value(INT, "id", null=False),
                                    "name": Value(TAG, "name", null=False),
                                    "rawname": Value(RAW, "name as it was written", null=False),
                                    "isstandard": Value(BOOL, "whether it is a standard tag", null=False),
                                    "tagcollid": Value(INT, "id of the collection", null=False),
                                    "taginstanceid": Value(INT, "id of the tagging", null=False),
                                    "taginstancecontextid": Value(INT, "context of the tagged item", null=False),
                                    "itemid": Value(INT, "id of the item", null=False),
                                    "ordering": Value(INT, "place in the order", null=False),
                                    "flag": Value(INT, "how often it was reported as unfit"),
                                    "viewurl": Value(URL, "page that shows it", optional=True),
                                },
                                optional=True,
                            ),
                            "the tags",
                            optional=True,
                        ),
                        "canedit": Value(BOOL, "whether the caller may change it", optional=True, null=False),
                    }
                ),
                "the entries",
            ),
            "totalentries": Value(INT, "how many there are"),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
    ajax=True,
    loginrequired=False,
)
def get_entries(ctx: CallContext, filters: list[dict[str, Any]], page: int, perpage: int) -> dict[str, Any]:
    """Return entries of blogs that the caller may read."""
    lib.enter(ctx)
    entries, total = lib.entries(ctx, {wanted["name"]: wanted["value"] for wanted in filters}, page_of(page, perpage))
    return {"entries": entries, "totalentries": total, "warnings": []}


@function(
    "core_blog_view_entries",
    READ,
    params={"filters": List(Struct({"name": Value(ALPHA, "name"), "value": Value(RAW, "value")}), "the filters", default=[])},
    returns=Struct({"status": Value(BOOL, "whether that was done"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
    ajax=True,
    loginrequired=False,
)
async def view_entries(ctx: CallContext, filters: list[dict[str, Any]]) -> dict[str, Any]:
    """Note that the caller looks at entries of blogs."""
    # The contract declares this function as reading, so it has to open a writing transaction itself.
    await ctx.write(_note_view, {wanted["name"]: wanted["value"] for wanted in filters})
    return {"status": True, "warnings": []}


def _note_view(ctx: CallContext, wanted: dict[str, str]) -> None:
    """Log a look at blogs."""
    lib.enter(ctx)
    lib.note_view(ctx, wanted)


# What people may do with blogs: the members of the result, with the capabilities.
_ALLOWED = {
    "canview": ("moodle/blog:view", "read them"),
    "cansearch": ("moodle/blog:search", "search them"),
    "canviewdrafts": ("moodle/blog:viewdrafts", "read drafts of others"),
    "cancreate": ("moodle/blog:create", "write"),
    "canmanageentries": ("moodle/blog:manageentries", "change entries of others"),
    "canmanageexternal": ("moodle/blog:manageexternal", "show blogs from elsewhere"),
}


@function(
    "core_blog_get_access_information",
    READ,
    params={},
    returns=Struct(
        {
            **{name: Value(BOOL, f"whether the caller may {what}") for name, (_, what) in _ALLOWED.items()},
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def get_access_information(ctx: CallContext) -> dict[str, Any]:
    """Return what the caller may do with blogs."""
    ctx.validate(SYSTEM)
    return {**{name: ctx.has(capability, SYSTEM) for name, (capability, _) in _ALLOWED.items()}, "warnings": []}


_OPTIONS = List(
    Struct({"name": Value(ALPHANUM, "name of the option"), "value": Value(RAW, "value of the option")}),
    "inlineattachmentsid, attachmentsid: draft areas; publishstate: draft, site or public; courseassoc, modassoc: what it is about; tags",
    default=[],
)


@function(
    "core_blog_add_entry",
    WRITE,
    params={
        "subject": Value(TEXT, "subject"),
        "summary": Value(RAW, "text of the entry"),
        "summaryformat": format_value("summary"),
        "options": _OPTIONS,
    },
    returns=Struct({"entryid": Value(INT, "id of the new entry"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def add_entry(ctx: CallContext, subject: str, summary: str, summaryformat: int, options: list[dict[str, str]]) -> dict[str, Any]:
    """Write an entry in the caller's blog."""
    lib.enter(ctx)
    return {"entryid": writing.add(ctx, subject, summary, summaryformat, writing.parsed(ctx, options)), "warnings": []}


@function(
    "core_blog_update_entry",
    WRITE,
    params={
        "entryid": Value(INT, "id of the entry"),
        "subject": Value(TEXT, "subject"),
        "summary": Value(RAW, "text of the entry"),
        "summaryformat": format_value("summary"),
        "options": _OPTIONS,
    },
    returns=Struct({"status": Value(BOOL, "whether the entry was changed"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def update_entry(
    ctx: CallContext, entryid: int, subject: str, summary: str, summaryformat: int, options: list[dict[str, str]]
) -> dict[str, Any]:
    """Change an entry of a blog."""
    lib.enter(ctx)
    row = writing.entry(ctx, entryid, "cannoteditentryorblog")
    writing.change(ctx, row, subject, summary, summaryformat, writing.parsed(ctx, options))
    return {"status": True, "warnings": []}


@function(
    "core_blog_delete_entry",
    WRITE,
    params={"entryid": Value(INT, "id of the entry")},
    returns=Struct({"status": Value(BOOL, "whether the entry was deleted"), "warnings": warnings()}),
    services=["moodle_mobile_app"],
)
def delete_entry(ctx: CallContext, entryid: int) -> dict[str, Any]:
    """Delete an entry of a blog."""
    lib.enter(ctx)
    writing.remove(ctx, writing.entry(ctx, entryid, "nopermissionstodeleteentry"))
    return {"status": True, "warnings": []}


@function(
    "core_blog_prepare_entry_for_edition",
    WRITE,
    params={"entryid": Value(INT, "id of the entry")},
    returns=Struct(
        {
            "inlineattachmentsid": Value(INT, "number of the draft area with the files in its text"),
            "attachmentsid": Value(INT, "number of the draft area with the files attached to it"),
            "areas": List(
                Struct(
                    {
                        "area": Value(ALPHA, "which files: summary or attachment"),
                        "options": List(
                            Struct({"name": Value(RAW, "name of the limit"), "value": Value(RAW, "value of the limit")}),
                            "what the area may hold",
                        ),
                    }
                ),
                "the limits of both areas",
            ),
            "warnings": warnings(),
        }
    ),
    services=["moodle_mobile_app"],
)
def prepare_entry_for_edition(ctx: CallContext, entryid: int) -> dict[str, Any]:
    """Put the files of a blog entry into draft areas, to be edited there."""
    lib.enter(ctx)
    writing.entry(ctx, entryid, "cannoteditentryorblog")
    inline, attached = writing.drafts_of(ctx, entryid)
    areas = []
    for area, name in (("post", "summary"), ("attachment", "attachment")):
        limits = writing.limits_of(ctx, area)
        told = {"maxfiles": limits.files, "maxbytes": limits.file_bytes, "subdirs": int(limits.folders)}
        areas.append({"area": name, "options": [{"name": option, "value": str(value)} for option, value in told.items()]})
    return {"inlineattachmentsid": inline, "attachmentsid": attached, "areas": areas, "warnings": []}
