"""Who did what: kept for the rectorate, without a word about students."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base
from db.vocabulary import Act


class AuditEvent(Base):
    """One row per act of a person; rows are only ever added."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(primary_key=True, comment="Surrogate key, in the order of acts.")
    at: Mapped[datetime] = mapped_column(index=True, comment="UTC.")
    who: Mapped[str] = mapped_column(String(200), comment="Account of the person; '' of one who is not signed in.")
    role: Mapped[str] = mapped_column(String(24), comment="In which role; '' where it has none.")
    act: Mapped[Act] = mapped_column(comment="What the person did.")
    what: Mapped[str] = mapped_column(String(1000), comment="With what: page, title of a table, release, code.")
