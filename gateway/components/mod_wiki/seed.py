"""Wikis of a seed that people write together, with their pages."""

from __future__ import annotations

from typing import Any

from gateway.api.seeding import Activity, ActivitySeed, Told, without_nothing
from gateway.components.mod_wiki.tables import wiki, wiki_pages, wiki_subwikis

__all__ = ["activity"]


def _parts(activity: Activity) -> None:
    pages = activity.given["pages"].each()
    subwikis: dict[tuple[int, int], int] = {}
    for given in pages:
        by, at = given["by"].person(activity.teacher), given["time"].time(activity.now)
        whose = (activity.group(given["group"]), by if activity.row["wikimode"] == "individual" else 0)
        if whose not in subwikis:
            subwikis[whose] = activity.add(wiki_subwikis, wikiid=activity.id, groupid=whose[0], userid=whose[1])
        activity.add(
            wiki_pages,
            subwikiid=subwikis[whose],
            title=given["title"].text(),
            cachedcontent=given["content"].text(),
            timecreated=at,
            timemodified=at,
            timerendered=at,
            userid=by,
        )
        given.close()


def _told(told: Told) -> dict[str, Any]:
    pages = []
    for whose in told.rows(wiki_subwikis, wikiid=told.row["id"]):
        for row in told.rows(wiki_pages, subwikiid=whose["id"]):
            if name := told.person(row["userid"]):
                entry = {"title": row["title"], "content": row["cachedcontent"], "by": name, "time": told.when(row["timecreated"])}
                pages.append(without_nothing({**entry, "group": told.groups.get(whose["groupid"])}))
    return without_nothing({"pages": pages})


activity = ActivitySeed(
    table=wiki,
    usual={"firstpagetitle": "Home", "wikimode": "collaborative", "defaultformat": "html", "forceformat": 1},
    named={"first": "firstpagetitle", "mode": "wikimode"},
    parts=_parts,
    told=_told,
)
