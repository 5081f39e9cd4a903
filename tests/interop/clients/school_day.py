"""A day at the school of the double, through clients for Python that cannot do a whole year: with_faults.py begins with it.

A new pupil, who is put into a course and into a group of it, as far as the client can; returns what was read on the way.
"""

import asyncio
import json
import os

PUPIL = {"username": "ida", "password": "Passw0rd!", "firstname": "Ida", "lastname": "Łąka", "email": "ida@school.example"}


def edutools(world, token):
    from edutools_moodle import MoodleAPI

    moodle = MoodleAPI(world, token)
    (algebra,) = moodle.courses.get_course_by_field("shortname", "ALG1")
    pupil = moodle.users.create_user(*PUPIL.values())
    moodle.users.enroll_user_in_course(algebra["id"], pupil)
    group = moodle.groups.create_group(algebra["id"], "Newcomers", "Since today")
    moodle.groups.add_user_to_group((group[0] if isinstance(group, list) else group)["id"], pupil)
    return {
        "course": algebra["fullname"],
        "pupil": moodle.users.get_fullname(pupil),
        "groups": moodle.groups.get_user_groups_with_names(algebra["id"], pupil),
        "in course": moodle.users.is_user_enrolled(algebra["id"], pupil),
    }


def mcp_bridge(world, token):
    os.environ |= {"MOODLE_URL": world, "MOODLE_TOKEN": token, "MOODLE_ALLOW_WRITE": "true"}
    from moodle_mcp import server

    async def tool(name, /, **arguments):
        """What an assistant is told by a tool."""
        answer = await server.mcp.call_tool(name, arguments)
        return [json.loads(each.text) for each in (answer[0] if isinstance(answer, tuple) else answer)]

    async def day():
        (algebra,) = (await server.search_courses("shortname", "ALG1"))["courses"]
        (pupil,) = await tool("create_user", **PUPIL)
        await tool("enrol_user", userid=pupil["id"], courseid=algebra["id"])
        (group,) = await tool("create_group", courseid=algebra["id"], name="Newcomers", description="Since today")
        await tool("add_group_members", members=[{"groupid": group["id"], "userid": pupil["id"]}])
        enrolled = {each["id"]: each for each in await server.get_enrolled_users(algebra["id"])}
        found = enrolled.get(pupil["id"], {})
        return {
            "course": algebra["fullname"],
            "pupil": found.get("fullname"),
            "groups": [each["name"] for each in found.get("groups", [])],
            "in course": bool(found),
        }

    return asyncio.run(day())


def poodle(world, token):
    import poodle_async_full as generated

    async def day():
        configuration = generated.Configuration(host=world, api_key={"wstoken": token})
        async with generated.ApiClient(configuration) as client:
            moodle = generated.DefaultApi(client)
            (pupil,) = await moodle.core_user_get_users_by_field(var_field="username", values=["sam"])
            # Of courses, it does not take what core_course_get_courses_by_field gives of options, here and at the reference.
            courses = {course.shortname: course for course in await moodle.core_enrol_get_users_courses(userid=pupil.id)}
            groups = await moodle.core_group_get_course_user_groups(courseid=courses["ALG1"].id, userid=pupil.id)
        return {
            "course": courses["ALG1"].fullname,
            "pupil": pupil.fullname,
            "groups": [group.name for group in groups.groups],
            "in course": True,
        }

    return asyncio.run(day())


CLIENTS = {"edutools-moodle": edutools, "moodle-mcp-bridge": mcp_bridge, "poodle": poodle}
