"""The site settings of core_user."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("disableuserimages", BOOL, False, "whether people cannot change their pictures"),
    Setting("forceloginforprofileimage", BOOL, False, "whether pictures of people are for who is logged in, guests aside"),
    Setting("forceloginforprofiles", BOOL, True, "whether profiles are for who is logged in, guests aside"),
    Setting("hiddenuserfields", RAW, "", "fields of people that are hidden from others, separated by commas"),
    Setting("maxusersperpage", INT, 100, "how many people a page of a choice has"),
    Setting("profilesforenrolledusersonly", BOOL, True, "whether descriptions of people who have no role are hidden from others"),
    Setting("showuseridentity", RAW, "email", "fields by which people are told apart, separated by commas"),
)
