#!/bin/sh
set -eu
. "$(dirname "$0")/moodle.sh"

moodle_start
moodle_call core_course_create_courses 'courses[0][fullname]=Algebra' 'courses[0][shortname]=alg' 'courses[0][categoryid]=1'
moodle_call core_course_get_courses_by_field field=shortname value=alg | grep -q '"fullname":"Algebra"'
moodle_called core_course_create_courses '{"courses": [{"shortname": "alg"}]}'
moodle_control POST clock '{"advance": "7d"}'
moodle_control POST faults '{"fault": "maintenance"}' >/dev/null
! moodle_call core_webservice_get_site_info
