"""What a client does that openapi-python-client has made; run beside the package triglot_client, with nothing of ours.

openapi_story.py ADDRESS TOKEN
"""

import json
import sys

from triglot_client import AuthenticatedClient
from triglot_client.api.core_course import core_course_get_contents, core_course_get_courses_by_field
from triglot_client.api.core_webservice import core_webservice_get_site_info
from triglot_client.models import (
    CoreCourseGetContentsBody,
    CoreCourseGetCoursesByFieldBody,
    CoreWebserviceGetSiteInfoBody,
)

address, token = sys.argv[1:]
client = AuthenticatedClient(base_url=address, token=token)
site = core_webservice_get_site_info.sync(client=client, body=CoreWebserviceGetSiteInfoBody())
courses = core_course_get_courses_by_field.sync(client=client, body=CoreCourseGetCoursesByFieldBody(field="id", value="2"))
refused = core_course_get_contents.sync_detailed(client=client, body=CoreCourseGetContentsBody(courseid=999999))
told = {"userid": site.userid, "ids": [course.id for course in courses.courses]}
print(json.dumps({**told, "errorcode": refused.parsed.errorcode, "status": refused.status_code}))
