"""The tags of posts."""

from __future__ import annotations

import html
from collections.abc import Collection
from typing import Any

from sqlalchemy import RowMapping, bindparam, select

from gateway.components.core_tag.lib import view_url
from gateway.components.core_tag.tables import tag, tag_instance
from gateway.components.mod_forum.access import ForumAccess

__all__ = ["markup", "of_posts", "tag_results"]

_TAGS = (
    select(tag_instance.c.id.label("instance"), tag_instance.c.itemid, tag)
    .select_from(tag_instance.join(tag, tag.c.id == tag_instance.c.tagid))
    .where(tag_instance.c.component == "mod_forum", tag_instance.c.itemtype == "forum_posts")
    .where(tag_instance.c.itemid.in_(bindparam("posts", expanding=True)))
    .order_by(tag_instance.c.ordering, tag_instance.c.id)
)


def of_posts(access: ForumAccess, ids: Collection[int]) -> dict[int, list[RowMapping]]:
    """The tags of posts, by post id."""
    found: dict[int, list[RowMapping]] = {}
    for row in access.ctx.db.execute(_TAGS, {"posts": list(ids)}).mappings():
        found.setdefault(row["itemid"], []).append(row)
    return found


def tag_results(access: ForumAccess, tags: Collection[RowMapping]) -> list[dict[str, Any]]:
    """Tags in the form of the result."""
    return [
        {
            "id": row["instance"],
            "tagid": row["id"],
            "isstandard": bool(row["isstandard"]),
            "displayname": row["rawname"],
            "flag": bool(row["flag"]),
            "urls": {"view": _address(access, row)},
        }
        for row in tags
    ]


def markup(access: ForumAccess, tags: Collection[RowMapping]) -> str:
    """The HTML that shows tags as a list of links; clients compare it with what they have, so its white space is the contract's."""
    links = "".join(
        f'            <li >\n{" " * 20}<a href="{html.escape(_address(access, row))}" class="badge bg-info text-white ">\n'
        f"{' ' * 28}{html.escape(row['rawname'])}\n{' ' * 20}</a>\n            </li>\n"
        for row in tags
    )
    return f'<div class="tag_list hideoverlimit ">\n        <b>Tags:</b>\n    <ul class="inline-list">\n{links}    </ul>\n    </div>'


def _address(access: ForumAccess, row: RowMapping) -> str:
    """The address of the page of items with a tag, seen from the forum."""
    return view_url(access.ctx.site, row, **{"from": access.context.id})
