"""The hash of SCORM packages may be null, as in the reference."""

from __future__ import annotations

from alembic import op

from gateway.api import kinds

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go on from the revision before."""
    with op.batch_alter_table("scorm") as batch_op:
        batch_op.alter_column("sha1hash", existing_type=kinds.TEXT, nullable=True, server_default=None)


def downgrade() -> None:
    """Go back to the revision before."""
    op.execute("UPDATE scorm SET sha1hash = '' WHERE sha1hash IS NULL")
    with op.batch_alter_table("scorm") as batch_op:
        batch_op.alter_column("sha1hash", existing_type=kinds.TEXT, nullable=False, server_default="")
