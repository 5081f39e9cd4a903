"""Course modules may have no id number and files no owner, as in the reference."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from gateway.store import kinds

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("course_modules") as batch_op:
        batch_op.alter_column("idnumber", existing_type=kinds.TEXT, nullable=True, server_default=None)
    with op.batch_alter_table("files") as batch_op:
        batch_op.alter_column("userid", existing_type=sa.BigInteger(), nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE course_modules SET idnumber = '' WHERE idnumber IS NULL")
    with op.batch_alter_table("course_modules") as batch_op:
        batch_op.alter_column("idnumber", existing_type=kinds.TEXT, nullable=False, server_default="")
    op.execute("UPDATE files SET userid = 0 WHERE userid IS NULL")
    with op.batch_alter_table("files") as batch_op:
        batch_op.alter_column("userid", existing_type=sa.BigInteger(), nullable=False, server_default="0")
