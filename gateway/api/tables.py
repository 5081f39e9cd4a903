"""The kernel's tables, for statements of components: any component may read them all.

Components write them through the services of ``gateway.api``, which note the changes; the tables of another component are in
its module ``tables``.
"""

from __future__ import annotations

from gateway.store.tables.access import (
    capabilities,
    context,
    role,
    role_allow_assign,
    role_allow_override,
    role_allow_switch,
    role_allow_view,
    role_assignments,
    role_capabilities,
    role_context_levels,
)
from gateway.store.tables.courses import course, course_categories, course_format_options, course_modules, course_sections, modules
from gateway.store.tables.enrolments import enrol, user_enrolments
from gateway.store.tables.files import files
from gateway.store.tables.groups import groupings, groupings_groups, groups, groups_members
from gateway.store.tables.services import (
    external_functions,
    external_services,
    external_services_functions,
    external_services_users,
    external_tokens,
)
from gateway.store.tables.site import change, config, config_plugins, document, lease, logstore_standard_log
from gateway.store.tables.users import (
    sessions,
    user,
    user_info_category,
    user_info_data,
    user_info_field,
    user_lastaccess,
    user_preferences,
    user_private_key,
)

__all__ = [
    "capabilities",
    "change",
    "config",
    "config_plugins",
    "context",
    "course",
    "course_categories",
    "course_format_options",
    "course_modules",
    "course_sections",
    "document",
    "enrol",
    "external_functions",
    "external_services",
    "external_services_functions",
    "external_services_users",
    "external_tokens",
    "files",
    "groupings",
    "groupings_groups",
    "groups",
    "groups_members",
    "lease",
    "logstore_standard_log",
    "modules",
    "role",
    "role_allow_assign",
    "role_allow_override",
    "role_allow_switch",
    "role_allow_view",
    "role_assignments",
    "role_capabilities",
    "role_context_levels",
    "sessions",
    "user",
    "user_enrolments",
    "user_info_category",
    "user_info_data",
    "user_info_field",
    "user_lastaccess",
    "user_preferences",
    "user_private_key",
]
