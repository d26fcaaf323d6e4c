"""Several stretches of work on one day, also of 24 hours, and where the end of a shift comes from.

Going back keeps the first stretch of each day that is shorter than 24 hours.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_NAMES = ("person_id", "weekday", "starts", "ends")
_HOURS = sa.table("weekly_hours", *(sa.column(name, sa.Integer) for name in _NAMES))


def upgrade() -> None:
    op.add_column("person", sa.Column("shift_source", sa.String(), nullable=True))
    rows = _rows()
    _make("starts")
    op.bulk_insert(_HOURS, rows)


def downgrade() -> None:
    first: dict[tuple[int, int], dict[str, Any]] = {}
    for row in _rows():
        if row["starts"] != row["ends"]:
            first.setdefault((row["person_id"], row["weekday"]), row)
    _make(None)
    op.bulk_insert(_HOURS, list(first.values()))
    op.drop_column("person", "shift_source")


def _rows() -> list[dict[str, Any]]:
    query = sa.select(_HOURS).order_by(*_HOURS.c)
    return [dict(row) for row in op.get_bind().execute(query).mappings()]


def _make(more: str | None) -> None:
    """Made anew: SQLite changes no primary key. `more`: what is in the key besides the day."""
    op.drop_table("weekly_hours")
    key = ["person_id", "weekday", *([more] if more else [])]
    length = (
        [] if more else [sa.CheckConstraint("starts <> ends", name=op.f("ck_weekly_hours_length"))]
    )
    op.create_table(
        "weekly_hours",
        *(sa.Column(name, sa.Integer(), nullable=False) for name in _NAMES),
        *length,
        sa.CheckConstraint(
            "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439",
            name=op.f("ck_weekly_hours_minutes"),
        ),
        sa.CheckConstraint("weekday BETWEEN 0 AND 6", name=op.f("ck_weekly_hours_weekday")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_weekly_hours_person_id_person")
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_weekly_hours")),
    )
