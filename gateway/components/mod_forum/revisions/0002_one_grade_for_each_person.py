"""Keep one grade for each person graded in a forum, whoever writes at once, and none where a grade was taken back."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_COLUMNS = ("forum", "itemnumber", "userid")
_TABLE = sa.table("forum_grades", sa.column("id"), sa.column("grade"), *(sa.column(column) for column in _COLUMNS))
_KEY = "forum_grades_forum_itemnumber_userid_key"


def upgrade() -> None:
    """Keep the first row of several, and have the constraint in the place of the index on its first column."""
    first = sa.select(sa.func.min(_TABLE.c.id)).group_by(*(_TABLE.c[column] for column in _COLUMNS))
    op.execute(sa.delete(_TABLE).where(_TABLE.c.id.not_in(first)))
    with op.batch_alter_table("forum_grades") as batch_op:
        batch_op.alter_column("grade", existing_type=sa.FLOAT(), nullable=True, server_default=None)
        batch_op.drop_index("forum_grades_forum")
        batch_op.create_unique_constraint(op.f(_KEY), list(_COLUMNS))


def downgrade() -> None:
    """Have the index in the place of the constraint."""
    op.execute(sa.delete(_TABLE).where(_TABLE.c.grade.is_(None)))
    with op.batch_alter_table("forum_grades") as batch_op:
        batch_op.drop_constraint(op.f(_KEY), type_="unique")
        batch_op.create_index("forum_grades_forum", ["forum"], unique=False)
        batch_op.alter_column("grade", existing_type=sa.FLOAT(), nullable=False, server_default=sa.text("'0'"))
