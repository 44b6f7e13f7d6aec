"""A university's own register of agreements, with places and use: what is read, refused, corrected and undone."""

import json
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlalchemy import Engine, text

from db import same
from tests.conftest import Answer, Command, Databases
from tests.db.answers import rows_in
from tests.etl.test_registrar import Rows, kaznu_in, workbook, written
from tests.etl.written import cells, fill, sheet_names

REGISTER = [
    "Номер соглашения", "Вид соглашения", "Статус", "Вуз-партнёр", "Страна партнёра", "Город партнёра",
    "Код Erasmus партнёра", "Факультет", "Дата подписания", "Действует с", "Действует по", "Продление",
]  # fmt: skip
PLACES = [
    "Номер соглашения", "Учебный год", "Направление мобильности", "Вуз-партнёр", "Страна партнёра",
    "Код МСКО-О 2013", "Уровень обучения", "Количество мест в год", "Направлено студентов", "Всего месяцев",
    "Выпускники с двумя дипломами",
]  # fmt: skip
LAW = "Юридический факультет"
AGREEMENTS: Rows = [
    ["M-1", "Меморандум о взаимопонимании", "Действует", "Universität Wien", "Австрия", "Вена", "A  WIEN01", "",
     "2020", "01.09.2020", "31.08.2025", "Автоматически"],
    ["D-2", "Двудипломное образование", "", "Университет Лотарингии", "Франция", "", "", LAW, "15.03.2021", "",
     "Бессрочно", ""],
    ["D-2", "Двудипломное образование", "", "Universität Wien", "Австрия", "", "", LAW, "15.03.2021", "", "", ""],
]  # fmt: skip
USE: Rows = [
    ["M-1", "2023/24", "исходящая", "Universität Wien", "Австрия", "0421", "Бакалавриат", "4", "", "20.5", ""],
    ["M-1", "2023/24", "исходящая", "Universität Wien", "Австрия", "0421", "Магистратура", "2", "0", "", ""],
    ["D-2", "2023/24", "входящая", "Университет Лотарингии", "Франция", "", "", "", "3", "", "1"],
]
WIEN, LORRAINE = "universitat-wien-5c5fb3a9", "university-of-lorraine"
STATED = [
    ("D-2", WIEN, "law", "AUT", "double_degree", "unknown", "2021-03-15", "signed", None, None, "not_stated"),
    ("D-2", LORRAINE, "law", "FRA", "double_degree", "unknown", "2021-03-15", "signed", None, None, "not_stated"),
    ("M-1", WIEN, "", "AUT", "mou", "active", "2020", "signed", "2020-09-01", "2025-09-01", "automatic"),
]
USED = [
    ("D-2", LORRAINE, "inbound", "", "not_stated", None, "not_stated", 3, "value", None, 1),
    ("M-1", WIEN, "outbound", "0421", "bachelor", 4, "value", None, "not_stated", 20.5, None),
    ("M-1", WIEN, "outbound", "0421", "master", 2, "value", 0, "value", None, None),
]


@pytest.fixture
def kaznu(sqlite: Databases) -> Iterator[Engine]:
    yield from kaznu_in(sqlite)


@pytest.fixture
def kaznu_in_both(databases: Databases) -> Iterator[Engine]:
    yield from kaznu_in(databases)


def load(command: Command, engine: Engine, *files: Any) -> Answer:
    return command(engine, "etl", "load", "agreements", *files, "--institution", "kaznu")


def loaded(command: Command, engine: Engine, *files: Any) -> dict[str, Any]:
    answer = load(command, engine, *files, "--json")
    assert answer.status == 0, answer.out + answer.err
    told: dict[str, Any] = json.loads(answer.out)
    return told


def refused(command: Command, engine: Engine, *files: Any) -> list[dict[str, Any]]:
    """The problems; nothing was stored."""
    before = rows_in(engine)
    answer = load(command, engine, *files, "--json")
    assert answer.status == 1
    assert rows_in(engine) == before
    problems: list[dict[str, Any]] = json.loads(answer.out)["problems"]
    return problems


def register(file: Path, *rows: list[Any], header: Sequence[str] = REGISTER) -> Path:
    return written(file, [list(header), *rows], ";")


def asked(engine: Engine, statement: str) -> list[tuple[Any, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(statement))]


def stated(engine: Engine) -> list[tuple[Any, ...]]:
    rows = asked(
        engine,
        "SELECT s.code, i.code, u.code, s.country_code, s.type, s.status, s.start, s.start_kind, s.valid_from, "
        "s.valid_to, s.renewal FROM agreement_statement s JOIN institution i ON i.id = s.partner_id "
        "JOIN unit u ON u.id = s.unit_id JOIN release r ON r.id = s.release_id JOIN source o ON o.id = r.source_id "
        "WHERE s.is_current AND o.code = 'agreements'",
    )
    return sorted(tuple(str(v) if isinstance(v, date) else v for v in row) for row in rows)


def used(engine: Engine) -> list[tuple[Any, ...]]:
    rows = asked(
        engine,
        "SELECT a.code, i.code, y.direction, y.isced_f_code, y.level, y.places, y.places_state, y.assigned, "
        "y.assigned_state, y.months, y.graduates FROM agreement_year y JOIN institution i ON i.id = y.partner_id "
        "JOIN agreement a ON a.id = y.agreement_id WHERE y.is_current AND y.period = '2023'",
    )
    return sorted(rows, key=lambda row: row[:5])


def test_register_and_places_load_together_or_apart(kaznu_in_both: Engine, command: Command, tmp_path: Path) -> None:
    engine = kaznu_in_both
    loaded(command, engine, register(tmp_path / "a.csv", *AGREEMENTS))
    assert stated(engine) == STATED
    loaded(command, engine, register(tmp_path / "b.csv", *USE, header=PLACES))
    assert used(engine) == USED
    # Another load tells both of a correction.
    both = [register(tmp_path / "c.csv", *AGREEMENTS[:1]), register(tmp_path / "d.csv", USE[0], header=PLACES)]
    told = loaded(command, engine, *both)["tables"]
    assert (told["agreement_statement"]["withdrawn"], told["agreement_year"]["withdrawn"]) == (2, 2)
    assert (stated(engine), used(engine)) == ([STATED[2]], [USED[1]])


def test_a_workbook_with_real_dates_is_read_alike(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        days = book.add_format({"num_format": "dd.mm.yyyy"})
        for name, header, rows in (("Реестр", REGISTER, AGREEMENTS), ("Места", PLACES, USE)):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, header)
            for place, row in enumerate(rows, 1):
                for at, cell in enumerate(row):
                    day, _, rest = str(cell).partition(".")
                    month, _, year = rest.partition(".")
                    if year:
                        sheet.write_datetime(place, at, date(int(year), int(month), int(day)), days)
                    else:
                        sheet.write_string(place, at, cell)
    loaded(command, kaznu, tmp_path / "a.xlsx")
    assert (stated(kaznu), used(kaznu)) == (STATED, USED)


@pytest.mark.parametrize(
    ("column", "word", "rule"),
    [
        ("Номер соглашения", "", "The cell is blank."),
        ("Вид соглашения", "Что-то", "Not a listed value."),
        ("Статус", "Может быть", "Not a listed value."),
        ("Вуз-партнёр", "", "The cell is blank."),
        ("Страна партнёра", "Нигдения", "Unknown country."),
        ("Код Erasmus партнёра", "WIEN", "Not an Erasmus code."),
        ("Факультет", "Факультет магии", "Unknown faculty or department."),
        ("Дата подписания", "31.02.2020", "Not a date."),
        ("Действует с", "2020", "Not a date."),
        ("Действует по", "31.08.2020", "The last day, 2020-08-31, is before the first one, 2020-09-01."),
        ("Действует по", "09/01/25", "Not a date."),
        ("Продление", "иногда", "Not a listed value."),
    ],
)
def test_a_bad_cell_of_the_register_is_told_and_nothing_stored(
    kaznu: Engine, command: Command, tmp_path: Path, column: str, word: str, rule: str
) -> None:
    row = [*AGREEMENTS[0]]
    row[REGISTER.index(column)] = word
    (found,) = refused(command, kaznu, register(tmp_path / "a.csv", *AGREEMENTS[1:], row))
    assert (found["file"], found["row"], found["column"], found["value"]) == ("a.csv", 4, column, word)
    assert (found["rule"], bool(found["remedy"])) == (rule, True)


@pytest.mark.parametrize(
    ("column", "word", "rule", "remedy"),
    [
        ("Учебный год", "2023/25", "Not an academic year.", "2023/24"),
        ("Направление мобильности", "туда", "Not a listed value.", "`inbound`, `outbound`"),
        ("Код МСКО-О 2013", "421", "Not a study field of ISCED-F 2013, which has four digits.", "write `0421` as text"),
        ("Код МСКО-О 2013", "Право", "Not a study field of ISCED-F 2013, which has four digits.", "leave it blank"),
        ("Код МСКО-О 2013", "4210", "Not a study field of ISCED-F 2013, which has four digits.", "leave it blank"),
        ("Уровень обучения", "высокий", "Unknown level.", "bachelor"),
        ("Количество мест в год", "-4", "The number is below 0.", "check the cell"),
        ("Всего месяцев", "много", "Not a number.", "59.8"),
        ("Выпускники с двумя дипломами", "1.5", "Not a whole number.", "digits only"),
    ],
)
def test_a_bad_cell_of_the_places_is_told_and_nothing_stored(
    kaznu: Engine, command: Command, tmp_path: Path, column: str, word: str, rule: str, remedy: str
) -> None:
    row = [*USE[0]]
    row[PLACES.index(column)] = word
    files = register(tmp_path / "a.csv", *AGREEMENTS), register(tmp_path / "b.csv", *USE[1:], row, header=PLACES)
    (found,) = refused(command, kaznu, *files)
    assert (found["file"], found["row"], found["column"], found["value"]) == ("b.csv", 4, column, word)
    assert found["rule"] == rule
    assert remedy in found["remedy"]


def test_a_row_of_places_tells_something_and_is_said_once(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    nothing = [*USE[2][:7], "", "", "5", ""]
    files = [register(tmp_path / "a.csv", *AGREEMENTS), register(tmp_path / "b.csv", *USE, USE[0], header=PLACES)]
    (again,) = refused(command, kaznu, *files)
    assert again["rule"] == "The row says again what row 2 of b.csv says."
    (told,) = refused(command, kaznu, files[0], register(tmp_path / "c.csv", *USE[:2], nothing, header=PLACES))
    assert (told["row"], told["column"]) == (4, "Количество мест в год")
    assert told["rule"] == "The row has neither places nor students nor graduates."


def test_places_of_an_agreement_that_nobody_describes_are_refused(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    (found,) = refused(command, kaznu, register(tmp_path / "b.csv", USE[0], header=PLACES))
    assert (found["value"], found["rule"]) == ("M-1", "No file describes this agreement.")


def test_the_same_files_twice_change_nothing(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    files = register(tmp_path / "a.csv", *AGREEMENTS), register(tmp_path / "b.csv", *USE, header=PLACES)
    assert loaded(command, kaznu, *files)["stored"]
    before = rows_in(kaznu)
    assert not loaded(command, kaznu, *files)["stored"]
    assert rows_in(kaznu) == before


def test_an_undo_of_the_first_load_leaves_names_in_place(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """The second load tells neither city nor code: they are those that are known."""
    first = loaded(command, kaznu, register(tmp_path / "a.csv", *AGREEMENTS))["release"]
    short = [REGISTER[at] for at in (0, 1, 3, 4)]
    loaded(command, kaznu, register(tmp_path / "b.csv", *[[r[0], r[1], r[3], r[4]] for r in AGREEMENTS], header=short))
    assert command(kaznu, "etl", "undo", first).status == 0
    named = (
        "SELECT i.code, r.name_en, r.city, r.erasmus_code FROM institution_record r "
        f"JOIN institution i ON i.id = r.institution_id WHERE r.is_current AND i.code IN ('{WIEN}', '{LORRAINE}') "
        "ORDER BY i.code"
    )
    assert asked(kaznu, named) == [
        (WIEN, "Universität Wien", "Вена", "A WIEN01"), (LORRAINE, "University of Lorraine", "", "F NANCY43"),
    ]  # fmt: skip
    assert command(kaznu, "db", "check").status == 0


@pytest.mark.parametrize("language", ["en", "ru", "kk"])
def test_a_template_filled_in_loads(kaznu: Engine, command: Command, tmp_path: Path, language: str) -> None:
    """With words that its lists offer in that language."""
    file = tmp_path / "form.xlsx"
    asks = ("etl", "template", "agreements", file, "--institution", "kaznu", "--language", language)
    assert command(kaznu, *asks).status == 0
    _, first, _, second, *_ = sheet_names(file)
    offered = {row[at] for row in cells(file)["lists"] for at in range(len(row))}
    double, out, law = {
        "en": ("Double degree", "outbound", "Law"), "ru": ("Двудипломное образование", "исходящая", LAW),
        "kk": ("Қос диплом", "шығыс", "Заң факультеті"),
    }[language]  # fmt: skip
    assert {double, out, law} <= offered
    told = {
        "agreement": "D-2",
        "type": double,
        "partner": "Universität Wien",
        "faculty": law,
        "valid_to": "31.08.2030",
        "partner_country": "AT",
        "direction": out,
        "academic_year": "2023/24",
        "isced_f": "0421",
        "places": "2",
    }
    sheets = {name: [[told.get(column, "") for column in columns]] for name, columns in
              ((first, FIRST_SHEET), (second, SECOND_SHEET))}  # fmt: skip
    loaded(command, kaznu, fill(file, tmp_path / "filled.xlsx", sheets))
    assert [(*row[:5], row[9]) for row in stated(kaznu)] == [("D-2", WIEN, "law", "AUT", "double_degree", "2030-09-01")]
    assert [row[:6] for row in used(kaznu)] == [("D-2", WIEN, "outbound", "0421", "not_stated", 2)]


FIRST_SHEET = [
    "agreement", "type", "status", "partner", "partner_country", "partner_city", "partner_ror", "partner_erasmus_code",
    "partner_unit", "faculty", "department", "signed", "valid_from", "valid_to", "renewal", "programme", "study_field",
    "note", "source_title", "source_url", "source_date",
]  # fmt: skip
SECOND_SHEET = [
    "agreement", "academic_year", "direction", "partner", "partner_country", "partner_ror", "partner_erasmus_code",
    "faculty", "isced_f", "level", "places", "months", "assigned", "graduates",
]  # fmt: skip


def test_places_may_stand_in_a_workbook_beside_the_register(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", ("1", [REGISTER, *AGREEMENTS]), ("2", [PLACES, *USE]))
    assert loaded(command, kaznu, file)["tables"]["agreement_year"]["new"] == 3


def test_a_sheet_that_lacks_a_column_is_told_and_not_passed_over(
    kaznu: Engine, command: Command, tmp_path: Path
) -> None:
    """The register is whole; the places beside it name no country of the partner."""
    without = [name for name in PLACES if name != "Страна партнёра"]
    place = PLACES.index("Страна партнёра")
    use: Rows = [[*row[:place], *row[place + 1 :]] for row in USE]
    file = workbook(tmp_path / "a.xlsx", ("реестр", [REGISTER, *AGREEMENTS]), ("места", [without, *use]))
    (problem,) = refused(command, kaznu, file)
    assert (problem["sheet"], problem["column"]) == ("места", "partner_country")
    assert stated(kaznu) == []


def warned(command: Command, engine: Engine, *files: Any) -> list[str]:
    return [told["rule"] for told in loaded(command, engine, *files)["warnings"]]


@pytest.mark.parametrize(("kept", "is_told"), [(3, False), (2, True), (0, True)])
def test_half_a_register_is_told_before_it_withdraws_the_rest(
    kaznu: Engine, command: Command, tmp_path: Path, kept: int, is_told: bool
) -> None:
    rows = [[f"M-{n}", *AGREEMENTS[0][1:]] for n in range(5)]
    other = ["X-1", *AGREEMENTS[0][1:]]
    assert warned(command, kaznu, register(tmp_path / "a.csv", *rows)) == []
    told = warned(command, kaznu, register(tmp_path / "b.csv", *rows[:kept], other))
    lost = [f"{5 - kept} of 5 known agreements are not in the register any more" in rule for rule in told]
    assert lost == [True] * is_told


def test_places_with_somebody_who_is_no_partner_are_told(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    lorraine = [*USE[0][:3], *USE[2][3:5], *USE[0][5:]]
    both = [register(tmp_path / "a.csv", *AGREEMENTS), register(tmp_path / "b.csv", *USE, lorraine, header=PLACES)]
    (told,) = warned(command, kaznu, *both)
    assert told.startswith("Row 5: places of `M-1` with `university-of-lorraine`")
    assert warned(command, kaznu, register(tmp_path / "c.csv", *USE, header=PLACES)) == []
    (told,) = warned(command, kaznu, register(tmp_path / "d.csv", *USE, lorraine, header=PLACES))
    assert "`M-1`" in told
    same.merge(kaznu, LORRAINE, WIEN, "One house", "test")
    assert warned(command, kaznu, register(tmp_path / "e.csv", lorraine, *USE, header=PLACES)) == []


@pytest.mark.parametrize(("places", "is_told"), [("999", False), ("1000", True), ("1900000000", True)])
def test_places_beyond_belief_are_told(
    kaznu: Engine, command: Command, tmp_path: Path, places: str, is_told: bool
) -> None:
    row = [*USE[0][:7], places, *USE[0][8:]]
    both = [register(tmp_path / "a.csv", *AGREEMENTS), register(tmp_path / "b.csv", row, header=PLACES)]
    assert len(warned(command, kaznu, *both)) == is_told
