"""What one release may not say beside the others: refused with its row, its code and the other source."""

import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from db import store
from db.batch import Batch, Extent, Row
from db.contradictions import Contradicted
from etl.recognise.codes import DATA
from tests import small
from tests.conftest import Command
from tests.db.answers import answers, assert_same, rows_in

OTHER_SOURCE = {"source": {**small.SOURCE, "code": "other"}, "series": []}
CODED = ["published_figure", "target", "statement", "agreement_statement", "country_group_member", "agreement_year"]


def by_other(facts: dict[str, list[Row]], *extents: Extent) -> Batch:
    series = [small.series("other_series", "flow")]
    return small.batch("other.csv", facts, extents, **{**OTHER_SOURCE, "series": series})


@pytest.mark.parametrize("table", CODED)
def test_what_another_source_has_stated_is_refused_whole(small_university: Engine, table: str) -> None:
    before, rows = answers(small_university), rows_in(small_university)
    said = [{**row, **({"series": "other_series"} if "series" in row else {})} for row in small.OTHER[table]]
    with pytest.raises(Contradicted, match="source small_register") as caught:
        store.load(small_university, by_other({table: said}), by="test")
    assert len(caught.value.found) == len(said)
    assert caught.value.found[0].file == "other.csv"
    assert rows_in(small_university) == rows
    assert_same(answers(small_university), before)


def test_a_code_that_was_withdrawn_still_belongs_to_its_source(small_university: Engine) -> None:
    """Else an undo of the withdrawal would set one source against the other."""
    store.load(small_university, small.batch("none.csv", {}, [Extent("target")]), by="test")
    with pytest.raises(Contradicted, match="T-1"):
        store.load(small_university, by_other({"target": small.OTHER["target"]}), by="test")


def test_a_code_is_free_once_its_release_is_undone(small_university: Engine) -> None:
    store.undo(small_university, 1, by="test")
    assert store.load(small_university, by_other({"target": small.OTHER["target"]}), by="test").new == 1


@pytest.mark.parametrize("table", ["institution_record", "unit_record"])
def test_any_source_may_say_what_an_institution_or_a_unit_is(small_university: Engine, table: str) -> None:
    again = small.OTHER[table]
    assert store.load(small_university, by_other({table: again}), by="test").unchanged == len(again)


def test_places_of_an_agreement_that_nobody_described_are_refused(engine: Engine) -> None:
    used = small.batch("places.csv", {"agreement_year": [small.use(2, 2024, "outbound", 4, 3)]})
    with pytest.raises(Contradicted, match=r"places.csv, row 2, tub: No file describes this agreement"):
        store.load(engine, used, by="test")
    described = {"agreement_statement": small.OTHER["agreement_statement"]}
    store.load(engine, small.batch("agreements.csv", described), by="test")
    assert store.load(engine, used, by="test").new == 1


def test_a_file_of_another_source_is_told_by_the_command(
    shipped_copy: Engine, command: Command, tmp_path: Path
) -> None:
    header, first = (DATA / "sco_universities.csv").read_text(encoding="utf-8").splitlines()[:2]
    sent = tmp_path / "sent.csv"
    sent.write_text(f"{header}\nKZN-001,{first.split(',', 1)[1]}\n", encoding="utf-8")
    answer = command(shipped_copy, "etl", "load", "sco_universities", "--json", sent)
    (problem,) = json.loads(answer.out)["problems"]
    assert (answer.status, problem["file"], problem["row"], problem["value"]) == (1, "sent.csv", 2, "KZN-001")
    assert "kaznu_published" in problem["rule"]
