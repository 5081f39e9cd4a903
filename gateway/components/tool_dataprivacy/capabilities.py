"""The capabilities of tool_dataprivacy, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("tool/dataprivacy:downloadallrequests", READ, Level.USER, Risk.PERSONAL, ()),
    Capability("tool/dataprivacy:downloadownrequest", READ, Level.USER, Risk.NONE, ("user",)),
    Capability("tool/dataprivacy:makedatadeletionrequestsforchildren", WRITE, Level.USER, Risk.PERSONAL | Risk.SPAM, ()),
    Capability("tool/dataprivacy:makedatarequestsforchildren", WRITE, Level.USER, Risk.PERSONAL | Risk.SPAM, ()),
    Capability("tool/dataprivacy:managedataregistry", WRITE, Level.SYSTEM, Risk.XSS | Risk.PERSONAL | Risk.SPAM | Risk.DATALOSS, ()),
    Capability("tool/dataprivacy:managedatarequests", WRITE, Level.SYSTEM, Risk.XSS | Risk.PERSONAL | Risk.SPAM | Risk.DATALOSS, ()),
    Capability("tool/dataprivacy:requestdelete", WRITE, Level.USER, Risk.DATALOSS, ("user",)),
    Capability("tool/dataprivacy:requestdeleteforotheruser", WRITE, Level.SYSTEM, Risk.XSS | Risk.PERSONAL | Risk.SPAM | Risk.DATALOSS, ()),
)
