"""Published figures from a form or a file: read as they stand, refused with every problem told, one release a load."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import queries, store
from db.metrics import COUNTED, METRICS, unit_of
from db.surroundings import surroundings
from etl.errors import Refused
from etl.load import judge, keep
from etl.sources.statements import FIGURES, PUBLISHED
from tests.etl.test_shipped import DATA, cells

HEAD = "metric,value,source_title,source_url"
ROW = 'students_international,100,"A speech, spoken",https://kaznu.example/speech'


def load(engine: Engine, folder: Path, head: str, *rows: str, institution: str = "kaznu") -> Any:
    file = folder / "said.csv"
    file.write_text("\n".join([head, *rows]), encoding="utf-8")
    judged = judge(PUBLISHED, [file], institution, surroundings(engine, institution))
    return keep(engine, judged.refuse())


def stored(engine: Engine, release: int) -> list[dict[str, Any]]:
    rows = queries.TOPICS["published"](engine, where={"institution": ["kaznu"]})
    return [row for row in rows.to_dict("records") if row["release"] == release]


def problems(engine: Engine, folder: Path, head: str, *rows: str) -> dict[str, str]:
    """Rule by column of a file that is refused."""
    with pytest.raises(Refused) as refused:
        load(engine, folder, head, *rows)
    return {one.column: one.rule.told(str) for one in refused.value.problems}


def test_the_least_that_a_figure_needs(shipped_copy: Engine, tmp_path: Path):
    outcome = load(shipped_copy, tmp_path, HEAD, ROW)
    (row,) = stored(shipped_copy, outcome.release)
    told = {name: row[name] for name in ("metric", "value", "qualifier", "measure", "unit_of_measure", "direction")}
    assert told == {
        "metric": "students_international", "value": 100, "qualifier": "exactly", "measure": "stock",
        "unit_of_measure": "persons", "direction": "inbound",
    }  # fmt: skip
    assert (row["period_kind"], row["covers"], row["source_title"]) == ("undated", "whole", "A speech, spoken")
    assert row["code"].startswith("ST-")


@pytest.mark.parametrize(
    ("columns", "values", "expected"),
    [
        ("as_of", "2023-09-13", {"academic_year": 2023, "period_kind": "date", "period_basis": "publication_date"}),
        ("as_of", "2023-08-31", {"academic_year": 2022, "period_kind": "date"}),
        ("source_date", "2024-01", {"academic_year": 2023, "period": "2024-01"}),
        ("academic_year,source_date", "2021/22,2024-01-05", {"academic_year": 2021, "period_basis": "stated"}),
        ("calendar_year", "2019", {"period_kind": "calendar_year", "period": "2019"}),
        ("faculty,level,countries", "Law,master,CN;RUS;Kyrgyzstan",
         {"faculty_code": "law", "level": "master", "country_code": "CHN;KGZ;RUS"}),
        ("qualifier,margin", "about,50", {"qualifier": "about", "margin": 50}),
        ("covers,except_level", "part,doctoral", {"covers": "part", "except_level": "doctoral"}),
        ("code", "OWN-1", {"code": "OWN-1"}),
    ],
)  # fmt: skip
def test_what_else_it_may_tell(
    shipped_copy: Engine, tmp_path: Path, columns: str, values: str, expected: dict[str, Any]
):
    outcome = load(shipped_copy, tmp_path, f"{HEAD},{columns}", f"{ROW},{values}")
    (row,) = stored(shipped_copy, outcome.release)
    assert {name: row[name] for name in expected} == expected


def test_the_same_figure_twice_is_one(shipped_copy: Engine, tmp_path: Path):
    first = load(shipped_copy, tmp_path, f"{HEAD},as_of", f"{ROW},2023-10-01")
    corrected = load(shipped_copy, tmp_path, f"{HEAD},as_of", f"{ROW.replace('100', '101')},2023-10-01")
    assert stored(shipped_copy, first.release) == []  # restated: of the same thing in the same text
    assert [row["value"] for row in stored(shipped_copy, corrected.release)] == [101]
    again = load(shipped_copy, tmp_path, f"{HEAD},as_of,note", f"{ROW.replace('100', '101')},2023-10-01,")
    assert again.tables["published_figure"].unchanged == 1
    store.undo(shipped_copy, again.release, "me")
    store.undo(shipped_copy, corrected.release, "me")
    assert [row["value"] for row in stored(shipped_copy, first.release)] == [100]


def test_another_load_takes_none_of_the_others_away(shipped_copy: Engine, tmp_path: Path):
    before = len(queries.TOPICS["published"](shipped_copy))
    load(shipped_copy, tmp_path, f"{HEAD},countries", f"{ROW},CN")
    load(shipped_copy, tmp_path, f"{HEAD},countries", f"{ROW},IN")
    assert len(queries.TOPICS["published"](shipped_copy)) == before + 2


def test_every_problem_is_told_and_nothing_is_stored(shipped_copy: Engine, tmp_path: Path):
    columns = "qualifier,margin,countries,faculty,academic_year,calendar_year,as_of,source_date"
    before = len(queries.TOPICS["published"](shipped_copy))
    found = problems(
        shipped_copy, tmp_path, f"{HEAD},{columns}",
        "students,30.5,,farabi,roughly,5,XX,Alchemy,2023/25,2023,2999-10-01,2999-01-01",
    )  # fmt: skip
    assert found == {
        "metric": "Unknown metric.", "value": "Not a whole number.", "source_title": "The cell is blank.",
        "source_url": "Not the address of a page.", "qualifier": "Not a listed value.",
        "margin": "A margin beside another word than `about`.", "countries": "Unknown country.",
        "faculty": "Unknown faculty or department.", "academic_year": "Both an academic year and a calendar year.",
        "as_of": "The date is still to come.", "source_date": "The date is still to come.",
    }  # fmt: skip
    assert len(queries.TOPICS["published"](shipped_copy)) == before


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://x.org/a", "https://", "speech", "https:// x.org"])
def test_an_address_that_is_none_is_refused(shipped_copy: Engine, tmp_path: Path, address: str):
    found = problems(shipped_copy, tmp_path, HEAD, f"students_international,100,A speech,{address}")
    assert "source_url" in found


def test_near_metrics_are_offered(shipped_copy: Engine, tmp_path: Path):
    with pytest.raises(Refused) as refused:
        load(shipped_copy, tmp_path, HEAD, ROW.replace("students_international", "international student"))
    (one,) = refused.value.problems
    assert "students_international" in dict(one.remedy.values)["listed"]


def test_headers_may_be_in_the_words_of_the_template(shipped_copy: Engine, tmp_path: Path):
    words = [FIGURES.headers[name]["kk"] for name in ("metric", "value", "source_title", "source_url")]
    assert load(shipped_copy, tmp_path, ",".join(words), ROW).release


@pytest.mark.parametrize("name", ["kaznu_observations.csv", "sco_universities.csv"])
def test_units_of_measure_and_additive_metrics_are_those_of_the_files_that_ship(name: str):
    for row in cells(DATA / name):
        assert unit_of(row["metric"]) == row["unit"]
        if "additive" in row:
            assert (row["additive"] == "yes") == (row["metric"] in COUNTED), row["fact_id"]
    assert set(COUNTED) <= set(METRICS)


def test_another_institution_or_another_scope_on_the_same_page_is_another_figure(shipped_copy: Engine, tmp_path: Path):
    before = len(queries.TOPICS["published"](shipped_copy))
    load(shipped_copy, tmp_path, HEAD, ROW)
    load(shipped_copy, tmp_path, HEAD, ROW.replace("100", "222"), institution="kaznu-bishkek")
    load(shipped_copy, tmp_path, f"{HEAD},scope_note", f"{ROW.replace('100', '300')},two years together")
    assert len(queries.TOPICS["published"](shipped_copy)) == before + 3


def test_a_number_below_nothing_is_refused(shipped_copy: Engine, tmp_path: Path):
    assert problems(shipped_copy, tmp_path, HEAD, ROW.replace("100", "-5")) == {"value": "The number is below 0."}
