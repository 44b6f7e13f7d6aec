"""What ships: every row of every table arrives with its source, as it stands in the file, and nothing is added up."""

import csv
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import Engine

from db import queries
from db.models import CountryGroupMember
from etl.recognise.codes import DATA
from etl.sources import SHIPPED
from tests.conftest import Command
from tests.db.answers import answers, assert_same, rows_in

Cells = dict[str, str]


def cells(path: Path) -> list[Cells]:
    with path.open(encoding="utf-8-sig", newline="") as handle:
        return list(csv.DictReader(handle))


def by_code(engine: Engine, topic: str) -> dict[str, dict[str, Any]]:
    """Rows of a topic by their lasting code."""
    return {row["code"]: row for row in queries.TOPICS[topic](engine).to_dict("records")}


def year(stored: Any) -> str:
    """A year as the files write it; blank where there is none."""
    return "" if pd.isna(stored) else str(stored)


SHIPPED_TABLES = [
    "country_groups.csv", "kazakhstan_national.csv", "kaznu_observations.csv", "kaznu_partnerships.csv",
    "kaznu_statements.csv", "kaznu_units.csv", "sco_universities.csv", "targets.csv",
]  # fmt: skip
FIGURES = ["kaznu_observations.csv", "kazakhstan_national.csv", "sco_universities.csv"]


@pytest.mark.parametrize("name", FIGURES)
def test_every_published_figure_arrives_as_it_stands(shipped: Engine, name: str) -> None:
    found = by_code(shipped, "published")
    for row in cells(DATA / name):
        stored = found.pop(row["fact_id"])
        assert stored["value"] == float(row["value"])
        for column in ("metric", "qualifier", "measure", "source_title", "source_url", "source_date"):
            assert stored[column] == row[column], (row["fact_id"], column)
        assert year(stored["academic_year"]) == row["academic_year"]
        assert stored["period"] == row.get("period", row.get("year"))
        assert stored["source_url"].startswith("http")
    assert all(not code.startswith(row["fact_id"][:3]) for code in found)


def test_no_figure_is_there_that_no_file_states(shipped: Engine) -> None:
    stated = {(row["fact_id"], float(row["value"])) for name in FIGURES for row in cells(DATA / name)}
    found = {(code, row["value"]) for code, row in by_code(shipped, "published").items()}
    assert found == stated
    assert len(found) == 108 + 99 + 45


def test_every_target_and_statement_arrives(shipped: Engine) -> None:
    targets = by_code(shipped, "targets")
    for row in cells(DATA / "targets.csv"):
        stored = targets[row["target_id"]]
        assert stored["value"] == float(row["target_value"])
        assert year(stored["target_year"]) == row["target_year"]
        assert (stored["metric"], stored["good"], stored["source_url"]) == (
            row["metric"],
            row["good"],
            row["source_url"],
        )
    statements = by_code(shipped, "statements")
    stated = cells(DATA / "kaznu_statements.csv")
    assert {(row["statement_id"], row["text"], row["source_url"]) for row in stated} == {
        (code, row["text"], row["source_url"]) for code, row in statements.items()
    }


def test_every_partnership_arrives(shipped: Engine) -> None:
    register = queries.TOPICS["register"](shipped, where={"institution": ["kaznu"]}).to_dict("records")
    stored = {row["code"]: row for row in register}
    stated = cells(DATA / "kaznu_partnerships.csv")
    assert set(stored) == {row["statement_id"] for row in stated}
    for row in stated:
        found = stored[row["statement_id"]]
        assert (found["agreement"], found["partner_code"]) == (row["agreement_code"], row["partner_code"])
        assert (found["type"], found["status"], found["start"]) == (row["type"], row["status"], row["start"])
        assert (found["source_title"], found["source_url"]) == (row["source_title"], row["source_url"])
        assert found["partner"]


def test_every_member_of_a_country_group_arrives(shipped: Engine) -> None:
    member = CountryGroupMember.__table__
    with shipped.connect() as connection:
        found = {
            (row.group_code, row.country_code, row.status.value, str(row.valid_from), str(row.valid_to or ""))
            for row in connection.execute(member.select().where(member.c.is_current))
        }
    stated = cells(DATA / "country_groups.csv")
    assert found == {(r["group"], r["country"], r["status"], r["valid_from"], r["valid_to"]) for r in stated}
    assert len(found) == len(stated)


def test_every_faculty_arrives_with_three_names(shipped: Engine) -> None:
    for language in ("en", "ru", "kk"):
        units = queries.options.units(shipped, "kaznu", language)
        stated = {(row["code"], row[f"name_{language}"]) for row in cells(DATA / "kaznu_units.csv")}
        assert {(row.code, row.name) for row in units.itertuples()} == stated


@pytest.mark.parametrize(
    ("value", "countries", "faculty"),
    [(401, "CHN", ""), (155, "CHN;KGZ;RUS;TJK;UZB", "law"), (3928, "", "")],
)
def test_the_figures_of_the_speech_are_there_with_their_source(
    shipped: Engine, value: int, countries: str, faculty: str
) -> None:
    where = {"metric": ["students_international"], "institution": ["kaznu"]}
    rows = queries.TOPICS["published"](shipped, where=where).to_dict("records")
    found = [row for row in rows if (row["value"], row["country_code"]) == (value, countries)]
    assert found
    assert {row["faculty_code"] for row in found} == {faculty}
    assert all(row["source_url"].startswith("http") and row["source_title"] for row in found)
    if value != 3928:
        assert "2023-09-13" in {row["source_date"] for row in found}


@pytest.mark.parametrize(
    "where",
    [{}, {"country": ["CHN"]}, {"faculty": ["law"]}, {"search": ["401"]}, {"academic_year": ["2023"]}],
    ids=str,
)
def test_no_answer_adds_the_figures_up(shipped: Engine, where: dict[str, list[str]]) -> None:
    """401 + 155 = 556 would count the Chinese law students twice."""
    answer = queries.TOPICS["published"](shipped, where={"institution": ["kaznu"], **where})
    assert 556.0 not in answer["value"].tolist()
    assert "556" not in answer.to_csv()


def test_of_the_real_university_nothing_is_counted_and_nothing_invented(shipped: Engine) -> None:
    for topic in ("mobility", "enrolment", "agreements"):
        assert queries.TOPICS[topic](shipped, by=["academic_year"], where={"institution": ["kaznu"]}).empty
    for topic in ("published", "statements", "targets", "register"):
        assert not queries.TOPICS[topic](shipped, where={"institution": ["kaznu"]})["is_invented"].any()


def test_every_country_of_what_is_counted_or_said_is_named(shipped: Engine) -> None:
    for topic in ("mobility", "register"):
        by = ["academic_year", "country"] if topic == "mobility" else []
        answer = queries.TOPICS[topic](shipped, by=by, language="kk")
        assert answer["country"].notna().all()
        assert (answer["country"] != "").all()


def test_loading_what_ships_again_moves_nothing(shipped_copy: Engine, command: Command) -> None:
    before, rows = answers(shipped_copy), rows_in(shipped_copy)
    assert command(shipped_copy, "etl", "shipped").status == 0
    for source in SHIPPED[:-1]:  # the last, the demonstration, takes longest to make
        assert "nothing changed" in command(shipped_copy, "etl", "load", source.code).out
    assert rows_in(shipped_copy) == rows
    assert_same(answers(shipped_copy), before)


def test_what_was_undone_is_not_loaded_again_by_itself(shipped_copy: Engine, command: Command) -> None:
    """`make run` runs `etl shipped`; a person who asks for the source by name gets it."""
    releases = queries.provenance.releases(shipped_copy).set_index("source_code")["release"]
    before = answers(shipped_copy)
    command(shipped_copy, "etl", "undo", releases["targets"])
    without = queries.TOPICS["targets"](shipped_copy)
    assert set(without["institution_code"]) == {"kaznu-demo"}
    answer = command(shipped_copy, "etl", "shipped")
    assert "targets: undone before" in answer.out
    assert len(queries.TOPICS["targets"](shipped_copy)) == len(without)
    assert command(shipped_copy, "etl", "load", "targets").status == 0
    assert queries.TOPICS["targets"](shipped_copy)["code"].tolist() == before["targets by []"]["code"].tolist()


FIGURE_AND_SOURCE = {
    "value", "target_value", "metric", "year", "period", "countries", "country", "faculty", "target_year",
    "institution",
    "source_url", "source_title", "source_date", "text", "valid_from", "valid_to", "partner_name", "partner_country",
    "type", "start", "code", "name_kk", "name_ru", "name_en",
}  # fmt: skip


@pytest.mark.parametrize("name", SHIPPED_TABLES)
def test_tables_were_carried_over_value_by_value(shared_data: Path, name: str) -> None:
    """Every row of the table that ours was copied from stands in ours, in its order, with its figure and source.

    What we judge ourselves (qualifier, definition, measure, status) may differ.
    """
    ours, theirs = cells(DATA / name), cells(shared_data / name)
    assert len(ours) == len(theirs)
    for number, (mine, original) in enumerate(zip(ours, theirs, strict=True), start=2):
        for column in FIGURE_AND_SOURCE & set(original):
            assert mine[column] == original[column], (number, column)
