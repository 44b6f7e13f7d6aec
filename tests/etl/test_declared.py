"""A source that is not declared as it can be loaded is told to whoever wrote it; README's example is sound."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from db.vocabulary import Direction, Level, Measure, MobilityType, OriginBasis
from etl import load
from etl.declare import FileKind, Into, Series, Source
from etl.judge import faults
from etl.recognise import academic_year, count, country, word_is
from etl.sources import SOURCES

ROOT = Path(__file__).resolve().parents[2]
STUDENTS = Series("students", "Students", Measure.STOCK, OriginBasis.CITIZENSHIP)
COLUMNS = {"period": academic_year("Year"), "country_code": country("Country"), "headcount": count("Students")}
CONSTANTS = {
    "series": "students", "unit": "", "direction": Direction.INBOUND, "field": "", "partner": "",
    "mobility_type": MobilityType.DEGREE, "level": Level.NOT_STATED,
}  # fmt: skip
INTO = Into("mobility_count", COLUMNS, CONSTANTS, complete=("period",))
KIND = FileKind("students", (INTO,), names={"Country": ("Land",)})
SOUND = Source("s", "p", "t", "l", "c", "i", files=(KIND,), institution="small", series=(STUDENTS,))


def with_into(**changed: Any) -> Source:
    return replace(SOUND, files=(replace(KIND, into=(replace(INTO, **changed),)),))


def without(name: str) -> Source:
    return with_into(constants={key: value for key, value in CONSTANTS.items() if key != name})


@pytest.mark.parametrize("source", SOURCES.values(), ids=lambda source: str(source.code))
def test_each_source_is_declared_as_it_can_be_loaded(source: Source) -> None:
    assert faults(source) == []


FAULTY: list[tuple[Source, str]] = [
    (with_into(complete=("year",)), "complete names 'year'; it may name period and country_code"),
    (with_into(complete=("unit",)), "complete names 'unit'"),
    (with_into(repeats="sum"), "repeats is 'sum'; it may be refuse, add, same, first."),
    (with_into(table="mobility_counts"), "there is no such table; there are agreement_statement,"),
    (with_into(constants={**CONSTANTS, "direction": "in"}), "direction is 'in'; it may be inbound, outbound."),
    (with_into(constants={**CONSTANTS, "country": "KAZ"}), "has no column country; it has cell_state, country_code,"),
    (with_into(columns={"period": COLUMNS["period"], "headcount": COLUMNS["headcount"]}), "lacks country_code."),
    (with_into(columns={"period": COLUMNS["period"], "country_code": COLUMNS["country_code"]}), "lacks cell_state, h"),
    *[(without(name), f"lacks {name}.") for name in ("partner", "level", "field", "unit", "series")],
    (replace(SOUND, series=()), "its series 'students' is none of the source's."),
    (replace(SOUND, institution=""), "say whose figures they are by institution=, by a column, or,"),
    (replace(SOUND, files=(replace(KIND, names={"Contry": ("Land",)}),)), "names speaks of 'Contry', which no reader"),
    (replace(SOUND, files=(replace(KIND, optional=frozenset({"Lend"})),)), "optional speaks of 'Lend'"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "told"), FAULTY, ids=[told[:30] for _, told in FAULTY])
def test_a_fault_of_a_declaration_is_told_before_a_file_is_looked_at(source: Source, told: str) -> None:
    with pytest.raises(load.WrongUsage) as caught:
        load.judge(source, [Path("no such file")])
    assert re.search(rf"^students(, \w+)?: {re.escape(told)}", str(caught.value), re.MULTILINE)
    assert str(caught.value).startswith("s is not declared as it can be loaded:\n")


def test_one_condition_is_written_as_several() -> None:
    with pytest.raises(TypeError, match=r"only=\(one,\)"):
        with_into(only=word_is("Country", "CN"))


def readme_source() -> Source:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    names: dict[str, Any] = {}
    exec(block, names)
    return next(value for value in names.values() if isinstance(value, Source))


def test_the_example_of_readme_loads_as_it_stands(tmp_path: Path) -> None:
    file = tmp_path / "students.csv"
    file.write_text("Year;Land;Students\n2023/24;Deutschland;5\n2023/24;China;1 200\n2023/24;Indien;*\n")
    source = readme_source()
    assert faults(source) == []
    facts = load.batch(source, [file]).facts["mobility_count"]
    assert list(zip(facts.column("country_code"), facts.column("headcount"), strict=True)) == [
        ("DEU", 5), ("CHN", 1200), ("IND", None),
    ]  # fmt: skip
