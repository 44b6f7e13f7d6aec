"""The register on a day, partners, phases: of what the rector said, and of small registers made by hand."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine

from db import store
from db.queries import BadQuestion, published
from db.queries.agreed import Agreed, read
from db.queries.partnerships import register
from db.queries.partnerships.found import COLUMNS
from db.standing import Said, standing
from tests import small
from tests.db.test_ties import loaded, tie

SPEECH, OPENED = date(2023, 9, 13), date(2023, 10, 12)
QUIET = [HealthCheck.function_scoped_fixture]


def known(engine: Engine, *rows: small.Row) -> Agreed:
    return read(loaded(engine, *rows), small.HOME)


def listed(agreed: Agreed, *columns: str, **where: str) -> dict[str, list]:
    """Columns of the register by agreement."""
    found = register.register(agreed, {name: [value] for name, value in where.items()})
    assert list(found.columns) == COLUMNS
    return dict(zip(found["agreement"], found[list(columns)].to_numpy().tolist(), strict=True))


@pytest.fixture(scope="module")
def kaznu(shipped: Engine) -> Agreed:
    return read(shipped, "kaznu")


TOLD = [
    # agreement, type, status on the day of the speech, country, faculty
    ("university-of-pennsylvania-double-degree", "double_degree", "active", "USA", "Law"),
    ("wismar-double-degree", "double_degree", "active", "DEU", "Law"),
    ("baku-state-university-double-degree", "double_degree", "active", "AZE", "Law"),
    ("kaznu-istanbul-branch-abroad", "branch_abroad", "active", "TUR", ""),
    ("kaznu-bishkek-branch-abroad", "branch_abroad", "active", "KGZ", ""),
    ("mephi-branch-hosted", "branch_hosted", "active", "RUS", ""),
    ("npu-xian-branch-hosted", "branch_hosted", "planned", "CHN", ""),
    ("xi-an-jiaotong-university-mou", "mou", "signed", "CHN", "Law"),
    ("shenzhen-university-mou", "mou", "signed", "CHN", ""),
    ("uasr-network-membership", "network_membership", "active", "CHN", ""),
    ("un-academic-impact-network-membership", "network_membership", "active", "ZZZ", ""),
    ("sco-law-schools-network-membership", "network_membership", "unknown", "CHN", "Law"),
    ("center-for-exchange-and-cooperation-of-the-sco-legal-service-research", "research", "active", "CHN", "Law"),
]


@pytest.mark.parametrize(("agreement", "kind", "status", "country", "faculty"), TOLD, ids=[row[0] for row in TOLD])
def test_what_the_rector_told(kaznu: Agreed, agreement: str, kind: str, status: str, country: str, faculty: str):
    """On the day itself, and now; with the document that says so."""
    columns = ("type", "status", "country_code", "faculty")
    assert listed(kaznu, *columns, on=str(SPEECH))[agreement] == [kind, status, country, faculty]
    assert listed(kaznu, "type", "country_code", "faculty")[agreement] == [kind, country, faculty]
    said = published.register(kaznu.names.engine, where={"agreement": [agreement]})
    assert said["source_url"].str.startswith("http").all()
    assert set(said["source_title"]) != {""}


def test_npu_is_planned_on_the_day_of_the_speech_and_active_when_it_opened(kaznu: Agreed):
    days = {SPEECH: "planned", OPENED - timedelta(1): "planned", OPENED: "active", date(2026, 1, 1): "active"}
    for day, status in days.items():
        assert listed(kaznu, "status", on=str(day))["npu-xian-branch-hosted"] == [status]


def test_the_branch_in_omsk_keeps_its_three_sources(kaznu: Agreed):
    omsk = {"agreement": "omsk-state-branch-abroad"}
    assert listed(kaznu, "status", "since", "statements", **omsk)["omsk-state-branch-abroad"] == ["active", "2024", 3]
    said = published.register(kaznu.names.engine, where={"agreement": ["omsk-state-branch-abroad"]})
    assert sorted(zip(said["status"], said["start"], strict=True)) == [
        ("active", "2024"), ("planned", "2025"), ("signed", "2024-05-31"),
    ]  # fmt: skip
    assert said["source_url"].nunique() == 3


def test_the_note_on_the_name_of_pennsylvania_is_kept(kaznu: Agreed):
    for code in ("double-degree", "mou"):
        [note] = listed(kaznu, "note")[f"university-of-pennsylvania-{code}"]
        assert "Pennsylvania State University" in note


def test_who_is_no_partner_of_kaznu(kaznu: Agreed):
    """Own branches, events, an embassy, institutes inside, networks; what is planned or frozen."""
    codes = set(register.partners(kaznu)["partner_code"])
    assert {"npu-xian", "mephi", "university-of-pennsylvania", "wismar", "xi-an-jiaotong-university"} <= codes
    assert not codes & {
        "kaznu-istanbul", "kaznu-bishkek", "omsk-state", "galala-university", "novosibirsk-state-university", "uasr",
        "sco-law-schools", "un-academic-impact", "shanghai-university-of-political-science-and-law",
        "center-for-international-legal-training-and-cooperation-for", "embassy-of-india-in-kazakhstan",
        "ban-ki-moon-institute-for-sustainable-development",
        "kazakh-indian-scientific-educational-and-cultural-center-al",
    }  # fmt: skip
    on = register.partners(kaznu, {"on": [str(SPEECH)]})
    assert "npu-xian" not in set(on["partner_code"])


@pytest.mark.parametrize(
    ("other", "partners"),
    [
        ({}, ["tub"]), ({"kind": "branch_hosted"}, ["tub"]), ({"kind": "branch_abroad"}, []),
        ({"kind": "event_host"}, []), ({"kind": "event_coorganiser"}, []), ({"kind": "network_membership"}, []),
        ({"status": "planned"}, []), ({"status": "frozen"}, []), ({"status": "signed"}, ["tub"]),
        ({"status": "unknown"}, ["tub"]), ({"country": "KAZ"}, []), ({"country": "ZZZ"}, []),
        ({"partner": "not-stated"}, []), ({"partner": "centre"}, []), ({"partner": "embassy"}, []),
        ({"until": "2020-01-01"}, []), ({"period": "2015"}, []),
    ],
    ids=str,
)  # fmt: skip
def test_what_makes_a_partner(sqlite_engine: Engine, other: dict[str, str], partners: list[str]):
    kinds = [{**small.institution(50, kind, "DEU", kind), "kind": kind} for kind in ("centre", "embassy")]
    store.load(sqlite_engine, small.batch("kinds.csv", {"institution_record": kinds}), by="test")
    agreed = known(sqlite_engine, tie(2, "a", **{"partner": "tub", **other}), tie(3, "z", "enu", country="KAZ"))
    assert register.partners(agreed)["partner_code"].tolist() == partners


def test_rows_about_one_tie_are_one_agreement(engine: Engine):
    """Two partners in two countries, two faculties, three lines of sources."""
    rows = [
        tie(2, "a", "tub", "2020-09-01", "2026-09-01", unit="law"),
        tie(3, "a", "lyon", "2020-09-01", "2026-09-01", unit="science", country="FRA"),
        tie(4, "a", "lyon", status="frozen", country="FRA") | {"source_date": "2023-01-31", "note": "A pause."},
    ]
    agreed = known(engine, *rows)
    columns = ("partner_code", "country_code", "faculty", "statements", "status", "stated", "note", "valid_to")
    assert listed(agreed, *columns, on="2024-01-01") == {
        "a": ["tub;lyon", "DEU;FRA", "Law; Science", 3, "frozen", "2023-01-31", "A pause.",
              date(2026, 9, 1)]
    }  # fmt: skip
    assert listed(agreed, "status", on="2022-01-01") == {"a": ["active"]}
    for condition in ({"country": "FRA"}, {"faculty": "law"}, {"partner": "lyon"}, {"search": "Law"}):
        assert list(listed(agreed, "status", on="2022-01-01", **condition)) == ["a"]
    assert listed(agreed, "status", on="2022-01-01", partner="lyon", faculty="law") == {}


def test_a_later_word_does_not_hide_the_last_day(engine: Engine):
    """Valid until 2026; a source of 2023 confirms it. In 2021 as in 2024 it is known when it ends, and it expires."""
    said = tie(3, "a", "tub") | {"source_date": "2023-01-31"}
    agreed = known(engine, tie(2, "a", "tub", "2020-09-01", "2026-09-01"), said)
    for on in ("2021-01-01", "2023-01-31", "2024-01-01", "2027-01-01"):
        assert listed(agreed, "valid_to", on=on) == {"a": [date(2026, 9, 1)]}


def test_a_day_before_and_a_day_after_everything(engine: Engine):
    agreed = known(engine, tie(2, "a", "tub", "2020-09-01", "2021-09-01"), tie(3, "b", "lyon", country="FRA"))
    assert listed(agreed, "status", "basis", on="0001-01-01") == {"b": ["active", "undated"]}
    assert listed(agreed, "status", on="9999-12-31") == {"a": ["ended"], "b": ["active"]}
    assert [register.not_known_yet(agreed, {"on": [on]}) for on in ("2020-08-31", "2020-09-01")] == [1, 0]
    assert register.undated(agreed, {"on": ["2022-01-01"]}) == 1
    assert register.partners(agreed, {"on": ["2022-01-01"]})["partner_code"].tolist() == ["lyon"]


def test_one_that_was_over_before_it_was_loaded(engine: Engine):
    """Ended before its last day, which is to come when it is loaded: on a day not told, so never active."""
    later = str(date.today() + timedelta(400))
    rows = [tie(2, "a", "tub", "2020-09-01", later, status="ended"), tie(3, "b", "tub", "2020-09-01", "2021-09-01")]
    agreed = known(engine, *rows)
    assert listed(agreed, "status", "valid_to")["a"] == ["ended", None]
    assert listed(agreed, "status", "valid_to")["b"] == ["ended", date(2021, 9, 1)]


def test_a_yearly_register_is_looked_at_in_its_last_year(engine: Engine):
    agreed = known(engine, tie(2, "a", "tub", period="2015"), tie(3, "b", "tub", period="2016"))
    assert listed(agreed, "status", "basis") == {"a": ["unknown", "listed"], "b": ["active", "listed"]}
    assert register.partners(agreed)["agreements"].tolist() == [1]
    assert listed(agreed, "status", on="2015-09-01") == {"a": ["active"]}


def test_phases_of_an_agreement(engine: Engine):
    agreed = known(engine, tie(2, "a", "tub", "2020-09-01", "2021-09-01"))
    found = register.lived(agreed).rows()
    assert found[["status", "begins", "ends"]].to_numpy().tolist() == [
        ["active", date(2020, 9, 1), date(2021, 9, 1)], ["ended", date(2021, 9, 1), None],
    ]  # fmt: skip


def test_domestic_agreements_are_shown_when_asked_for(engine: Engine):
    agreed = known(engine, tie(2, "a", "tub"), tie(3, "b", "enu", country="KAZ"))
    found = {scope: list(listed(agreed, "status", scope=scope)) for scope in ("international", "domestic", "all")}
    assert found == {"international": ["a"], "domestic": ["b"], "all": ["b", "a"]}


@given(st.data())
@settings(suppress_health_check=QUIET, max_examples=50)
def test_the_register_says_of_each_what_its_own_rows_say(shipped: Engine, data: st.DataObject):
    agreed = _held(shipped, data.draw(st.sampled_from(["kaznu", "kaznu-demo"])))
    on = data.draw(st.dates(date(2000, 1, 1), date(2040, 1, 1)))
    found = listed(agreed, "status", on=str(on), scope="all")
    for agreement, rows in agreed.rows.groupby("agreement"):
        names = [
            {"period": "academic_year", "valid_to": "ends", "source_date": "said_on"}.get(name, name)
            for name in Said._fields
        ]
        told = standing([Said(*row) for row in rows[names].itertuples(index=False, name=None)], on)
        assert found.get(agreement) == ([told.status] if told else None)


_read: dict[str, Agreed] = {}


def _held(engine: Engine, institution: str) -> Agreed:
    return _read.setdefault(institution, read(engine, institution))


@pytest.mark.parametrize(
    "where",
    [{"on": ["tomorrow"]}, {"on": ["2023-02-30"]}, {"on": [""]}, {"bogus": ["1"]}, {"status": ["lively"]},
     {"type": ["treaty"]}, {"scope": ["here"]}, {"country": ["Germany"]}, {"group": ["NATO"]}, {"direction": ["up"]},
     {"academic_year": ["soon"]}, {"level": ["high"]}],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_asked(kaznu: Agreed, where: dict[str, list[str]]):
    with pytest.raises(BadQuestion):
        register.register(kaznu, where)


def test_of_nobody_nothing_is_known(engine: Engine):
    agreed = read(engine, "nobody")
    for ask in (register.register, register.partners, register.lived):
        assert not len(ask(agreed))
    some = register.register(read(loaded(engine, tie(2, "a", "tub")), small.HOME))
    assert register.register(agreed).dtypes.to_dict() == some.dtypes.to_dict()


def test_partners_rest_on_the_statements_of_what_holds_and_is_asked_for(sqlite_engine: Engine):
    """Of the other faculty, of what is over and of what lies inside the country nothing is cited."""
    documents = [
        {"source_title": title, "source_url": f"https://{title}.example", "source_date": ""} for title in "abcd"
    ]
    over = tie(4, "c", "tub", "2019-01-01", "2020-01-01")
    ties = [tie(2, "a", "tub", unit="law"), tie(3, "b", "tub", unit="science"), over,
            tie(5, "d", "home", country="KAZ")]  # fmt: skip
    agreed = known(sqlite_engine, *[{**one, **document} for one, document in zip(ties, documents, strict=True)])

    def cited(**where: str) -> list[str]:
        asked = {name: [value] for name, value in where.items()}
        return sorted(register.sources_of_partners(agreed, {"on": ["2024-01-01"], **asked})["source_title"])

    assert cited() == ["a", "b"]
    assert cited(faculty="law") == ["a"]
    assert cited(on="2019-06-01") == ["a", "b", "c"]
