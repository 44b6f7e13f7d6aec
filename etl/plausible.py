"""What is sound and hard to believe, judged against the file itself and the years before."""

from sqlalchemy import Engine

from db.batch import Batch
from etl.errors import Warned


def warnings(engine: Engine, batch: Batch) -> list[Warned]:
    return []
