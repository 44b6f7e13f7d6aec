"""Who is who among partners: found by code, spelling or a person's word; near ones told; others new."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from db import queries
from db.surroundings import Named
from db.vocabulary import InstitutionKind
from etl.errors import BadValue
from etl.recognise import Met, Partners, exact_code
from tests.conftest import Command, Databases
from tests.etl.test_agreements import asked, load, loaded, refused, register
from tests.etl.test_registrar import kaznu_in

HEADER = ["agreement", "type", "partner", "partner_country", "partner_city", "partner_ror", "partner_erasmus_code"]
NEAR = "Unknown institution, spelt much like one that is known."
UNIZAR_HEADER = (
    "CURSO_ACADEMICO;NOMBRE_PROGRAMA_MOVILIDAD;NOMBRE_AREA_ESTUDIOS_MOV;CENTRO;IN_OUT;NOMBRE_IDIOMA_NIVEL_MOVILIDAD;"
    "PAIS_UNIVERSIDAD_ACUERDO;UNIVERSIDAD_ACUERDO;PLAZAS_OFERTADAS_ALUMNOS;PLAZAS_ASIGNADAS_ALUMNOS_OUT;"
    "FECHA_ACTUALIZACION"
)


@pytest.fixture
def kaznu(sqlite: Databases) -> Iterator[Engine]:
    yield from kaznu_in(sqlite)


def rows(file: Path, *partners: tuple[str, ...]) -> Path:
    """A register of an agreement with each of the partners: name, country, city, ROR, Erasmus code."""
    listed = [["A-" + str(at), "mou", *partner, *[""] * (5 - len(partner))] for at, partner in enumerate(partners)]
    return register(file, *listed, header=HEADER)


def partners(engine: Engine) -> list[str]:
    """Codes of the partners of the register, in the order of the agreements."""
    found = asked(
        engine,
        "SELECT i.code FROM agreement_statement s JOIN institution i ON i.id = s.partner_id JOIN release r "
        "ON r.id = s.release_id JOIN source o ON o.id = r.source_id WHERE s.is_current AND o.code = 'agreements' "
        "ORDER BY s.code",
    )
    return [str(row[0]) for row in found]


def records(engine: Engine, *codes: str) -> list[tuple[Any, ...]]:
    """Name, city, ROR and Erasmus code of institutions, in the order of their codes."""
    listed = ", ".join(f"'{code}'" for code in codes)
    return asked(
        engine,
        "SELECT r.name_en, r.city, r.ror, r.erasmus_code FROM institution_record r JOIN institution i "
        f"ON i.id = r.institution_id WHERE r.is_current AND i.code IN ({listed}) ORDER BY i.code",
    )


@pytest.mark.parametrize(
    ("name", "country", "ror", "erasmus", "code"),
    [
        ("University of Lorraine", "FR", "", "", "university-of-lorraine"),
        ("  UNIVERSITE   de lorraine", "FR", "", "", "university-of-lorraine"),
        ("Лотарингия университеті", "Франция", "", "", "university-of-lorraine"),
        ("Nancy", "FR", "https://ror.org/04vfs2w97", "", "university-of-lorraine"),
        ("Nancy", "FR", "04VFS2W97", "", "university-of-lorraine"),
        ("Nancy", "FR", "", "f  nancy43", "university-of-lorraine"),
        ("University of Lorraine", "BE", "", "", exact_code("University of Lorraine", "BEL")),
        ("United Nations Academic Impact", "US", "", "", "un-academic-impact"),
        ("university-of-lorraine", "FR", "", "", "university-of-lorraine"),
    ],
    ids=["exact", "listed", "Kazakh", "ROR", "bare ROR", "Erasmus", "another country", "of no country", "its code"],
)
def test_a_partner_of_the_list_is_found(
    kaznu: Engine, command: Command, tmp_path: Path, name: str, country: str, ror: str, erasmus: str, code: str
) -> None:
    loaded(command, kaznu, rows(tmp_path / "a.csv", (name, country, "", ror, erasmus)))
    assert partners(kaznu) == [code]
    assert len(records(kaznu, code)) == 1


def test_what_the_list_says_of_an_institution_stays(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("Université de Lorraine", "FR", "Nancy", "", "F NANCY43")))
    assert records(kaznu, "university-of-lorraine") == [("University of Lorraine", "", "04vfs2w97", "F NANCY43")]


@pytest.mark.parametrize(
    ("column", "partner", "rule"),
    [
        ("partner_ror", ("A", "FR", "", "04vfs2w9"), "Not a ROR identifier."),
        ("partner_ror", ("A", "FR", "", "04ifs2w97"), "Not a ROR identifier."),
        ("partner_erasmus_code", ("A", "FR", "", "", "NANCY43"), "Not an Erasmus code."),
        ("partner_ror", ("A", "DE", "", "04vfs2w97"), "This is the code of `university-of-lorraine`, which is in"),
        ("partner_ror", ("University of Lorraine", "FR", "", "03hypw318"), "The code of `university-of-lorraine` is"),
        ("partner_erasmus_code", ("A", "FR", "", "03hypw319", "F NANCY43"), "The two codes are those of different"),
    ],
    ids=["short", "letter", "place", "country", "another code", "two"],
)  # fmt: skip
def test_codes_that_are_none_or_contradict_are_told(
    kaznu: Engine, command: Command, tmp_path: Path, column: str, partner: tuple[str, ...], rule: str
) -> None:
    (found,) = refused(command, kaznu, rows(tmp_path / "a.csv", ("B", "FR"), partner))
    assert (found["row"], found["column"], found["value"]) == (3, column, partner[HEADER.index(column) - 2])
    assert found["rule"].startswith(rule)
    assert found["remedy"]


def test_rows_of_one_new_partner_agree(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """City and codes are the first that are told; another code is a contradiction, another city is none."""
    new = exact_code("Universität Wien", "AUT")
    told = [
        ("Universität Wien", "AT"),
        ("Universität Wien", "AT", "Wien", "", "A WIEN01"),
        ("Universität Wien", "AT", "Vienna"),
        ("Universitat  WIEN", "AT"),
        ("UW", "AT", "", "", "A WIEN01"),
    ]
    answer = loaded(command, kaznu, rows(tmp_path / "a.csv", *told))
    assert partners(kaznu) == [new] * 5
    assert records(kaznu, new) == [("Universität Wien", "Wien", "", "A WIEN01")]
    assert "New institutions: 1, among them Universität Wien." in [note["note"] for note in answer["notes"]]
    (found,) = refused(command, kaznu, rows(tmp_path / "b.csv", *told, ("Universität Wien", "AT", "", "", "A WIEN02")))
    assert (found["row"], found["column"], found["value"]) == (7, "partner_erasmus_code", "A WIEN02")
    assert found["rule"] == f"The code of `{new}` is another one: `A WIEN01`."


@pytest.mark.parametrize("name", ["Universität Wein", "University of Wien", "Wien Universität", "Universty Wien"])
def test_a_near_name_stops_the_load_and_is_offered(kaznu: Engine, command: Command, tmp_path: Path, name: str) -> None:
    new = exact_code("Universität Wien", "AUT")
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("Universität Wien", "AT")))
    (found,) = refused(command, kaznu, rows(tmp_path / "b.csv", (name, "AT")))
    assert (found["column"], found["value"], found["rule"], found["kind"]) == ("partner", name, NEAR, "institution")
    assert found["offers"] == [{"shown": "Universität Wien", "code": new}]
    assert "`python -m etl confirm institution NAME new`" in found["remedy"]


@pytest.mark.parametrize(
    ("name", "country"),
    [("Universität Wein", "DE"), ("Universität Graz", "AT"), ("Technische Universität Wien", "AT")],
    ids=["another country", "another city", "another kind"],
)
def test_what_is_not_near_is_new(kaznu: Engine, command: Command, tmp_path: Path, name: str, country: str) -> None:
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("Universität Wien", "AT")))
    loaded(command, kaznu, rows(tmp_path / "b.csv", (name, country)))
    assert partners(kaznu) == [exact_code(name, {"DE": "DEU", "AT": "AUT"}[country])]


def test_numbers_tell_universities_apart(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("Université Lyon 1", "FR")))
    loaded(command, kaznu, rows(tmp_path / "b.csv", ("Université Lyon 2", "FR")))
    assert partners(kaznu) == [exact_code("Université Lyon 2", "FRA")]


def confirm(command: Command, engine: Engine, name: str, code: str) -> int:
    return command(engine, "etl", "confirm", "institution", name, code).status


def test_what_a_person_said_is_remembered(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    vienna, wein = exact_code("Universität Wien", "AUT"), exact_code("Universität Wein", "AUT")
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("Universität Wien", "AT")))
    assert confirm(command, kaznu, "Universität Wein", "nobody") == 2
    assert confirm(command, kaznu, "Universität Wein", vienna) == 0
    file = rows(tmp_path / "b.csv", ("Universität Wein", "AT"))
    loaded(command, kaznu, file)
    assert partners(kaznu) == [vienna]
    # In another country the word is not that person's.
    loaded(command, kaznu, rows(tmp_path / "c.csv", ("Universität Wein", "DE")))
    assert partners(kaznu) == [exact_code("Universität Wein", "DEU")]
    told = command(kaznu, "etl", "confirm", "institution", "universitat wein", "new").out
    assert "is a new institution" in told
    assert f"Before, it stood for {vienna}." in told
    loaded(command, kaznu, file)
    loaded(command, kaznu, rows(tmp_path / "d.csv", ("Universität Wien", "AT"), ("Universität Wein", "AT")))
    assert partners(kaznu) == [vienna, wein]


@pytest.mark.parametrize("code", ["university-of-oxford", "new"])
def test_a_listed_spelling_stands_for_nothing_else(kaznu: Engine, command: Command, code: str) -> None:
    answer = command(kaznu, "etl", "confirm", "institution", "FU Berlin", code)
    assert (answer.status, "listed spelling of free-university-of-berlin" in answer.err) == (2, True)


def named(code: str, name: str, country: str = "AUT", spellings: str = "", source: str = "") -> Named:
    return Named(code, InstitutionKind.UNIVERSITY, name, "", "", country, "", spellings, "", "", source)


def test_a_name_of_two_in_one_country_is_told_until_a_person_says_which() -> None:
    both = [named("north", "North", spellings="NU"), named("new", "Newer", spellings="NU"), named("nu", "NU", "DEU")]
    row = Met("NU", "AUT")
    with pytest.raises(BadValue, match="ambiguous: it may be new, north") as told:
        Partners(both).find(row)
    assert [offer.code for offer in told.value.offers] == ["new", "north"]
    assert Partners(both, confirmed={"nu": "north"}).find(row) == "north"


def test_an_institution_that_more_is_known_of_goes_before_one_of_the_same_name() -> None:
    alone, listed = (
        exact_code("Universität Wien", "AUT"),
        named("vienna", "University of Vienna", spellings="Universität Wien"),
    )
    row = Met("Universität Wien", "AUT")
    assert Partners([], [named(alone, "Universität Wien")]).find(row) == alone
    assert Partners([listed], [named(alone, "Universität Wien")]).find(row) == "vienna"


def test_what_another_source_describes_is_stated_as_it_is() -> None:
    code = exact_code("Universität Wien", "AUT")
    row = Met("Universität Wien", "AUT", erasmus_code="A WIEN01", city="Wien")
    for source, city, erasmus in (("agreements", "Wien", "A WIEN01"), ("another", "", ""), ("", "", "")):
        known = Partners([], [named(code, "Universität Wien", source=source)], source="agreements")
        known.meet([row])
        assert known.is_own(row)
        assert (known.record(row).city, known.record(row).erasmus_code) == (city, erasmus)


def test_spellings_of_the_list_are_no_two_institutions_in_one_country() -> None:
    from etl.judge.names import listed

    met = Partners(listed())
    for one in listed():
        for name in filter(None, (one.name_en, one.name_ru, one.name_kk, *one.spellings.split("|"))):
            assert met.find(Met(name, one.country_code, one.ror, one.erasmus_code)) == one.code


def zaragoza(file: Path, *names: str) -> Path:
    lines = [
        f"2030;ERASMUS;0421 - Derecho;Facultad de Derecho;OUT;;Alemania;{n} (Alemania);2;1;01/09/2030" for n in names
    ]
    file.write_text("\n".join([UNIZAR_HEADER, *lines]) + "\n", encoding="utf-8")
    return file


def test_spellings_of_zaragoza_are_one_only_where_a_person_said_so(
    sqlite_engine: Engine, command: Command, tmp_path: Path
) -> None:
    names = ("Universität X", "UNIVERSITAET X")
    one, other = (exact_code(name, "DEU") for name in names)
    file = zaragoza(tmp_path / "z.csv", *names)
    assert command(sqlite_engine, "etl", "load", "unizar_agreements", file).status == 0
    use = (
        "SELECT i.code, sum(m.headcount) FROM mobility_count m JOIN institution i ON i.id = m.partner_id "
        "WHERE m.is_current GROUP BY i.code ORDER BY i.code"
    )
    assert dict(asked(sqlite_engine, use)) == {one: 1, other: 1}
    assert confirm(command, sqlite_engine, names[1], one) == 0
    assert command(sqlite_engine, "etl", "load", "unizar_agreements", file).status == 0
    assert dict(asked(sqlite_engine, use)) == {one: 2}
    assert records(sqlite_engine, one) == [("Universität X", "", "", "")]


def test_a_partner_of_zaragoza_is_that_of_the_register(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    """Its record is stated again as it is, so that it stays when either is undone."""
    assert command(kaznu, "etl", "load", "unizar_agreements", zaragoza(tmp_path / "z.csv", "Universität X")).status == 0
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("UNIVERSITAT X", "DE"), ("Universität X", "DE", "Bonn")))
    code = exact_code("Universität X", "DEU")
    assert (partners(kaznu), records(kaznu, code)) == ([code, code], [("Universität X", "", "", "")])
    assert command(kaznu, "etl", "undo", 2).status == 0
    assert records(kaznu, code) == [("Universität X", "", "", "")]


def test_thousands_of_new_partners_are_met_in_one_load(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    many = [(f"University of {chr(97 + n % 26) * 3}{n:04}", ("DE", "FR", "CN")[n % 3]) for n in range(5_000)]
    file = register(tmp_path / "a.csv", *[[f"A-{n}", "exchange", *many[n % 5_000]] for n in range(20_000)],
                    header=HEADER[:4])  # fmt: skip
    told = loaded(command, kaznu, file)
    assert told["tables"]["institution_record"]["new"] == 5_000
    assert json.loads(load(command, kaznu, file, "--json").out)["tables"]["agreement_statement"]["unchanged"] == 20_000


@pytest.mark.parametrize("name", ["N/A", "12345", "н/д"])
def test_what_is_no_name_is_refused(kaznu: Engine, command: Command, tmp_path: Path, name: str) -> None:
    (told,) = refused(command, kaznu, rows(tmp_path / "a.csv", (name, "AT")))
    assert (told["row"], told["column"], told["value"]) == (2, "partner", name)
    assert told["rule"] == "This is no name of an institution."


def test_embassies_of_a_list_are_no_partners(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    names = ["Посольство Японии", "Embassy of Japan", "Жапония елшілігі", "Генеральное консульство Японии"]
    loaded(
        command, kaznu, rows(tmp_path / "a.csv", *[(name, "JP") for name in names], ("University of Tokio Bay", "JP"))
    )
    counted = queries.TOPICS["partners"](kaznu, where={"institution": ["kaznu"]})
    assert "University of Tokio Bay" in set(counted["partner"])
    assert not set(names) & set(counted["partner"])


def test_a_code_can_be_typed_behind_a_command(kaznu: Engine, command: Command, tmp_path: Path) -> None:
    loaded(command, kaznu, rows(tmp_path / "a.csv", ("Варшавский университет", "PL")))
    (code,) = partners(kaznu)
    assert code == exact_code("Варшавский университет", "POL")
    assert confirm(command, kaznu, "Варшавский универститет", code) == 0
    loaded(command, kaznu, rows(tmp_path / "b.csv", ("Варшавский универститет", "PL")))
    assert partners(kaznu) == [code]
