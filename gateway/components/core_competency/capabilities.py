"""The capabilities of core_competency, and the standard roles that have them on a new site."""

from __future__ import annotations

from gateway.api import READ, WRITE, Capability, Level, Risk

__all__ = ["CAPABILITIES"]

CAPABILITIES = (
    Capability("moodle/competency:competencygrade", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("moodle/competency:competencymanage", WRITE, Level.COURSECAT, Risk.NONE, ("manager",)),
    Capability("moodle/competency:competencyview", READ, Level.COURSECAT, Risk.NONE, ("user",)),
    Capability("moodle/competency:coursecompetencyconfigure", WRITE, Level.MODULE, Risk.NONE, ("manager",)),
    Capability("moodle/competency:coursecompetencygradable", READ, Level.COURSE, Risk.NONE, ("student",)),
    Capability("moodle/competency:coursecompetencymanage", WRITE, Level.COURSE, Risk.NONE, ("manager", "editingteacher")),
    Capability("moodle/competency:coursecompetencyview", READ, Level.COURSE, Risk.NONE, ("user",)),
    Capability("moodle/competency:evidencedelete", WRITE, Level.USER, Risk.NONE, ()),
    Capability("moodle/competency:plancomment", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:plancommentown", WRITE, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/competency:planmanage", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:planmanagedraft", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:planmanageown", WRITE, Level.USER, Risk.NONE, ()),
    Capability("moodle/competency:planmanageowndraft", WRITE, Level.USER, Risk.NONE, ()),
    Capability("moodle/competency:planrequestreview", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:planrequestreviewown", WRITE, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/competency:planreview", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:planview", READ, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:planviewdraft", READ, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:planviewown", READ, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/competency:planviewowndraft", READ, Level.USER, Risk.NONE, ()),
    Capability("moodle/competency:templatemanage", WRITE, Level.COURSECAT, Risk.NONE, ("manager",)),
    Capability("moodle/competency:templateview", READ, Level.COURSECAT, Risk.NONE, ("manager",)),
    Capability("moodle/competency:usercompetencycomment", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:usercompetencycommentown", WRITE, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/competency:usercompetencyrequestreview", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:usercompetencyrequestreviewown", WRITE, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/competency:usercompetencyreview", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:usercompetencyview", READ, Level.USER, Risk.NONE, ("manager", "editingteacher", "teacher")),
    Capability("moodle/competency:userevidencemanage", WRITE, Level.USER, Risk.NONE, ("manager",)),
    Capability("moodle/competency:userevidencemanageown", WRITE, Level.USER, Risk.NONE, ("user",)),
    Capability("moodle/competency:userevidenceview", READ, Level.USER, Risk.NONE, ("manager",)),
)
