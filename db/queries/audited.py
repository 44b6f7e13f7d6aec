"""Who did what, for those who may read it."""

import sys
from collections.abc import Sequence

import pandas as pd
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from db import audit
from db.models import AuditEvent
from db.queries import gate
from db.queries.asking import EMPTY, BadQuestion, Topic, Where, conditions, frame
from db.vocabulary import Act

AUDIT = Topic("audit", {"who": ("who",), "role": ("role",), "act": ("act",)}, splits=())


def asked(engine: Engine, role: str, question: str, answer: pd.DataFrame) -> None:
    """Keep that somebody asked on the command line, where the answer has exact small numbers of persons that others see
    protected."""
    whose = sorted(set(answer.get("institution_code", ())))
    if gate.tells_small(gate.base(engine), answer) and gate.is_protected(engine, whose):
        try:
            audit.keep(engine, [audit.Event(audit.account(), role, Act.ASKED, question)])
        except SQLAlchemyError as error:
            print(f"That this was asked cannot be kept: {type(error).__name__}", file=sys.stderr)


def audited(engine: Engine, by: Sequence[str] = (), where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """What was done, the latest first: at, who, role, act, what. Raises BadQuestion; NotShown to those who may not."""
    if by:
        raise BadQuestion("The acts are listed as they are: leave --by out.")
    sight = gate.sight_of(engine)
    if sight is not None and not sight.audit:
        raise gate.NotShown("Who did what is shown to the rectorate only.")
    a = AuditEvent
    cells = select(a.id, a.at, a.who, a.role, a.act, a.what).subquery()
    found = conditions(engine, AUDIT, cells, where)
    columns = [cells.c[name] for name in ("at", "who", "role", "act", "what")]
    return frame(engine, select(*columns).where(*found).order_by(cells.c.at.desc(), cells.c.id.desc()))
