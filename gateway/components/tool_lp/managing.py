"""The external functions for the pages on which frameworks and templates are managed."""

from __future__ import annotations

import html
from typing import Any

from gateway.api import ALPHA, BOOL, INT, LOCALURL, RAW, READ, CallContext, Context, List, Struct, Value, contexts, function
from gateway.api.php import phpjson
from gateway.api.rows import EVERYTHING
from gateway.components.core_competency import listing, records
from gateway.components.core_competency.schemas import COMPETENCY, FRAMEWORK, TEMPLATE
from gateway.components.core_competency.tables import competency_framework
from gateway.components.tool_lp import lib

_VIEW, _VIEW_TEMPLATES = ["moodle/competency:competencyview"], ["moodle/competency:templateview"]
# The rules by which competencies below complete one, and the modules of the reference's pages that set them up.
_RULES = [
    {"name": "All children are complete", "type": "core_competency\\competency_rule_all", "amd": "tool_lp/competency_rule_all"},
    {"name": "Points required are met", "type": "core_competency\\competency_rule_points", "amd": "tool_lp/competency_rule_points"},
]
_PAGE = {
    "pagecontext": Struct(
        {
            "contextid": Value(INT, "id of the context", default=0),
            "contextlevel": Value(ALPHA, "level of the context, with instanceid", default=""),
            "instanceid": Value(INT, "id of what has the context", default=0),
        },
        "context of the page",
    )
}
_BASE = Value(LOCALURL, "address under which pages lie")
_NAVIGATION = List(Value(RAW, "HTML"), "forms beside the list")
_PAGECONTEXTID = Value(INT, "id of the context of the page")


def _enter(ctx: CallContext, named: dict[str, Any]) -> Context:
    """The context of a page, which the caller enters."""
    records.require(ctx)
    return ctx.validate(contexts.from_parameters(ctx.db, named["contextid"], named["contextlevel"], named["instanceid"]))


def _navigation(ctx: CallContext, place: Context, page: str, label: str, *, manages: bool) -> list[str]:
    """The forms beside a list, as HTML: one that adds something to a context, where the caller may."""
    if not manages:
        return []
    action = html.escape(f"{lib.base(ctx)}/{page}")
    field = f'<input type="hidden" name="pagecontextid" value="{place.id}">'
    return [f'<form method="get" action="{action}">{field}<button type="submit">{label}</button></form>']


@function(
    "tool_lp_data_for_competencies_manage_page",
    READ,
    params={
        "competencyframeworkid": Value(INT, "id of the framework"),
        "search": Value(RAW, "text that the page searches for", default=""),
    },
    returns=Struct(
        {
            "framework": Struct(FRAMEWORK, "the framework"),
            "canmanage": Value(BOOL, "whether the caller may change it"),
            "pagecontextid": _PAGECONTEXTID,
            "search": Value(RAW, "text that the page searches for"),
            "rulesmodules": Value(RAW, "the kinds of rules, in JSON"),
            "pluginbaseurl": Value(RAW, "address under which pages lie"),
        }
    ),
    capabilities=_VIEW,
    ajax=True,
)
def data_for_competencies_manage_page(ctx: CallContext, competencyframeworkid: int, search: str) -> dict[str, Any]:
    """Return a framework, as the page on which its competencies are managed shows it."""
    records.require(ctx)
    row = records.row_of(ctx.db, competency_framework, competencyframeworkid)
    place = ctx.validate(contexts.by_ids(ctx.db, [row["contextid"]])[row["contextid"]])
    records.require_any(ctx, place, "competencyview", "competencymanage")
    return {
        "framework": records.framework_result(ctx, row),
        "canmanage": ctx.has("moodle/competency:competencymanage", place),
        "pagecontextid": place.id,
        "search": search,
        "rulesmodules": phpjson.write(_RULES).decode(),
        "pluginbaseurl": lib.base(ctx),
    }


@function(
    "tool_lp_data_for_competency_frameworks_manage_page",
    READ,
    params=_PAGE,
    returns=Struct(
        {
            "competencyframeworks": List(Struct(FRAMEWORK), "frameworks of the context and of those above it"),
            "pluginbaseurl": _BASE,
            "navigation": _NAVIGATION,
            "pagecontextid": _PAGECONTEXTID,
        }
    ),
    capabilities=_VIEW,
    ajax=True,
)
def data_for_competency_frameworks_manage_page(ctx: CallContext, pagecontext: dict[str, Any]) -> dict[str, Any]:
    """Return the frameworks of a context, as the page on which they are managed shows them."""
    place = _enter(ctx, pagecontext)
    records.require_any(ctx, place, "competencyview", "competencymanage")
    rows = listing.frameworks(ctx, listing.around(ctx, pagecontext, "parents"), "", "", EVERYTHING)
    manages = ctx.has("moodle/competency:competencymanage", place)
    return {
        "competencyframeworks": [records.framework_result(ctx, row) for row in rows],
        "pluginbaseurl": lib.base(ctx),
        "navigation": _navigation(ctx, place, "editcompetencyframework.php", "Add new competency framework", manages=manages),
        "pagecontextid": place.id,
    }


@function(
    "tool_lp_data_for_related_competencies_section",
    READ,
    params={"competencyid": Value(INT, "id of the competency")},
    returns=Struct(
        {
            "relatedcompetencies": List(Struct(COMPETENCY), "related competencies"),
            "showdeleterelatedaction": Value(BOOL, "whether the page offers to relate them no longer"),
        }
    ),
    capabilities=_VIEW,
    ajax=True,
)
def data_for_related_competencies_section(ctx: CallContext, competencyid: int) -> dict[str, Any]:
    """Return the competencies that are related to one."""
    summary = lib.competency_summary(ctx, competencyid, with_related=True, with_courses=False)
    return {"relatedcompetencies": summary["relatedcompetencies"], "showdeleterelatedaction": True}


@function(
    "tool_lp_data_for_templates_manage_page",
    READ,
    params=_PAGE,
    returns=Struct(
        {
            "templates": List(Struct(TEMPLATE), "templates of the context"),
            "pluginbaseurl": _BASE,
            "navigation": _NAVIGATION,
            "pagecontextid": _PAGECONTEXTID,
            "canmanage": Value(BOOL, "whether the caller may change them"),
        }
    ),
    capabilities=_VIEW_TEMPLATES,
    ajax=True,
)
def data_for_templates_manage_page(ctx: CallContext, pagecontext: dict[str, Any]) -> dict[str, Any]:
    """Return the templates of a context, as the page on which they are managed shows them."""
    place = _enter(ctx, pagecontext)
    records.require_any(ctx, place, "templateview", "templatemanage")
    rows = listing.templates(ctx, listing.around(ctx, pagecontext, "self"), "shortname", "", EVERYTHING)
    manages = ctx.has("moodle/competency:templatemanage", place)
    return {
        "templates": [records.template_result(ctx, row) for row in rows],
        "pluginbaseurl": lib.base(ctx),
        "navigation": _navigation(ctx, place, "edittemplate.php", "Add new learning plan template", manages=manages),
        "pagecontextid": place.id,
        "canmanage": manages,
    }
