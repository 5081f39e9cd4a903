"""Arguments with which each function is called over every protocol. Who adds a function adds a sample here.

The calls are made by the administrator of the recorded site, in the order of this table, so that one may rely on what
those before it have written.
"""

from __future__ import annotations

from dataclasses import dataclass, field

__all__ = ["SAMPLES", "Sample"]


@dataclass(frozen=True)
class Sample:
    """The arguments of a call, paths in its result to leave out because they depend on the moment, and the code it is refused with."""

    arguments: dict[str, object] = field(default_factory=dict)
    ignore: tuple[str, ...] = ()
    refused: str | None = None


NEW_GROUPS = [
    {
        "courseid": 2,
        "name": "Żółw & Hare",
        "description": "<p>One</p>\r\n<p>two &amp; three</p>",
        "descriptionformat": 1,
        "idnumber": "z-1",
    },
    {"courseid": 3, "name": "Plain", "description": ""},
]
NEW_GROUP_TIMES = ("[].timecreated", "[].timemodified")

# By the name of the function; several samples of one function in a list.
SAMPLES: dict[str, list[Sample]] = {
    "core_course_get_courses": [Sample(), Sample({"options": {"ids": [2, 3]}})],
    "core_course_get_courses_by_field": [
        Sample(),
        Sample({"field": "ids", "value": "2,3"}),
        Sample({"field": "nosuch", "value": "x"}, refused="invalidparameter"),
    ],
    "core_group_create_groups": [
        Sample({"groups": NEW_GROUPS}, ignore=NEW_GROUP_TIMES),
        Sample({"groups": NEW_GROUPS}, refused="invalidparameter"),
    ],
    "core_user_get_users_by_field": [
        Sample({"field": "id", "values": ["2", "4", "6"]}, ignore=("[].preferences",)),
        Sample({"field": "username", "values": ["student", "nobody"]}),
        Sample({"field": "city", "values": ["x"]}, refused="codingerror"),
    ],
    "core_webservice_get_site_info": [Sample(ignore=("userprivateaccesskey",))],
    "tool_mobile_get_public_config": [Sample()],
}
