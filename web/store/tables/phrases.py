"""The table of words that help, where a site has its own."""

from typing import Any

from sqlalchemy import Column
from sqlmodel import Field, SQLModel

from web.rules.site_texts import clean_place_names
from web.store.tables.base import ReadableDocument


class SitePhrases(SQLModel, table=True):
    """One row for each site that has some: pages join it to the site that they read anyway."""

    __tablename__ = "site_phrases"
    site_id: int = Field(foreign_key="site.id", primary_key=True)
    own: dict[str, Any] = Field(  # see `rules.phrases`
        sa_column=Column(ReadableDocument(clean_place_names), nullable=False)
    )
