"""Keep one row for each attempt, grade of an attempt, user's flags and user's number in an assignment, whoever writes at once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_UNIQUE = {
    "assign_submission": ("assignment", "userid", "groupid", "attemptnumber"),
    "assign_grades": ("assignment", "userid", "attemptnumber"),
    "assign_user_flags": ("assignment", "userid"),
    "assign_user_mapping": ("assignment", "userid"),
}


def upgrade() -> None:
    """Keep the first row of several, and have the constraint in the place of the index on its first column."""
    for name, columns in _UNIQUE.items():
        table = sa.table(name, sa.column("id"), *(sa.column(column) for column in columns))
        first = sa.select(sa.func.min(table.c.id)).group_by(*(table.c[column] for column in columns))
        op.execute(sa.delete(table).where(table.c.id.not_in(first)))
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_index(f"{name}_assignment")
            batch_op.create_unique_constraint(op.f(f"{name}_{'_'.join(columns)}_key"), list(columns))


def downgrade() -> None:
    """Have the index in the place of the constraint."""
    for name, columns in _UNIQUE.items():
        with op.batch_alter_table(name) as batch_op:
            batch_op.drop_constraint(op.f(f"{name}_{'_'.join(columns)}_key"), type_="unique")
            batch_op.create_index(f"{name}_assignment", ["assignment"], unique=False)
