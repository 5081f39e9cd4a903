"""A school year as an office runs it, through a client for Python; run by a Python that has the client, and nothing of ours.

    school_year.py CLIENT ADDRESS TOKEN

Prints what was read on the way as JSON, so that it can be compared with what another client has read.
"""

import json
import sys


def pymoodle(address, token):
    from moodle.exceptions import WebserviceException
    from moodle.session import MoodleClient

    client = MoodleClient(address, token)
    return lambda function, **arguments: getattr(client, function)(**arguments), WebserviceException, lambda error: error.errorcode


def moodlepy(address, token):
    from moodle import Moodle, MoodleException

    client = Moodle(f"{address}/webservice/rest/server.php", token)

    def call(function, **arguments):
        # It writes lists and structs, but no struct inside of one.
        for name, value in list(arguments.items()):
            if isinstance(value, dict) or any(isinstance(inner, dict) for row in structs_in(value) for inner in row.values()):
                arguments |= fields(name, arguments.pop(name))
        return client(function, **arguments)

    return call, MoodleException, lambda error: error.errorcode


def structs_in(value):
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def fields(name, value):
    """A value as the fields of a form."""
    if not isinstance(value, list | dict):
        return {name: value}
    found = {}
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
        found |= fields(f"{name}[{key}]", inner)
    return found


def year(call, refusal):
    read = {}

    def names(rows, field):
        return sorted(row[field] for row in rows)

    (category,) = call("core_course_create_categories", categories=[{"name": "Année scolaire", "parent": 0, "idnumber": "YEAR"}])
    courses = [
        {"fullname": f"Géométrie {number}", "shortname": f"GEO{number}", "categoryid": category["id"], "format": "topics"}
        for number in (1, 2)
    ]
    first, second = (course["id"] for course in call("core_course_create_courses", courses=courses))
    people = [
        {
            "username": name.lower(),
            "password": "Passw0rd!",
            "firstname": name,
            "lastname": "Łukasiewicz",
            "email": f"{name.lower()}@example.net",
            "idnumber": f"Y-{name}",
        }
        for name in ("Ada", "Emmy", "Sofja")
    ]
    teacher, *students = (person["id"] for person in call("core_user_create_users", users=people))
    read["same name again"] = refusal("core_user_create_users", users=people[:1])
    weak = {**people[0], "username": "weak", "email": "w@example.net", "password": "x"}
    read["weak password"] = refusal("core_user_create_users", users=[weak])

    call("enrol_manual_enrol_users", enrolments=[{"roleid": 3, "userid": teacher, "courseid": first}])
    enrolments = [{"roleid": 5, "userid": each, "courseid": id_} for each in students for id_ in (first, second)]
    call("enrol_manual_enrol_users", enrolments=enrolments)
    enrolled = call("core_enrol_get_enrolled_users", courseid=first)
    read["enrolled"] = sorted([person["fullname"], *names(person["roles"], "shortname")] for person in enrolled)
    read["courses of a student"] = names(call("core_enrol_get_users_courses", userid=students[0]), "shortname")

    (group,) = call("core_group_create_groups", groups=[{"courseid": first, "name": "Groupe A", "description": "<p>Été</p>"}])
    call("core_group_add_group_members", members=[{"groupid": group["id"], "userid": each} for each in students])
    (members,) = call("core_group_get_group_members", groupids=[group["id"]])
    read["group"] = sorted(members["userids"]) == sorted(students)
    read["groups of the course"] = names(call("core_group_get_course_groups", courseid=first), "name")
    read["nobody's group"] = refusal("core_group_add_group_members", members=[{"groupid": group["id"], "userid": 2}])

    cohort = {"categorytype": {"type": "system", "value": ""}, "name": "Promotion", "idnumber": "PROMO"}
    (cohort,) = call("core_cohort_create_cohorts", cohorts=[cohort])
    member = {"cohorttype": {"type": "idnumber", "value": "PROMO"}, "usertype": {"type": "username", "value": "emmy"}}
    call("core_cohort_add_cohort_members", members=[member])
    (members,) = call("core_cohort_get_cohort_members", cohortids=[cohort["id"]])
    read["cohort"] = members["userids"] == [students[0]]

    call("core_user_update_users", users=[{"id": students[0], "city": "Erlangen", "firstname": "Emmy Amalie"}])
    (emmy,) = call("core_user_get_users_by_field", field="idnumber", values=["Y-Emmy"])
    read["a student"] = [emmy["fullname"], emmy["city"], emmy["email"], emmy["suspended"]]
    found = call("core_user_get_users", criteria=[{"key": "lastname", "value": "Łukasiewicz"}])
    read["found"] = names(found["users"], "username")
    call("core_role_assign_roles", assignments=[{"roleid": 4, "userid": students[1], "contextlevel": "course", "instanceid": second}])
    call("core_role_unassign_roles", unassignments=[{"roleid": 4, "userid": students[1], "contextlevel": "course", "instanceid": second}])
    call("core_course_update_courses", courses=[{"id": second, "fullname": "Géométrie et algèbre", "visible": 0}])
    (course,) = call("core_course_get_courses", options={"ids": [second]})
    read["a course"] = [course["fullname"], course["shortname"], course["visible"]]
    categories = call("core_course_get_categories", criteria=[{"key": "idnumber", "value": "YEAR"}])
    read["categories"] = [(each["name"], each["coursecount"]) for each in categories]

    call("core_group_delete_group_members", members=[{"groupid": group["id"], "userid": each} for each in students])
    call("core_group_delete_groups", groupids=[group["id"]])
    call("core_cohort_delete_cohorts", cohortids=[cohort["id"]])
    call("enrol_manual_unenrol_users", enrolments=[{"userid": each, "courseid": first} for each in (teacher, *students)])
    read["enrolled in the end"] = call("core_enrol_get_enrolled_users", courseid=first)
    call("core_course_delete_courses", courseids=[first, second])
    call("core_course_delete_categories", categories=[{"id": category["id"], "recursive": 1}])
    call("core_user_delete_users", userids=[teacher, *students])
    read["users in the end"] = call("core_user_get_users_by_field", field="username", values=["ada", "emmy", "sofja"])
    read["the course in the end"] = refusal("core_course_get_contents", courseid=first)
    return read


def main(name, address, token):
    call, error_class, code_of = {"pymoodle": pymoodle, "moodlepy": moodlepy}[name](address, token)

    def refusal(function, **arguments):
        try:
            call(function, **arguments)
        except error_class as error:
            return code_of(error)
        raise AssertionError(f"{function} was not refused")

    print(json.dumps(year(call, refusal), sort_keys=True))


if __name__ == "__main__":
    main(*sys.argv[1:])
