"""Imports of the register: what each created and changed, so that it can be undone."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from hub.core.db import Base, Secret, UTCDateTime


class ImportRun(Base):
    """One accepted import. `changes` is JSON: ids created, values before and after; encrypted, for it holds numbers."""

    __tablename__ = "import_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    by_user: Mapped[int | None]  # no foreign key: the record outlives the account
    file_name: Mapped[str] = mapped_column(String(120))
    as_of: Mapped[date]
    units_created: Mapped[int]
    units_updated: Mapped[int]
    owners_created: Mapped[int]
    owners_updated: Mapped[int]
    changes: Mapped[str] = mapped_column(Secret)
    undone_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    undone_by: Mapped[int | None]
