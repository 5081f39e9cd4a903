"""Deleting plans, ratings and evidence together with accounts, and competencies of courses together with these."""

from __future__ import annotations

from sqlalchemy import Connection, delete, select

from gateway.api import Ids
from gateway.components.core_competency import tables

__all__ = ["forget_courses", "forget_users"]


def forget_users(db: Connection, userids: Ids) -> None:
    """Delete the plans of users, how they were rated, and the evidence for that."""
    own = tables.competency_usercomp
    rated = select(own.c.id).where(own.c.userid.in_(userids))
    db.execute(delete(tables.competency_evidence).where(tables.competency_evidence.c.usercompetencyid.in_(rated)))
    for part, column, whole in (
        (tables.competency_plancomp, tables.competency_plancomp.c.planid, tables.competency_plan),
        (tables.competency_userevidencecomp, tables.competency_userevidencecomp.c.userevidenceid, tables.competency_userevidence),
    ):
        db.execute(delete(part).where(column.in_(select(whole.c.id).where(whole.c.userid.in_(userids)))))
    for table in (
        own,
        tables.competency_plan,
        tables.competency_usercompcourse,
        tables.competency_usercompplan,
        tables.competency_userevidence,
    ):
        db.execute(delete(table).where(table.c.userid.in_(userids)))


def forget_courses(db: Connection, courseids: Ids) -> None:
    """Delete the competencies of courses, and how people were rated in them there."""
    for table in (tables.competency_coursecomp, tables.competency_coursecompsetting, tables.competency_usercompcourse):
        db.execute(delete(table).where(table.c.courseid.in_(courseids)))
