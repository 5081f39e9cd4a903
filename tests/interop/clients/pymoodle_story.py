"""What pymoodle does with a gateway; run by a Python that has pymoodle, and nothing of ours.

    pymoodle_story.py ADDRESS

Prints "done" when everything was as it should be.
"""

import asyncio
import sys

from moodle.exceptions import MoodleException, WebserviceException
from moodle.session import AsyncMoodleClient, MoodleClient

STUDENT = {"username": "student", "password": "Passw0rd!"}


def story(address):
    with MoodleClient(address, "") as client:
        client.wstoken = client.get_token(**STUDENT, service="all")
        info = client.core_webservice_get_site_info()
        assert (info["username"], info["siteurl"]) == ("student", address), info
        assert "core_course_get_courses" in {function["name"] for function in info["functions"]}
        (me,) = client.core_user_get_users_by_field(field="username", values=["student"])
        assert (me["id"], me["fullname"]) == (info["userid"], "Sam Student"), me
        courses = client.core_course_get_courses_by_field(field="ids", value="2,3")["courses"]
        assert [course["shortname"] for course in courses] == ["ALG1", "OPT"], courses
        assert client.tool_mobile_get_public_config()["wwwroot"] == address
        mine = [{"courseid": 2, "name": "Mine", "description": ""}]
        assert refusal(lambda: client.core_group_create_groups(groups=mine)) == "nopermissions"
        assert refusal(lambda: client.get_token("student", "wrong", service="all")) == ""


def refusal(call):
    """The code a call is refused with, empty where the client keeps none."""
    try:
        call()
    except WebserviceException as error:
        return error.errorcode
    except MoodleException:
        return ""
    raise AssertionError("not refused")


def administration(address):
    with MoodleClient(address, "") as client:
        client.wstoken = client.get_token("admin", "Admin.1234", service="all")
        groups = [{"courseid": 2, "name": name, "description": "Zażółć"} for name in ("North", "South")]
        created = client.core_group_create_groups(groups=groups)
        assert [group["name"] for group in created] == ["North", "South"], created
        (course,) = client.core_course_get_courses(options={"ids": [2]})
        assert course["fullname"] == "Algebra I", course


async def the_same_asynchronously(address):
    async with AsyncMoodleClient(address, "") as client:
        client.wstoken = await client.get_token(**STUDENT, service="all")
        infos = await asyncio.gather(*(client.core_webservice_get_site_info() for _ in range(10)))
        assert {info["username"] for info in infos} == {"student"}


if __name__ == "__main__":
    story(sys.argv[1])
    administration(sys.argv[1])
    asyncio.run(the_same_asynchronously(sys.argv[1]))
    print("done")
