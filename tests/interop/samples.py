"""Arguments with which each function is called over every protocol. Who adds a function adds a sample here.

The calls are made by the administrator of the recorded site, in the order of this table, so that one may rely on what
those before it have written; pages (AJAX) may not call all functions, so what they may call relies on none of the others.
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

_COHORT = {"categorytype": {"type": "idnumber", "value": "SCI"}, "name": "Łódź", "idnumber": "c-2", "description": "<p>x & y</p>"}
_ROLE = {"roleid": 5, "userid": 6, "contextlevel": "course", "instanceid": 3}
_ENROLMENT = {"roleid": 5, "userid": 6, "courseid": 3}
_SEARCH = {"courseid": 2, "search": "s", "searchanywhere": True, "page": 0, "perpage": 5}
_NEW_COURSE = {"fullname": "Nauka & sztuka", "shortname": "NEW", "categoryid": 2, "startdate": 1_700_000_000, "numsections": 1}

_NEW_USER = {"username": "zofia", "password": "Str0ng!pass", "firstname": "Zofia", "lastname": "Żak", "email": "zofia@example.com"}
_DEVICE: dict[str, object] = {
    "appid": "a", "name": "n", "model": "m", "platform": "Android", "version": "14", "pushid": "p", "uuid": "u",
}  # fmt: skip
_BY_ADDRESS = {"key": "email", "value": "%@example.com"}

_NOTE = {"userid": 4, "publishstate": "course", "text": "Łatwo", "format": 1}
_COMMENTED = {"contextlevel": "course", "instanceid": 2, "component": "block_comments", "itemid": 0, "area": "page_comments"}
_RATED = {"contextlevel": "course", "instanceid": 2, "component": "mod_data", "ratingarea": "post"}
_DEFINITION = {"method": "rubric", "name": "x", "status": 20, "timecreated": 0, "usercreated": 0, "timemodified": 0, "usermodified": 0}
_GRADED_AREA = {"cmid": 99, "contextid": 1, "component": "mod_assign", "areaname": "submissions", "definitions": [_DEFINITION]}
_GRADED = {"component": "mod_quiz", "contextid": 1, "itemname": "forum", "gradeduserid": 4}
_CONVERSED = ("conversations[].messages", "conversations[].members[].isonline")
_WINDOW = {"includecontactrequests": False, "includeprivacyinfo": False}

_XAPI: dict[str, object] = {
    "component": "mod_h5pactivity",
    "activityId": "https://example.org/xapi/activity/99",
    "agent": '{"mbox": "mailto:admin@example.com"}',
}

# By the name of the function; several samples of one function in a list.
SAMPLES: dict[str, list[Sample]] = {
    "core_competency_list_competencies": [Sample({"filters": [{"column": "idnumber", "value": "x"}]})],
    "core_competency_count_competencies": [Sample({"filters": [{"column": "x", "value": "x"}]}, refused="invalidparameter")],
    "core_competency_search_competencies": [Sample({"searchtext": "x", "competencyframeworkid": 99}, refused="invalidrecord")],
    "core_competency_list_competency_frameworks": [Sample({"context": {"contextid": 1}})],
    "core_competency_count_competency_frameworks": [Sample({"context": {"contextid": 1}})],
    "core_competency_competency_framework_viewed": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_count_courses_using_competency": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_count_competencies_in_course": [Sample({"id": 2})],
    "core_competency_list_course_module_competencies": [Sample({"cmid": 99}, refused="invalidcoursemodule")],
    "core_competency_count_course_module_competencies": [Sample({"cmid": 99}, refused="invalidcoursemodule")],
    "core_competency_list_templates": [Sample({"context": {"contextid": 1}})],
    "core_competency_count_templates": [Sample({"context": {"contextid": 1}})],
    "core_competency_list_competencies_in_template": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_count_competencies_in_template": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_template_has_related_data": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_list_templates_using_competency": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_count_templates_using_competency": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_read_competency": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_read_competency_framework": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_read_template": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_read_plan": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_list_user_plans": [Sample({"userid": 4}), Sample({"userid": 99}, refused="invaliduser")],
    "core_competency_list_plan_competencies": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_list_course_competencies": [Sample({"id": 2})],
    "core_competency_get_scale_values": [Sample({"scaleid": 99}, refused="invalidrecord")],
    "core_competency_grade_competency": [Sample({"userid": 4, "competencyid": 99, "grade": 1}, refused="invalidrecord")],
    "core_competency_grade_competency_in_course": [
        Sample({"courseid": 2, "userid": 4, "competencyid": 99, "grade": 1}, refused="invalidrecord")
    ],
    "core_competency_delete_evidence": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_complete_plan": [Sample({"planid": 99}, refused="invalidrecord")],
    "core_competency_reopen_plan": [Sample({"planid": 99}, refused="invalidrecord")],
    "core_competency_add_competency_to_course": [Sample({"courseid": 2, "competencyid": 99}, refused="invalidrecord")],
    "core_competency_remove_competency_from_course": [Sample({"courseid": 2, "competencyid": 99})],
    "core_competency_competency_viewed": [Sample({"id": 99}, refused="invalidrecord")],
    "core_competency_user_competency_viewed": [Sample({"usercompetencyid": 99}, refused="invalidrecord")],
    "core_competency_user_competency_viewed_in_course": [Sample({"competencyid": 99, "userid": 4, "courseid": 2}, refused="invalidrecord")],
    "core_competency_user_competency_viewed_in_plan": [Sample({"competencyid": 99, "userid": 4, "planid": 99}, refused="invalidrecord")],
    "core_competency_user_competency_plan_viewed": [Sample({"competencyid": 99, "userid": 4, "planid": 99}, refused="invalidrecord")],
    "tool_analytics_potential_contexts": [Sample(), Sample({"modelid": 99}, refused="invalidrecord")],
    "tool_dataprivacy_get_access_information": [Sample()],
    "tool_dataprivacy_create_data_request": [Sample({"type": 9}, refused="errorinvalidrequesttype")],
    "tool_dataprivacy_get_data_requests": [Sample(), Sample({"sort": "x"}, refused="invalidparameter")],
    "tool_dataprivacy_get_data_request": [Sample({"requestid": 99}, refused="invalidrecord")],
    "tool_dataprivacy_cancel_data_request": [Sample({"requestid": 99})],
    "tool_dataprivacy_deny_data_request": [Sample({"requestid": 99})],
    "tool_dataprivacy_mark_complete": [Sample({"requestid": 99})],
    "tool_dataprivacy_contact_dpo": [Sample({"message": "Żółw"}, refused="contactdpodisabled")],
    "tool_policy_get_policy_version": [Sample({"versionid": 99})],
    "tool_policy_get_user_acceptances": [Sample(), Sample({"userid": 99}, refused="invaliduser")],
    "tool_policy_set_acceptances_status": [Sample({"policies": [{"versionid": 99, "status": 1}]}, refused="errorpolicyversionnotfound")],
    "core_ai_get_policy_status": [Sample({"userid": 4}), Sample({"userid": 99}, refused="invaliduser")],
    "core_ai_set_policy_status": [Sample({"contextid": 1})],
    "aiplacement_courseassist_summarise_text": [Sample({"contextid": 1, "prompttext": "x"}, refused="noproviderfound")],
    "aiplacement_editor_generate_text": [Sample({"contextid": 1, "prompttext": "x"}, refused="noproviderfound")],
    "aiplacement_editor_generate_image": [
        Sample({"contextid": 1, "prompttext": "x", "aspectratio": "square", "quality": "hd"}, refused="noproviderfound")
    ],
    "core_xapi_post_state": [Sample({**_XAPI, "stateId": "s", "stateData": "{}"}, refused="invalidactivity")],
    "core_xapi_get_state": [Sample({**_XAPI, "stateId": "s"}, refused="invalidactivity")],
    "core_xapi_get_states": [Sample(_XAPI, refused="invalidactivity")],
    "core_xapi_delete_state": [Sample({**_XAPI, "stateId": "s"}, refused="invalidactivity")],
    "core_xapi_delete_states": [Sample({**_XAPI, "agent": "{}"}, refused="invalidagent")],
    "tool_lp_data_for_competencies_manage_page": [Sample({"competencyframeworkid": 99}, refused="invalidrecord")],
    "tool_lp_data_for_competency_frameworks_manage_page": [Sample({"pagecontext": {"contextid": 1}})],
    "tool_lp_data_for_related_competencies_section": [Sample({"competencyid": 99}, refused="invalidrecord")],
    "tool_lp_data_for_templates_manage_page": [Sample({"pagecontext": {"contextid": 1}})],
    "tool_lp_data_for_competency_summary": [Sample({"competencyid": 99}, refused="invalidrecord")],
    "tool_lp_data_for_course_competencies_page": [Sample({"courseid": 2})],
    "tool_lp_data_for_plan_page": [Sample({"planid": 99}, refused="invalidrecord")],
    "tool_lp_data_for_plans_page": [Sample({"userid": 4})],
    "tool_lp_data_for_user_competency_summary": [Sample({"userid": 4, "competencyid": 99}, refused="invalidpersistenterror")],
    "tool_lp_data_for_user_competency_summary_in_course": [
        Sample({"userid": 4, "competencyid": 99, "courseid": 2}, refused="invalidrecord")
    ],
    "tool_lp_data_for_user_competency_summary_in_plan": [Sample({"competencyid": 99, "planid": 99}, refused="invalidrecord")],
    "tool_lp_data_for_user_evidence_list_page": [Sample({"userid": 4})],
    "tool_lp_data_for_user_evidence_page": [Sample({"id": 99}, refused="invalidrecord")],
    "core_course_get_courses": [Sample(), Sample({"options": {"ids": [2, 3]}})],
    "core_course_get_courses_by_field": [
        Sample(),
        Sample({"field": "ids", "value": "2,3"}),
        Sample({"field": "nosuch", "value": "x"}, refused="invalidparameter"),
    ],
    "core_group_get_course_groups": [Sample({"courseid": 2})],
    "core_cohort_search_cohorts": [Sample({"query": "c", "context": {"contextid": 1}, "includes": "all"})],
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
    "core_group_get_groups": [Sample({"groupids": [1, 2]}), Sample({"groupids": [99]}, refused="invalidrecord")],
    "core_group_update_groups": [Sample({"groups": [{"id": 2, "name": "Zając", "description": ""}]})],
    "core_group_add_group_members": [
        Sample({"members": [{"groupid": 2, "userid": 5}]}),
        Sample({"members": [{"groupid": 2, "userid": 6}]}, refused="invalidparameter"),
    ],
    "core_group_get_group_members": [Sample({"groupids": [1, 2]})],
    "core_group_get_course_user_groups": [Sample({"courseid": 2, "userid": 5}), Sample()],
    "core_group_delete_group_members": [Sample({"members": [{"groupid": 2, "userid": 5}]})],
    "core_group_get_groups_for_selector": [Sample({"courseid": 2})],
    "core_group_get_activity_allowed_groups": [Sample({"cmid": 99}, refused="invalidrecordunknown")],
    "core_group_get_activity_groupmode": [Sample({"cmid": 99}, refused="invalidrecordunknown")],
    "core_group_create_groupings": [Sample({"groupings": [{"courseid": 2, "name": "Zestaw", "description": "<b>x</b>", "idnumber": "g"}]})],
    "core_group_update_groupings": [Sample({"groupings": [{"id": 1, "name": "Set", "description": "y"}]})],
    "core_group_assign_grouping": [Sample({"assignments": [{"groupingid": 1, "groupid": 2}]})],
    "core_group_get_groupings": [Sample({"groupingids": [1], "returngroups": True})],
    "core_group_get_course_groupings": [Sample({"courseid": 2})],
    "core_group_unassign_grouping": [Sample({"unassignments": [{"groupingid": 1, "groupid": 2}]})],
    "core_group_delete_groupings": [Sample({"groupingids": [1]})],
    "core_group_delete_groups": [Sample({"groupids": [2, 99]})],
    "core_cohort_create_cohorts": [Sample({"cohorts": [_COHORT]}), Sample({"cohorts": [_COHORT]}, refused="invalidparameter")],
    "core_cohort_update_cohorts": [Sample({"cohorts": [{**_COHORT, "id": 2, "name": "Changed"}]})],
    "core_cohort_get_cohorts": [Sample()],
    "core_cohort_add_cohort_members": [
        Sample({"members": [{"cohorttype": {"type": "id", "value": "2"}, "usertype": {"type": "username", "value": "student2"}}]}),
        Sample({"members": [{"cohorttype": {"type": "x", "value": "2"}, "usertype": {"type": "id", "value": "5"}}]}),
    ],
    "core_cohort_get_cohort_members": [Sample({"cohortids": [1, 2]})],
    "core_cohort_delete_cohort_members": [Sample({"members": [{"cohortid": 2, "userid": 5}]})],
    "core_cohort_delete_cohorts": [Sample({"cohortids": [1]}), Sample({"cohortids": [1]}, refused="invalidrecord")],
    "enrol_manual_enrol_users": [
        Sample({"enrolments": [_ENROLMENT]}),
        Sample({"enrolments": [{**_ENROLMENT, "roleid": 99}]}, refused="wsusercannotassign"),
    ],
    "core_role_assign_roles": [
        Sample({"assignments": [_ROLE]}),
        Sample({"assignments": [{**_ROLE, "roleid": 99}]}, refused="invalidparameter"),
    ],
    "core_enrol_get_enrolled_users": [
        Sample({"courseid": 3}),
        Sample({"courseid": 2, "options": [{"name": "userfields", "value": "email,groups,roles"}]}),
    ],
    "core_enrol_get_enrolled_users_with_capability": [
        Sample({"coursecapabilities": [{"courseid": 2, "capabilities": ["moodle/course:update"]}]})
    ],
    "core_enrol_get_users_courses": [Sample({"userid": 4}), Sample({"userid": 4, "returnusercount": False})],
    "core_enrol_get_course_enrolment_methods": [Sample({"courseid": 2}), Sample({"courseid": 99}, refused="invalidrecord")],
    "core_enrol_search_users": [Sample(_SEARCH)],
    "core_enrol_get_potential_users": [Sample({**_SEARCH, "enrolid": 1})],
    "core_role_unassign_roles": [Sample({"unassignments": [_ROLE]})],
    "enrol_manual_unenrol_users": [Sample({"enrolments": [{"userid": 6, "courseid": 3}]})],
    "enrol_self_get_instance_info": [Sample({"instanceid": 3})],
    "enrol_self_enrol_user": [Sample({"courseid": 2}, refused="canntenrol")],
    "core_course_search_courses": [Sample({"criterianame": "search", "criteriavalue": "about"})],
    "core_course_get_contents": [Sample({"courseid": 2}), Sample({"courseid": 2, "options": [{"name": "sectionnumber", "value": "1"}]})],
    "core_course_get_user_navigation_options": [Sample({"courseids": [1, 2]})],
    "core_course_get_user_administration_options": [Sample({"courseids": [1, 2]})],
    "core_course_create_categories": [Sample({"categories": [{"name": "Chemia", "parent": 2, "description": "x"}]})],
    "core_course_update_categories": [Sample({"categories": [{"id": 4, "name": "Chemistry"}]})],
    "core_course_get_categories": [Sample({"criteria": [{"key": "id", "value": "2"}]}, ignore=("[].timemodified",))],
    "core_course_create_courses": [Sample({"courses": [_NEW_COURSE]}), Sample({"courses": [_NEW_COURSE]}, refused="shortnametaken")],
    "core_course_update_courses": [Sample({"courses": [{"id": 5, "fullname": "Art"}, {"id": 99, "fullname": "x"}]})],
    "core_course_view_course": [Sample({"courseid": 2})],
    "core_course_set_favourite_courses": [Sample({"courses": [{"id": 2, "favourite": True}]})],
    "core_course_get_enrolled_courses_by_timeline_classification": [Sample({"classification": "all"})],
    "core_course_get_recent_courses": [Sample()],
    "core_course_delete_courses": [Sample({"courseids": [5, 99]})],
    "core_course_delete_categories": [Sample({"categories": [{"id": 4, "recursive": True}]})],
    "core_user_create_users": [Sample({"users": [_NEW_USER]}), Sample({"users": [_NEW_USER]}, refused="invalidparameter")],
    "core_user_update_users": [Sample({"users": [{"id": 4, "city": "Łódź"}, {"id": 99, "city": "x"}]})],
    "core_user_get_users": [Sample({"criteria": [_BY_ADDRESS, {"key": "x", "value": ""}]}, ignore=("users[].preferences",))],
    "core_user_get_course_user_profiles": [Sample({"userlist": [{"userid": 4, "courseid": 2}, {"userid": 5, "courseid": 2}]})],
    "core_user_search_identity": [Sample({"query": "s"})],
    "core_user_get_user_preferences": [Sample({"name": "drawer-open-nav"}), Sample({"userid": 99}, refused="invaliduser")],
    "core_user_set_user_preferences": [
        Sample({"preferences": [{"name": "message_entersend", "value": "1"}, {"name": "bogus", "value": "x", "userid": 4}]})
    ],
    "core_user_update_user_preferences": [Sample({"emailstop": 1, "preferences": [{"type": "usemodchooser", "value": "0"}]})],
    "core_user_get_private_files_info": [Sample(), Sample({"userid": 4})],
    "core_user_view_user_profile": [Sample({"userid": 4, "courseid": 2})],
    "core_user_view_user_list": [Sample({"courseid": 2})],
    "core_user_agree_site_policy": [Sample()],
    "core_user_add_user_device": [Sample(_DEVICE), Sample(_DEVICE)],
    "core_user_update_user_device_public_key": [Sample({"uuid": "u", "appid": "a", "publickey": "k"})],
    "core_user_remove_user_device": [Sample({"uuid": "u"}), Sample({"uuid": "u"})],
    "core_user_delete_users": [Sample({"userids": [12]}), Sample({"userids": [2]}, refused="useradminodelete")],
    "tool_mobile_get_config": [Sample(), Sample({"section": "calendar"})],
    "tool_mobile_get_plugins_supporting_mobile": [Sample(ignore=("plugins[].handlers",))],
    "tool_mobile_get_content": [
        Sample({"component": "mod_subsection", "method": "mobile_init"}),
        Sample({"component": "mod_bogus", "method": "x"}, refused="codingerror"),
    ],
    "tool_mobile_call_external_functions": [Sample({"requests": [{"function": "nosuch", "arguments": "{}"}]})],
    "tool_mobile_get_autologin_key": [Sample({"privatetoken": "x"}, refused="apprequired")],
    "core_get_string": [Sample({"stringid": "yes"}), Sample({"stringid": "nosuch"})],
    "core_get_strings": [Sample({"strings": [{"stringid": "yes"}, {"stringid": "pluginname", "component": "local_probe"}]})],
    "core_get_component_strings": [Sample({"component": "local_probe"})],
    "core_get_user_dates": [Sample({"contextid": 1, "timestamps": [{"timestamp": 1_700_000_000, "format": "%A, %d %B %Y, %I:%M %p"}]})],
    "core_fetch_notifications": [Sample({"contextid": 1}), Sample({"contextid": 99}, refused="invalidrecord")],
    "core_auth_is_minor": [Sample({"age": 15, "country": "AU"}, refused="nopermissions")],
    "core_auth_is_age_digital_consent_verification_enabled": [Sample()],
    "auth_email_get_signup_settings": [Sample(refused="registrationdisabled")],
    "auth_email_signup_user": [
        Sample(
            {"username": "new", "password": "Passw0rd!", "firstname": "N", "lastname": "W", "email": "new@example.org"},
            refused="registrationdisabled",
        )
    ],
    "core_auth_confirm_user": [Sample({"username": "student", "secret": "0"}, refused="confirmationnotenabled")],
    "core_auth_request_password_reset": [Sample({"username": "nobody"}), Sample({"username": "a", "email": "a@example.org"})],
    "core_auth_resend_confirmation_email": [Sample({"username": "student", "password": "wrong"}, refused="invalidlogin")],
    "core_tag_get_tags": [Sample({"tags": [{"id": 1}]})],
    "core_tag_get_tagindex": [Sample({"tagindex": {"tag": "nosuch", "tc": 1, "ta": 1}}, refused="invalidrecord")],
    "core_tag_get_tagindex_per_area": [Sample({"tagindex": {"id": 99}}, refused="notagsfound")],
    "core_tag_update_tags": [Sample({"tags": [{"id": 99, "rawname": "Żaba"}]})],
    "core_tag_get_tag_collections": [Sample()],
    "core_tag_get_tag_areas": [Sample()],
    "core_tag_get_tag_cloud": [Sample(), Sample({"ctx": 99}, refused="invalidparameter")],
    "core_message_get_message_processor": [
        Sample({"userid": 4, "name": "popup"}),
        Sample({"userid": 4, "name": "bogus"}, refused="codingerror"),
    ],
    "core_message_message_processor_config_form": [
        Sample({"userid": 4, "name": "email", "formvalues": [{"name": "email_email", "value": "x@example.org"}]})
    ],
    "core_message_get_unread_conversations_count": [Sample({"useridto": 4})],
    "core_message_get_unread_notification_count": [Sample({"useridto": 4})],
    "core_message_get_unread_conversation_counts": [Sample({"userid": 4})],
    "core_message_get_conversation_counts": [Sample({"userid": 4})],
    "core_message_get_received_contact_requests_count": [Sample({"userid": 4})],
    "core_message_get_user_contacts": [Sample({"userid": 4})],
    "core_message_get_contact_requests": [Sample({"userid": 4})],
    "core_message_get_blocked_users": [Sample({"userid": 4})],
    "core_message_get_messages": [Sample({"useridto": 4}), Sample({"useridto": 4, "type": "x"}, refused="invalidparameter")],
    # Whether the caller is online is known some seconds after their first call.
    "core_message_get_self_conversation": [Sample({"userid": 2}, ignore=("members[].isonline",))],
    "core_message_send_instant_messages": [
        Sample(
            {"messages": [{"touserid": 4, "text": "Żółw <b>& hare</b>", "textformat": 1, "clientmsgid": "m1"}]},
            ignore=("[].timecreated",),
        ),
        Sample({"messages": [{"touserid": 99, "text": "x"}]}),
    ],
    "core_message_send_messages_to_conversation": [
        Sample({"conversationid": 2, "messages": [{"text": "More"}]}, ignore=("[].timecreated",)),
        Sample({"conversationid": 99, "messages": [{"text": "x"}]}, refused="nopermissions"),
    ],
    # Kind by kind: of conversations that were written to in one second, none is the last.
    "core_message_get_conversations": [Sample({"userid": 2, "type": kind}, ignore=_CONVERSED) for kind in (1, 3)],
    "core_message_get_conversation": [Sample({"userid": 2, "conversationid": 99, **_WINDOW}, refused="errorconversationdoesnotexist")],
    "core_message_get_conversation_between_users": [
        Sample({"userid": 2, "otheruserid": 6, **_WINDOW}, refused="errorconversationdoesnotexist")
    ],
    "core_message_get_conversation_messages": [Sample({"currentuserid": 2, "convid": 99}, refused="nopermissions")],
    "core_message_get_conversation_members": [Sample({"userid": 2, "conversationid": 99}, refused="nopermissions")],
    "core_message_get_member_info": [Sample({"referenceuserid": 2, "userids": [4, 5], "includeprivacyinfo": True})],
    "core_message_message_search_users": [Sample({"userid": 4, "search": "e"}, ignore=("noncontacts[].conversations",))],
    "core_message_search_contacts": [Sample({"searchtext": "e"})],
    "core_message_data_for_messagearea_search_messages": [Sample({"userid": 2, "search": "nothing"})],
    "core_message_mark_message_read": [Sample({"messageid": 1}, refused="invalidparameter")],
    "core_message_mark_notification_read": [Sample({"notificationid": 99}, refused="invalidrecord")],
    "core_message_mark_all_conversation_messages_as_read": [Sample({"userid": 2, "conversationid": 2})],
    "core_message_mark_all_notifications_as_read": [Sample({"useridto": 2})],
    "core_message_mute_conversations": [Sample({"userid": 2, "conversationids": [2]})],
    "core_message_unmute_conversations": [Sample({"userid": 2, "conversationids": [2]})],
    "core_message_set_favourite_conversations": [Sample({"conversations": [99]}, refused="nopermissions")],
    "core_message_unset_favourite_conversations": [Sample({"conversations": [99]}, refused="nopermissions")],
    "core_message_delete_message": [Sample({"messageid": 99, "userid": 2}, refused="invalidrecord")],
    "core_message_delete_message_for_all_users": [Sample({"messageid": 99, "userid": 2}, refused="invalidrecord")],
    "core_message_delete_conversations_by_id": [Sample({"userid": 2, "conversationids": [2]})],
    "core_message_block_user": [Sample({"userid": 2, "blockeduserid": 5})],
    "core_message_unblock_user": [Sample({"userid": 2, "unblockeduserid": 5})],
    "core_message_create_contact_request": [Sample({"userid": 2, "requesteduserid": 4}, ignore=("request",))],
    "core_message_confirm_contact_request": [Sample({"userid": 4, "requesteduserid": 2})],
    "core_message_decline_contact_request": [Sample({"userid": 4, "requesteduserid": 2})],
    "core_message_delete_contacts": [Sample({"userids": [4]})],
    "core_message_get_user_message_preferences": [Sample(), Sample({"userid": 99}, refused="invaliduser")],
    "core_message_get_user_notification_preferences": [Sample()],
    "message_popup_get_popup_notifications": [Sample({"useridto": 4}, ignore=("notifications[].timecreatedpretty",))],
    "message_popup_get_unread_popup_notification_count": [Sample({"useridto": 4})],
    "core_calendar_get_calendar_events": [Sample(), Sample({"events": {"courseids": [2]}})],
    "core_notes_create_notes": [
        Sample({"notes": [{**_NOTE, "courseid": 2, "clientnoteid": "n1"}, {**_NOTE, "courseid": 99}, {**_NOTE, "courseid": 2}]})
    ],
    "core_notes_get_notes": [Sample({"notes": [1]}), Sample({"notes": [1, 99]})],
    "core_notes_update_notes": [Sample({"notes": [{"id": 1, "publishstate": "personal", "text": "Changed"}]})],
    "core_notes_view_notes": [Sample({"courseid": 2, "userid": 4})],
    "core_notes_delete_notes": [Sample({"notes": [1, 99]})],
    "core_notes_get_course_notes": [Sample({"courseid": 2}, ignore=("coursenotes[].created", "coursenotes[].lastmodified"))],
    **{
        f"mod_quiz_{name}": [Sample({"quizid": 99}, refused="invalidrecord")]
        for name in ("get_user_attempts", "get_user_best_grade", "get_quiz_access_information")
    },
    "mod_forum_prepare_draft_area_for_post": [Sample({"postid": 99, "area": "post"}, refused="invalidpostid")],
    "mod_forum_get_forum_discussions": [Sample({"forumid": 99}, refused="invalidforumid")],
    **{
        f"mod_forum_{name}": [Sample({"forumid": 99, **arguments}, refused="invalidrecord")]
        for name, arguments in (
            ("get_forum_access_information", {}),
            ("can_add_discussion", {}),
            ("view_forum", {}),
            ("add_discussion", {"subject": "x", "message": "y"}),
        )
    },
    **{
        f"mod_forum_{name}": [Sample({"discussionid": 99, **arguments}, refused="notexists")]
        for name, arguments in (
            ("get_discussion_posts", {}),
            ("view_forum_discussion", {}),
            ("set_pin_state", {"targetstate": 1}),
            ("set_lock_state", {"forumid": 99, "targetstate": 1}),
            ("set_subscription_state", {"forumid": 99, "targetstate": True}),
            ("toggle_favourite_state", {"targetstate": True}),
        )
    },
    **{
        f"mod_forum_{name}": [Sample({"postid": 99}, refused="invalidpostid")]
        for name in ("get_discussion_post", "update_discussion_post", "delete_post")
    },
    "mod_forum_get_discussion_posts_by_userid": [Sample({"userid": 4, "cmid": 99}, refused="invalidcoursemodule")],
    "mod_forum_add_discussion_post": [Sample({"postid": 99, "subject": "x", "message": "y"}, refused="invalidparentpostid")],
    "core_badges_get_user_badges": [Sample({"userid": 4})],
    "core_badges_get_user_badge_by_hash": [Sample({"hash": "0123abcd"})],
    "core_badges_get_badge": [Sample({"id": 99}, refused="error:nosuchbadge")],
    "core_badges_disable_badges": [Sample({"badgeids": ["99"]}, refused="error:nosuchbadge")],
    "core_badges_enable_badges": [Sample({"badgeids": ["99"]}, refused="error:nosuchbadge")],
    "core_blog_get_entries": [Sample(), Sample({"filters": [{"name": "x", "value": "1"}]}, refused="errorinvalidparam")],
    "core_comment_get_comments": [
        Sample({"contextlevel": "course", "instanceid": 2, "component": "block_comments", "itemid": 0, "area": "page_comments"})
    ],
    "core_comment_add_comments": [
        Sample({"comments": [{**_COMMENTED, "content": "Zażółć & <b>x</b>"}]}, ignore=("[].timecreated", "[].time")),
        Sample({"comments": [{**_COMMENTED, "component": "mod_glossary", "content": "x"}]}, refused="nopermissiontocomment"),
    ],
    "core_comment_delete_comments": [Sample({"comments": [99]})],
    "core_rating_add_rating": [
        Sample({**_RATED, "itemid": 1, "scaleid": 10, "rating": 1, "rateduserid": 4}, refused="ratepermissiondenied")
    ],
    "core_rating_get_item_ratings": [Sample({**_RATED, "itemid": 1, "scaleid": 10, "sort": "rating"})],
    "core_filters_get_available_in_context": [
        Sample({"contexts": [{"contextlevel": "course", "instanceid": 2}, {"contextlevel": "course", "instanceid": 99}]})
    ],
    "core_filters_get_all_states": [Sample()],
    "core_completion_get_activities_completion_status": [Sample({"courseid": 2, "userid": 4})],
    "core_completion_get_course_completion_status": [Sample({"courseid": 2, "userid": 4}, refused="cannotviewreport")],
    "gradereport_overview_get_course_grades": [Sample({"userid": 4})],
    "mod_assign_get_assignments": [Sample(), Sample({"courseids": [2]})],
    **{
        f"mod_{type_}_get_{types}_by_courses": [Sample({"courseids": [2, 99]})]
        for type_, types in (
            ("book", "books"),
            ("chat", "chats"),
            ("choice", "choices"),
            ("data", "databases"),
            ("feedback", "feedbacks"),
            ("folder", "folders"),
            ("forum", "forums"),
            ("glossary", "glossaries"),
            ("h5pactivity", "h5pactivities"),
            ("imscp", "imscps"),
            ("label", "labels"),
            ("lesson", "lessons"),
            ("lti", "ltis"),
            ("page", "pages"),
            ("quiz", "quizzes"),
            ("resource", "resources"),
            ("scorm", "scorms"),
            ("survey", "surveys"),
            ("url", "urls"),
            ("wiki", "wikis"),
            ("workshop", "workshops"),
        )
    },
    "core_block_fetch_addable_blocks": [Sample({"pagecontextid": 1, "pagetype": "my-index", "pagelayout": "x"})],
    "core_block_get_course_blocks": [Sample({"courseid": 2}), Sample({"courseid": 99}, refused="invalidrecord")],
    "core_block_get_dashboard_blocks": [Sample(), Sample({"userid": 4, "mypage": "__courses"})],
    "core_calendar_create_calendar_events": [
        Sample(
            {"events": [{"name": "Egzamin & próba", "courseid": 2, "eventtype": "course", "timestart": 1_800_000_000}]},
            ignore=("events[].timemodified",),
        ),
    ],
    "core_calendar_get_calendar_event_by_id": [Sample({"eventid": 99}, refused="nopermissions")],
    "core_calendar_get_action_events_by_timesort": [Sample({"timesortfrom": 0})],
    "core_calendar_get_action_events_by_courses": [Sample({"courseids": [2, 3]})],
    "core_calendar_get_allowed_event_types": [Sample(), Sample({"courseid": 2})],
    "core_calendar_get_calendar_access_information": [Sample(), Sample({"courseid": 2})],
    "core_calendar_get_timestamps": [
        Sample({"data": [{"key": "from", "year": 2026, "month": 11, "day": 27, "hour": 5}, {"year": 2026, "month": 2, "day": 30}]})
    ],
    "core_calendar_update_event_start_day": [Sample({"eventid": 99, "daytimestamp": 1_800_000_000}, refused="invalidrecord")],
    "core_calendar_delete_calendar_events": [Sample({"events": [{"eventid": 99, "repeat": False}]}, refused="invalidrecord")],
    "core_calendar_get_action_events_by_course": [Sample({"courseid": 99}, refused="invalidresponse")],
    "core_completion_update_activity_completion_status_manually": [Sample({"cmid": 99, "completed": True}, refused="invalidrecordunknown")],
    "core_completion_override_activity_completion_status": [
        Sample({"userid": 4, "cmid": 99, "newstate": 1}, refused="invalidrecordunknown")
    ],
    "core_course_get_course_module": [Sample({"cmid": 99}, refused="invalidrecordunknown")],
    "core_course_get_course_module_by_instance": [Sample({"module": "quiz", "instance": 99}, refused="invalidrecordunknown")],
    "core_course_check_updates": [Sample({"courseid": 2, "tocheck": [{"contextlevel": "module", "id": 99, "since": 0}]})],
    "core_course_get_updates_since": [Sample({"courseid": 2, "since": 0})],
    "core_files_get_files": [
        Sample({"contextid": 0, "component": "user", "filearea": "private", "itemid": 0, "filepath": "/", "filename": ""})
    ],
    "core_files_get_unused_draft_itemid": [Sample(ignore=("itemid",))],
    "core_course_duplicate_course": [
        Sample({"courseid": 99, "fullname": "x", "shortname": "y", "categoryid": 2}, refused="invalidcourseid"),
        Sample({"courseid": 2, "fullname": "Łódź", "shortname": "y & z", "categoryid": 2}, ignore=("id",)),
    ],
    "core_course_import_course": [Sample({"importfrom": 99, "importto": 2}, refused="invalidcourseid")],
    "core_update_inplace_editable": [
        Sample({"component": "format_topics", "itemtype": "sectionname", "itemid": "2", "value": "Łódź & x"}),
        Sample({"component": "mod_quiz", "itemtype": "x", "itemid": "2", "value": "y"}, refused="inplaceeditableerror"),
    ],
    "core_customfield_reload_template": [
        Sample({"component": "core_course", "area": "course", "itemid": 0}),
        Sample({"component": "core_course", "area": "x", "itemid": 0}, refused="unknownhandler"),
    ],
    "core_customfield_create_category": [Sample({"component": "core_course", "area": "course", "itemid": 0})],
    "core_customfield_move_category": [Sample({"id": 99}, refused="invalidrecord")],
    "core_customfield_move_field": [Sample({"id": 99, "categoryid": 99}, refused="invalidrecord")],
    "core_customfield_delete_field": [Sample({"id": 99}, refused="invalidrecord")],
    "core_customfield_delete_category": [Sample({"id": 99}, refused="invalidrecord")],
    "core_courseformat_get_state": [Sample({"courseid": 99}, refused="invalidrecord")],
    "core_courseformat_update_course": [
        Sample({"courseid": 2, "action": "section_index_collapsed", "ids": [2]}),
        Sample({"courseid": 2, "action": "cm_hide", "ids": [99]}, refused="unexistingcmid"),
    ],
    "core_courseformat_create_module": [Sample({"courseid": 2, "modname": "quiz", "targetsectionnum": 1}, refused="nopermissions")],
    "core_courseformat_new_module": [Sample({"courseid": 2, "modname": "quiz", "targetsectionid": 99}, refused="unexistingsectionid")],
    "core_courseformat_file_handlers": [Sample({"courseid": 2})],
    "core_course_get_course_content_items": [Sample({"courseid": 2})],
    "core_course_add_content_item_to_user_favourites": [
        Sample({"componentname": "mod_quiz", "contentitemid": 99}, refused="invalidrecord")
    ],
    "core_course_remove_content_item_from_user_favourites": [
        Sample({"componentname": "mod_quiz", "contentitemid": 99}, refused="invalidrecord")
    ],
    "core_course_toggle_activity_recommendation": [Sample({"area": "mod_quiz", "id": 99}, ignore=("status",))],
    "core_course_get_activity_chooser_footer": [Sample({"courseid": 2, "sectionid": 2})],
    "core_course_edit_module": [Sample({"action": "hide", "id": 99}, refused="invalidrecordunknown")],
    "core_course_edit_section": [
        Sample({"action": "show", "id": 2}),
        Sample({"action": "x", "id": 2}, refused="sectionactionnotsupported"),
    ],
    "core_course_get_module": [Sample({"id": 99}, refused="invalidrecordunknown")],
    "core_course_delete_modules": [Sample({"cmids": [99]}, refused="invalidcoursemodule")],
    "core_grades_get_gradable_users": [Sample({"courseid": 2})],
    "core_grades_create_gradecategories": [
        Sample({"courseid": 2, "categories": [{"fullname": "Łódź & x", "options": {"aggregation": 0}}]}, ignore=("categoryids[]",))
    ],
    "core_grades_grader_gradingpanel_point_fetch": [Sample(_GRADED, refused="codingerror")],
    "core_grades_grader_gradingpanel_point_store": [Sample({**_GRADED, "formdata": "grade=1"}, refused="codingerror")],
    "core_grades_grader_gradingpanel_scale_fetch": [Sample(_GRADED, refused="codingerror")],
    "core_grades_grader_gradingpanel_scale_store": [Sample({**_GRADED, "formdata": "grade=1"}, refused="codingerror")],
    "gradingform_guide_grader_gradingpanel_fetch": [Sample(_GRADED, refused="codingerror")],
    "gradingform_guide_grader_gradingpanel_store": [Sample({**_GRADED, "formdata": ""}, refused="codingerror")],
    "gradingform_rubric_grader_gradingpanel_fetch": [Sample(_GRADED, refused="codingerror")],
    "gradingform_rubric_grader_gradingpanel_store": [Sample({**_GRADED, "formdata": ""}, refused="codingerror")],
    "core_grades_update_grades": [
        Sample({"source": "x", "courseid": 2, "component": "mod_quiz", "activityid": 99, "itemnumber": 0}, refused="invalidcoursemodule")
    ],
    "gradereport_singleview_get_grade_items_for_search_widget": [Sample({"courseid": 2})],
    "core_grades_get_gradeitems": [Sample({"courseid": 2})],
    "gradereport_overview_view_grade_report": [Sample({"courseid": 2, "userid": 4})],
    "gradereport_user_get_access_information": [Sample({"courseid": 2})],
    "gradereport_user_get_grade_items": [Sample({"courseid": 2}), Sample({"courseid": 2, "userid": 4})],
    "gradereport_user_view_grade_report": [Sample({"courseid": 2, "userid": 4})],
    "mod_assign_get_grades": [Sample({"assignmentids": [99]})],
    "mod_assign_get_submissions": [Sample({"assignmentids": [99]})],
    "mod_assign_get_user_flags": [Sample({"assignmentids": [99]})],
    "mod_assign_get_submission_status": [Sample({"assignid": 99}, refused="invalidrecord")],
    "mod_assign_get_participant": [Sample({"assignid": 99, "userid": 4}, refused="invalidrecord")],
    "mod_assign_list_participants": [Sample({"assignid": 99, "groupid": 0, "filter": ""}, refused="invalidrecord")],
    "block_recentlyaccesseditems_get_recent_items": [Sample()],
    "block_starredcourses_get_starred_courses": [Sample()],
    "core_blog_get_access_information": [Sample()],
    "core_blog_add_entry": [
        Sample({"subject": "Żaba", "summary": "<p>x & y</p>", "summaryformat": 1}, ignore=("entryid",)),
        Sample({"subject": "x", "summary": "", "summaryformat": 1, "options": [{"name": "x", "value": "1"}]}, refused="errorinvalidparam"),
    ],
    "core_blog_prepare_entry_for_edition": [Sample({"entryid": 99}, refused="invalidrecord")],
    "core_blog_update_entry": [Sample({"entryid": 99, "subject": "x", "summary": "x", "summaryformat": 1}, refused="invalidrecord")],
    "core_blog_delete_entry": [Sample({"entryid": 99}, refused="invalidrecord")],
    "core_blog_view_entries": [Sample()],
    "core_calendar_delete_subscription": [Sample({"subscriptionid": 99}, refused="invalidrecord")],
    "core_calendar_get_calendar_day_view": [Sample({"year": 2023, "month": 11, "day": 14}, ignore=("neweventtimestamp",))],
    "core_calendar_get_calendar_export_token": [Sample()],
    "core_calendar_get_calendar_monthly_view": [Sample({"year": 2023, "month": 11}, ignore=("weeks[].days[].neweventtimestamp",))],
    "core_calendar_get_calendar_upcoming_view": [Sample(ignore=("date",))],
    # XML tells of a struct that is left out as of one without values.
    "core_calendar_submit_create_update_form": [Sample({"formdata": "x"}, ignore=("event",))],
    "core_completion_mark_course_self_completed": [Sample({"courseid": 99}, refused="invalidrecord")],
    "core_course_get_enrolled_courses_with_action_events_by_timeline_classification": [Sample({"classification": "all"})],
    "core_course_get_enrolled_users_by_cmid": [Sample({"cmid": 99}, refused="invalidrecordunknown")],
    "core_files_delete_draft_files": [Sample({"draftitemid": 99, "files": [{"filepath": "/", "filename": "x.txt"}]})],
    "core_files_upload": [
        Sample(
            {
                "component": "user",
                "filearea": "private",
                "itemid": 0,
                "filepath": "/",
                "filename": "x.txt",
                "filecontent": "eA==",
                "contextlevel": "system",
                "instanceid": 0,
            },
            refused="codingerror",
        )
    ],
    "core_grades_get_enrolled_users_for_search_widget": [Sample({"courseid": 99, "actionbaseurl": "x"}, refused="invalidrecord")],
    "core_grades_get_enrolled_users_for_selector": [Sample({"courseid": 99}, refused="invalidrecord")],
    "core_grades_get_feedback": [Sample({"courseid": 99, "userid": 99, "itemid": 99}, refused="invalidrecord")],
    "core_grades_get_grade_tree": [Sample({"courseid": 99}, refused="invalidrecord")],
    "core_grades_get_groups_for_search_widget": [Sample({"courseid": 99}, refused="invalidrecord")],
    "core_grades_get_groups_for_selector": [Sample({"courseid": 99}, refused="invalidrecord")],
    "core_grading_get_definitions": [Sample({"cmids": [99], "areaname": "submissions"}, refused="invalidcoursemodule")],
    "core_grading_save_definitions": [Sample({"areas": [_GRADED_AREA]}, refused="invalidcoursemodule")],
    "core_grading_get_gradingform_instances": [Sample({"definitionid": 99}, refused="invalidrecord")],
    "core_my_view_page": [Sample({"page": "my"})],
    "core_question_get_random_question_summaries": [
        Sample({"categoryid": 99, "includesubcategories": False, "tagids": [99], "contextid": 99}, refused="invalidrecord")
    ],
    "core_question_update_flag": [
        Sample({"qubaid": 99, "questionid": 99, "qaid": 99, "slot": 99, "checksum": "x", "newstate": False}, refused="errorsavingflags")
    ],
    "core_search_get_relevant_users": [Sample({"query": "x", "courseid": 99}, refused="invalidrecord")],
    "core_search_get_results": [Sample({"query": "x"}, refused="globalsearchdisabled")],
    "core_search_get_search_areas_list": [Sample(refused="globalsearchdisabled")],
    "core_search_get_top_results": [Sample({"query": "x"}, refused="globalsearchdisabled")],
    "core_search_view_results": [Sample({"query": "x"}, refused="globalsearchdisabled")],
    "core_user_add_user_private_files": [Sample({"draftid": 99}, refused="codingerror")],
    "core_user_prepare_private_files_for_edition": [Sample(ignore=("draftitemid",))],
    "core_user_update_picture": [Sample({"draftitemid": 99})],
    "core_user_update_private_files": [Sample({"draftitemid": 99}, refused="invaliddraftitemid")],
    "enrol_guest_validate_password": [Sample({"instanceid": 99, "password": "x"}, refused="invalidrecord")],
    "core_enrol_unenrol_user_enrolment": [Sample({"ueid": 99})],
    "core_enrol_submit_user_enrolment_form": [Sample({"formdata": "ue=99"}, refused="invalidrecord")],
    "enrol_meta_add_instances": [Sample({"instances": [{"metacourseid": 2, "courseid": "3"}]})],
    "enrol_meta_delete_instances": [Sample({"instances": [{"metacourseid": 2, "courseid": "3"}]})],
    "enrol_guest_get_instance_info": [Sample({"instanceid": 99}, refused="invalidrecord")],
    "gradereport_grader_get_users_in_report": [Sample({"courseid": 99}, refused="invalidrecord")],
    "gradereport_user_get_grades_table": [Sample({"courseid": 99}, refused="invalidrecord")],
    "message_airnotifier_are_notification_preferences_configured": [Sample({"userids": [4]})],
    "message_airnotifier_enable_device": [Sample({"deviceid": 99, "enable": False}, refused="unknowndevice")],
    "message_airnotifier_get_user_devices": [Sample({"appid": "a"})],
    "message_airnotifier_is_system_configured": [Sample()],
    "mod_assign_copy_previous_attempt": [Sample({"assignmentid": 99}, refused="invalidrecord")],
    "mod_assign_get_user_mappings": [Sample({"assignmentids": [99]})],
    "mod_assign_lock_submissions": [Sample({"assignmentid": 99, "userids": [99]}, refused="invalidrecord")],
    "mod_assign_remove_submission": [Sample({"userid": 99, "assignid": 99}, refused="invalidrecord")],
    "mod_assign_reveal_identities": [Sample({"assignmentid": 99}, refused="invalidrecord")],
    "mod_assign_revert_submissions_to_draft": [Sample({"assignmentid": 99, "userids": [99]}, refused="invalidrecord")],
    "mod_assign_save_grade": [
        Sample(
            {
                "assignmentid": 99,
                "userid": 99,
                "grade": 1.5,
                "attemptnumber": 99,
                "addattempt": False,
                "workflowstate": "x",
                "applytoall": False,
            },
            refused="invalidrecord",
        )
    ],
    "mod_assign_save_grades": [
        Sample(
            {
                "assignmentid": 99,
                "applytoall": False,
                "grades": [{"userid": 99, "grade": 1.5, "attemptnumber": 99, "addattempt": False, "workflowstate": "x"}],
            },
            refused="invalidrecord",
        )
    ],
    "mod_assign_save_submission": [
        Sample({"assignmentid": 99, "plugindata": {"onlinetext_editor": {"text": "x", "format": 1, "itemid": 0}}}, refused="invalidrecord")
    ],
    "mod_assign_save_user_extensions": [Sample({"assignmentid": 99, "userids": [99], "dates": [99]}, refused="invalidrecord")],
    "mod_assign_set_user_flags": [Sample({"assignmentid": 99, "userflags": [{"userid": 99}]}, refused="invalidrecord")],
    "mod_assign_start_submission": [Sample({"assignid": 99}, refused="invalidrecord")],
    "mod_assign_submit_for_grading": [Sample({"assignmentid": 99, "acceptsubmissionstatement": False}, refused="invalidrecord")],
    "mod_assign_submit_grading_form": [Sample({"assignmentid": 99, "userid": 99, "jsonformdata": "x"}, refused="invalidrecord")],
    "mod_assign_unlock_submissions": [Sample({"assignmentid": 99, "userids": [99]}, refused="invalidrecord")],
    "mod_assign_view_assign": [Sample({"assignid": 99}, refused="invalidrecord")],
    "mod_assign_view_grading_table": [Sample({"assignid": 99}, refused="invalidrecord")],
    "mod_assign_view_submission_status": [Sample({"assignid": 99}, refused="invalidrecord")],
    "mod_book_view_book": [Sample({"bookid": 99}, refused="invalidrecord")],
    "mod_chat_view_chat": [Sample({"chatid": 99}, refused="invalidrecord")],
    "mod_choice_delete_choice_responses": [Sample({"choiceid": 99}, refused="invalidcoursemodule")],
    "mod_choice_get_choice_options": [Sample({"choiceid": 99}, refused="invalidcoursemodule")],
    "mod_choice_get_choice_results": [Sample({"choiceid": 99}, refused="invalidcoursemodule")],
    "mod_choice_submit_choice_response": [Sample({"choiceid": 99, "responses": [99]}, refused="invalidcoursemodule")],
    "mod_choice_view_choice": [Sample({"choiceid": 99}, refused="invalidcoursemodule")],
    "mod_data_view_database": [Sample({"databaseid": 99}, refused="invalidrecord")],
    "mod_feedback_view_feedback": [Sample({"feedbackid": 99}, refused="invalidrecord")],
    "mod_folder_view_folder": [Sample({"folderid": 99}, refused="invalidrecord")],
    "mod_glossary_view_glossary": [Sample({"id": 99, "mode": "x"}, refused="invalidrecord")],
    "mod_h5pactivity_view_h5pactivity": [Sample({"h5pactivityid": 99}, refused="invalidrecord")],
    "mod_imscp_view_imscp": [Sample({"imscpid": 99}, refused="invalidrecord")],
    "mod_lti_get_tool_types": [Sample()],
    "mod_lti_get_tool_proxies": [Sample()],
    "mod_lti_get_tool_types_and_proxies": [Sample({"limit": 5})],
    "mod_lti_get_tool_types_and_proxies_count": [Sample()],
    "mod_lti_get_tool_launch_data": [Sample({"toolid": 99}, refused="invalidrecord")],
    "mod_lti_view_lti": [Sample({"ltiid": 99}, refused="invalidrecord")],
    "mod_page_view_page": [Sample({"pageid": 99}, refused="invalidrecord")],
    "mod_quiz_add_random_questions": [Sample({"cmid": 99, "addonpage": 99, "randomcount": 99}, refused="invalidrecordunknown")],
    "mod_quiz_create_grade_item_per_section": [Sample({"quizid": 99}, refused="invalidrecordunknown")],
    "mod_quiz_create_grade_items": [Sample({"quizid": 99, "quizgradeitems": [{"name": "x"}]}, refused="invalidrecordunknown")],
    "mod_quiz_delete_grade_items": [Sample({"quizid": 99, "quizgradeitems": [{"id": 99}]}, refused="invalidrecordunknown")],
    "mod_quiz_delete_overrides": [Sample({"data": {"quizid": 99, "ids": [99]}}, refused="invalidrecordunknown")],
    "mod_quiz_get_attempt_access_information": [Sample({"quizid": 99}, refused="invalidrecord")],
    "mod_quiz_get_attempt_data": [Sample({"attemptid": 99, "page": 99}, refused="invalidrecord")],
    "mod_quiz_get_attempt_review": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_get_attempt_summary": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_get_combined_review_options": [Sample({"quizid": 99}, refused="invalidrecord")],
    "mod_quiz_get_edit_grading_page_data": [Sample({"quizid": 99}, refused="invalidrecordunknown")],
    "mod_quiz_get_overrides": [Sample({"quizid": 99}, refused="invalidrecordunknown")],
    "mod_quiz_get_quiz_feedback_for_grade": [Sample({"quizid": 99, "grade": 1.5}, refused="invalidrecord")],
    "mod_quiz_get_quiz_required_qtypes": [Sample({"quizid": 99}, refused="invalidrecord")],
    "mod_quiz_get_reopen_attempt_confirmation": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_process_attempt": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_reopen_attempt": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_save_attempt": [Sample({"attemptid": 99, "data": [{"name": "x", "value": "x"}]}, refused="invalidrecord")],
    "mod_quiz_save_overrides": [
        Sample({"data": {"quizid": 99, "overrides": [{"userid": 4, "timelimit": 60}]}}, refused="invalidrecordunknown")
    ],
    "mod_quiz_set_question_version": [Sample({"slotid": 99, "newversion": 99}, refused="invalidrecord")],
    "mod_quiz_start_attempt": [Sample({"quizid": 99}, refused="invalidrecord")],
    "mod_quiz_update_filter_condition": [Sample({"cmid": 99, "slotid": 99, "filtercondition": "x"}, refused="invalidrecordunknown")],
    "mod_quiz_update_grade_items": [Sample({"quizid": 99, "quizgradeitems": [{"id": 99}]}, refused="invalidrecordunknown")],
    "mod_quiz_update_slots": [Sample({"quizid": 99, "slots": [{"id": 99}]}, refused="invalidrecordunknown")],
    "mod_quiz_view_attempt": [Sample({"attemptid": 99, "page": 99}, refused="invalidrecord")],
    "mod_quiz_view_attempt_review": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_view_attempt_summary": [Sample({"attemptid": 99}, refused="invalidrecord")],
    "mod_quiz_view_quiz": [Sample({"quizid": 99}, refused="invalidrecord")],
    "mod_resource_view_resource": [Sample({"resourceid": 99}, refused="invalidrecord")],
    "mod_scorm_view_scorm": [Sample({"scormid": 99}, refused="invalidrecord")],
    "mod_survey_view_survey": [Sample({"surveyid": 99}, refused="invalidrecord")],
    "mod_url_view_url": [Sample({"urlid": 99}, refused="invalidrecord")],
    "mod_wiki_view_wiki": [Sample({"wikiid": 99}, refused="invalidrecord")],
    "mod_workshop_view_workshop": [Sample({"workshopid": 99}, refused="invalidrecord")],
    "local_triglot_rotate_token": [Sample({"overlap": 90}, refused="accessexception")],
}
