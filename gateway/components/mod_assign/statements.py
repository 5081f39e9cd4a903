"""What people state when they submit: that it is their own work, or that of their team."""

from __future__ import annotations

from gateway.api import SiteData
from gateway.components.mod_assign.overrides import AssignmentRow

__all__ = ["statement"]


def statement(site: SiteData, row: AssignmentRow) -> str:
    """The text that people must agree to who submit for an assignment; empty if they need not, or the site has none."""
    if not row["requiresubmissionstatement"]:
        return ""
    name = "assign/submissionstatement"
    if row["teamsubmission"]:
        name += "teamsubmissionallsubmit" if row["requireallteammemberssubmit"] else "teamsubmission"
    return str(site.config[name] or "")
