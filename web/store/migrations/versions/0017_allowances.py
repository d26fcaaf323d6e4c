"""what people may do without asking becomes a list, and what of it was used is kept"""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from push.columns import UtcDateTime
from web.rules.site_texts import clean_translations
from web.store.tables.base import ReadableDocument

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ROLES = ("employee", "lead", "admin")
_ROLE = f"role IN {_ROLES}"
_DOCUMENT = sa.JSON(none_as_null=True)
_READABLE = ReadableDocument(clean_translations, none_as_null=True)  # one may be damaged
_AUTHORITY = sa.table(
    "authority",
    *(sa.column(name) for name in ("site_id", "role", "words")),
    sa.column("translations", _READABLE),
)
_ALLOWANCE = sa.table(
    "allowance",
    *(sa.column(name) for name in ("site_id", "role", "words", "position", "removed_at")),
    sa.column("translations", _DOCUMENT),
)


def upgrade() -> None:
    _allowance()
    _allowance_use()
    rows = op.get_bind().execute(sa.select(_AUTHORITY)).mappings().all()
    rows = sorted(rows, key=lambda row: (row["site_id"], _ROLES.index(row["role"])))
    for _site, of_site in groupby(rows, key=lambda row: row["site_id"]):
        lines = [line for row in of_site for line in _lines_of(row)]
        if lines:
            added = [line | {"position": n} for n, line in enumerate(lines, start=1)]
            op.bulk_insert(_ALLOWANCE, added)
    op.drop_table("authority")


def _allowance() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("translations", _DOCUMENT, nullable=True),
        sa.Column("limit_amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("removed_at", UtcDateTime(timezone=True), nullable=True),
        sa.CheckConstraint(_ROLE, name=op.f("ck_allowance_role")),
        sa.CheckConstraint(
            "(limit_amount IS NULL) = (currency IS NULL)",
            name=op.f("ck_allowance_limit_has_currency"),
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_allowance_site_id_site")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
    )
    in_use = sa.text("removed_at IS NULL")
    op.create_index(
        "ix_allowance_site",
        "allowance",
        ["site_id", "position"],
        sqlite_where=in_use,
        postgresql_where=in_use,
    )


def _allowance_use() -> None:
    keys = {"issue": "issue_id", "site": "site_id", "allowance": "allowance_id"}
    op.create_table(
        "allowance_use",
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(column, sa.Integer(), nullable=False) for column in keys.values()),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(), nullable=True),
        sa.Column("above_limit", sa.Boolean(), nullable=False),
        sa.Column("at", UtcDateTime(timezone=True), nullable=False),
        sa.Column("event_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "amount IS NULL OR currency IS NOT NULL",
            name=op.f("ck_allowance_use_amount_has_currency"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_allowance_use_{column}_{table}")
            )
            for table, column in keys.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance_use")),
    )
    op.create_index(op.f("ix_allowance_use_issue_id"), "allowance_use", ["issue_id"])
    op.create_index("ix_allowance_use_site", "allowance_use", ["site_id", "at"])


def _lines_of(row: Any) -> Iterable[dict[str, Any]]:
    """Of a text, each line; of a translation the same line, if it has as many."""
    lines = _lines(row["words"])
    by_code = {code: _lines(text) for code, text in (row["translations"] or {}).items()}
    for n, words in enumerate(lines):
        texts = {code: its[n] for code, its in by_code.items() if len(its) == len(lines)}
        yield {
            "site_id": row["site_id"],
            "role": row["role"],
            "words": words,
            "translations": texts or None,
        }


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def downgrade() -> None:
    """The list becomes a text again, without limits and translations."""
    op.create_table(
        "authority",
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("translations", _DOCUMENT, nullable=True),
        sa.CheckConstraint(_ROLE, name=op.f("ck_authority_role")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_authority_site_id_site")),
        sa.PrimaryKeyConstraint("site_id", "role", name=op.f("pk_authority")),
    )
    query = sa.select(_ALLOWANCE).where(_ALLOWANCE.c.removed_at.is_(None))
    rows = op.get_bind().execute(query.order_by(_ALLOWANCE.c.position)).mappings().all()
    texts: dict[tuple[int, str], list[str]] = {}
    for row in rows:
        texts.setdefault((row["site_id"], row["role"]), []).append(row["words"])
    for (site_id, role), lines in texts.items():
        text = {"site_id": site_id, "role": role, "words": "\n".join(lines)}
        op.get_bind().execute(sa.insert(_AUTHORITY).values(text))
    op.drop_table("allowance_use")
    op.drop_table("allowance")
