"""The measurement of pages of agreements runs to its end, on a university that has what it claims to have."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from db.engine import connect
from db.queries import agreed, arrays, counts, used
from db.queries.asking import Where
from db.queries.partnerships import lists
from tests.bench import agreements, ties
from tests.bench.large import BENCH

MANY = 120


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Address of a database with few agreements."""
    file = tmp_path_factory.mktemp("ties") / "ties.sqlite"
    engine = connect(f"sqlite:///{file}")
    agreements.fill(engine, MANY, 3_000)
    engine.dispose()
    return f"sqlite:///{file}"


@pytest.fixture(scope="module")
def university(address: str) -> Engine:
    return connect(address)


def test_it_has_the_agreements_and_ten_years_of_both_directions(university: Engine):
    found = agreed.read(university, BENCH)
    assert found.rows["agreement"].nunique() == MANY
    assert found.rows.loc[found.rows["is_register"], "agreement"].nunique() == MANY // 2
    uses = found.uses.groupby("agreement").size()
    assert (uses == len(agreements.YEARS) * 2).all()
    assert set(found.uses["academic_year"]) == set(agreements.YEARS)


def test_each_page_is_clicked_beside_the_empty_one(address: str, capsys: pytest.CaptureFixture[str]):
    sizes = ["--agreements", str(MANY), "--rounds", "1", "--steps", "1", "--think", "0.05"]
    assert ties.main([address.removeprefix("sqlite:///"), *sizes]) == 0
    told = capsys.readouterr().out
    assert Path(address.removeprefix("sqlite:///")).exists()
    assert all(f"\n{name}  " in told for name in (*ties.VIEWS, "partner", "agreement", "empty"))
    assert "first visitor" in told


@pytest.mark.parametrize("by", [["academic_year"], ["faculty"], ["country"], ["partner"], ["release"], []])
@pytest.mark.parametrize(
    "where",
    [{}, {"direction": ["outbound"], "academic_year": ["2019"]}, {"faculty": ["f03"]}, {"scope": ["all"]},
     {"group": ["SCO"]}, {"group": ["EU"], "members": ["today"]}, {"agreement": ["B-00001"], "scope": ["all"]},
     {"partner": ["nobody"]}, {"scope": ["domestic"]}],
    ids=str,
)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "kk"])
def test_use_from_memory_is_what_sql_says(university: Engine, by: list[str], where: Where, language: str):
    wanted = counts.agreement_use(university, by, {**where, "institution": [BENCH]}, language)
    found = used.use(agreed.read(university, BENCH), by, where, language)
    pd.testing.assert_frame_equal(found, wanted)


@pytest.mark.parametrize("where", [{}, {"country": ["DEU"], "direction": ["inbound"]}, {"academic_year": ["1999"]},
                                   {"series": ["none"]}])  # fmt: skip
def test_releases_behind_use_are_those_that_sql_lists(university: Engine, where: Where):
    by_release = counts.agreement_use(university, ("release",), {**where, "institution": [BENCH]}, "en")
    found = used.releases_of_use(agreed.read(university, BENCH), where)
    assert found == sorted({int(number) for number in by_release["release"]})


def test_what_is_asleep_before_all_data_is_nothing(university: Engine):
    read = agreed.read(university, BENCH)
    records = arrays.Records(university, arrays.read(university, BENCH))
    where = {"on": ["2001-01-01"]}
    assert lists.asleep(read, where, "en", records).empty
