"""The site settings of tool_dataprivacy."""

from __future__ import annotations

from gateway.api import BOOL, Setting

__all__ = ["SETTINGS"]

SETTINGS = (
    Setting("tool_dataprivacy/allowfiltering", BOOL, False, "whether officers choose the courses of which data are exported"),
    Setting("tool_dataprivacy/contactdataprotectionofficer", BOOL, False, "whether people may write to the data protection officers"),
)
