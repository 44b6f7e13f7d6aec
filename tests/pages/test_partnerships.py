"""The page of agreements, one agreement and one partner: what the sources say, on any day; lists; who is who."""

from collections.abc import Callable
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Engine
from streamlit.testing.v1 import AppTest

from db import same, store
from db.queries.whom import decisions
from tests import small
from tests.conftest import address_of
from tests.db.test_ties import tie
from tests.pages import drawn
from tests.pages.conftest import Open, opener

Small = Callable[..., AppTest]
SPEECH = {
    "university-of-pennsylvania-double-degree": ("University of Pennsylvania", "double degree", "Law"),
    "wismar-double-degree": ("Wismar University of Applied Sciences", "double degree", "Law"),
    "baku-state-university-double-degree": ("Baku State University", "double degree", "Law"),
    "kaznu-istanbul-branch-abroad": ("KazNU branch in Istanbul", "branch abroad", ""),
    "kaznu-bishkek-branch-abroad": ("KazNU branch in Bishkek", "branch abroad", ""),
    "mephi-branch-hosted": ("National Research Nuclear University MEPhI", "hosted branch", ""),
    "npu-xian-branch-hosted": ("Northwestern Polytechnical University", "hosted branch", ""),
    "uasr-network-membership": ("University Alliance of the Silk Road", "network membership", ""),
    "un-academic-impact-network-membership": ("United Nations Academic Impact", "network membership", ""),
    "sco-law-schools-network-membership": ("Association of Law Schools of the SCO countries", "network membership",
                                           "Law"),
    "center-for-exchange-and-cooperation-of-the-sco-legal-service-research": (
        "Center for Exchange and Cooperation of the SCO Legal Services Commission", "research", "Law",
    ),
}  # fmt: skip
"""The ties that the rector named on 13 September 2023."""


def register(app: AppTest, key: str = "register") -> pd.DataFrame:
    return drawn.tables(app)[key].fillna("").set_index("Agreement")


def test_every_tie_of_the_speech_is_in_the_register_with_type_place_faculty_and_source(open_page: Open):
    app = open_page("partnerships", institution="kaznu", lang="en")
    rows = register(app)
    for agreement, (partner, kind, faculty) in SPEECH.items():
        row = rows.loc[agreement]
        assert (row["Partner"], row["Type"], row["Faculty"]) == (partner, kind, faculty), agreement
        assert row["How it stands"]
        page = drawn.text(open_page("agreement", institution="kaznu", agreement=agreement, lang="en"))
        assert "https://" in page, agreement


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        ("2023-05-01", None), ("2023-06-01", "signed: May 2023"),
        ("2023-09-13", "planned, as stated on 13 September 2023"),
        ("2023-10-11", "planned, as stated on 13 September 2023"), ("2023-10-12", "active since 12 October 2023"),
        ("12.10.2023", "active since 12 October 2023"),
    ],
)  # fmt: skip
def test_the_branch_of_npu_is_planned_at_the_speech_and_active_a_month_later(
    open_page: Open, day: str, stands: str | None
):
    rows = register(open_page("partnerships", institution="kaznu", lang="en", asof=day))
    found = rows["How it stands"].get("npu-xian-branch-hosted")
    assert found == stands


def test_a_day_that_is_none_is_told_and_the_usual_one_is_taken(open_page: Open):
    app = open_page("partnerships", institution="unizar", lang="en", asof="30.02.2023")
    assert "30.02.2023 is not a day" in app.error[0].value
    assert "1 October 2030" in drawn.text(app).replace("\\", "")  # the only year that the register tells of


def test_the_branch_in_omsk_keeps_its_three_sources(open_page: Open):
    app = open_page("agreement", institution="kaznu", agreement="omsk-state-branch-abroad", lang="en")
    text = drawn.text(app).replace("\\", "")
    for told in ("signed: 31 May 2024", "active, began: 2024", "planned start: 2025"):
        assert told in text
    assert "The sources disagree on the start" in text
    assert len(drawn.tables(app)["agreement-statements"]) == 3


def test_the_note_on_the_name_of_the_university_of_pennsylvania_is_kept(open_page: Open):
    for page, more in (("partnerships", {"view": "kinds"}), ("agreement", {"agreement": next(iter(SPEECH))})):
        text = drawn.text(open_page(page, institution="kaznu", lang="en", **more))
        assert "who heads Pennsylvania State University" in text


def test_named_partners_and_the_stated_number_are_two_figures(open_page: Open):
    """Counted by hand in kaznu_partnerships.csv: of 61 names 2 own branches, 3 networks, 3 hosts of events, 1 embassy,
    2 institutes of the university, Galala (planned), Novosibirsk (frozen) and Omsk State, where only a branch is."""
    app = open_page("partnerships", institution="kaznu", lang="en", tables="1")
    text = drawn.text(app)
    assert "#### 48" in text
    assert "at least 650" in text
    names = set(drawn.tables(app)["partners-map"]["Partner"])
    assert len(names) == 48
    for other in ("KazNU branch in Bishkek", "Embassy of India in Kazakhstan", "Galala University",
                  "Novosibirsk State University", "Ban Ki-moon Institute for Sustainable Development",
                  "United Nations Academic Impact", "Shanghai University of Political Science and Law"):  # fmt: skip
        assert other not in names


def test_exchanges_inside_the_country_are_shown_when_asked_for_and_counted_as_abroad_never(open_page: Open):
    abroad, both = (
        open_page("partnerships", institution="unizar", lang="en", tables="1", domestic=asked) for asked in ("", "1")
    )
    assert set(register(abroad)["Programme"]) == {"ERASMUS"}
    assert set(register(both)["Programme"]) == {"ERASMUS", "SICUE"}
    maps = [drawn.tables(app)["partners-map"]["Country"] for app in (abroad, both)]
    assert "Spain" not in set(maps[0]) | set(maps[1])
    assert len(maps[0]) == len(maps[1])


def test_the_lists_say_why_and_how_much_would_be_lost(open_page: Open):
    def listed(name: str, **more: str) -> pd.DataFrame:
        choices = {"view": "lists", "institution": "kaznu-demo", "lang": "en", "list": name, **more}
        return drawn.tables(open_page("partnerships", **choices))[f"list-{name}"]

    expiring = listed("expiring", ends="6")
    assert len(expiring) == 16
    usual = pd.to_numeric(expiring["Students in a usual year"]).tolist()
    assert usual == sorted(usual, reverse=True)
    asleep = listed("asleep").set_index("Agreement")
    assert asleep.loc["DA-007", "Students / places by year"] == "2025/26: 0/26; 2024/25: 0/26; 2023/24: 0/26"
    assert asleep.loc["DA-007", "Years without students"] == 8
    balance = listed("balance").iloc[0]
    assert (balance["Went out"], balance["Came in"], balance["Balance"]) == (282, 52, 230)
    over = listed("overused", year="2019").iloc[0]
    assert (over["Places"], over["Assigned"], over["Beyond places"]) == (33, 41, 8)


def test_no_data_is_no_sleep(open_page: Open):
    """Of KazNU's ties nobody counts students."""
    app = open_page("partnerships", view="lists", list="asleep", institution="kaznu", lang="en")
    assert "No agreement is known to be asleep." in [info.value for info in app.info]
    assert any("data of fewer years" in caption.value for caption in app.caption)


def test_white_spots_stand_on_both_sides(open_page: Open):
    choices = {"institution": "kaznu-demo", "year": "2023", "direction": "inbound", "type": "degree"}
    tables = drawn.tables(open_page("partnerships", view="coverage", lang="en", **choices))
    lacking, idle = tables["white-no_partner"].set_index("Country"), tables["white-no_student"].set_index("Country")
    assert lacking.loc["Turkmenistan", "Students"] == 572
    assert "China" not in {*lacking.index, *idle.index}
    assert (lacking["Partners"] == 0).all()
    assert (idle["Partners"] > 0).all()


def test_a_network_tells_its_members_as_far_as_they_are_known(open_page: Open):
    demo = drawn.text(open_page("partnerships", view="kinds", institution="kaznu-demo", lang="en"))
    known = [line for line in demo.splitlines() if line.startswith("Members known")]
    assert len(known) == 3
    assert any("Example University of Samarkand" in line for line in known)
    real = drawn.text(open_page("partnerships", view="kinds", institution="kaznu", lang="en"))
    assert "Others are not known" in real.replace("\\", "")


@pytest.fixture
def small_page(small_sqlite: Engine, monkeypatch: pytest.MonkeyPatch) -> Small:
    """Pages of the university of tests/small.py, which are written to."""
    run = opener(address_of(small_sqlite), monkeypatch)
    return lambda page, **choices: run(page, **{"institution": "small", "lang": "en", **choices})


def test_a_person_says_on_the_page_that_two_are_one_and_takes_it_back(small_sqlite: Engine, small_page: Small):
    """The small university has students with partners in Berlin and in Astana, and an agreement with Berlin."""
    app = small_page("partner", partner="enu")
    assert "partner-agreements" not in drawn.tables(app)
    same.merge(small_sqlite, "tub", "enu", "The same house", "somebody")
    app = small_page("partner", partner="enu")
    assert set(drawn.tables(app)["partner-agreements"]["Type"]) == {"exchange"}
    assert "tub" not in {option.split(",")[0] for box in app.selectbox for option in box.options}
    (decision,) = decisions(small_sqlite).to_dict("records")
    same.take_back(small_sqlite, decision["number"], "somebody")
    assert "partner-agreements" not in drawn.tables(small_page("partner", partner="enu"))


def test_an_agreement_that_is_not_there_is_told(open_page: Open):
    app = open_page("agreement", institution="kaznu", agreement="nothing-such", lang="en")
    assert "nothing" in app.warning[0].value
    assert not app.exception


def test_documents_and_releases_without_one_both_stand_in_the_source_line(small_sqlite: Engine, small_page: Small):
    """One row of a register has the address of a document, one a title alone, one nothing."""
    nothing = dict.fromkeys(small.DOCUMENT, "")
    documents = [{}, {**nothing, "source_title": "A letter"}, nothing]
    rows = [{**tie(line, f"t{line}", "tub"), **document} for line, document in enumerate(documents, 2)]
    told = store.load(small_sqlite, small.batch("more.csv", {"agreement_statement": rows}), by="test")
    lines = {text.value for text in small_page("partnerships").caption if text.value.startswith("Source: ")}
    assert any(small.DOCUMENT["source_title"] in line for line in lines)
    assert any(f"release={told.release}" in line for line in lines), lines
    assert not any(line.startswith("Source: ,") or "; ," in line for line in lines)


@pytest.mark.parametrize("view", ["register", "lists", "lives", "kinds", "coverage"])
def test_a_register_without_documents_leads_to_its_release(open_page: Open, view: str):
    app = open_page("partnerships", institution="kaznu-demo", lang="en", view=view)
    lines = [text.value for text in app.caption if text.value.startswith("Source: ")]
    assert lines
    assert all("sources?release=" in line for line in lines), lines


def test_words_that_are_looked_for_stand_in_titles(open_page: Open):
    app = open_page("partnerships", institution="kaznu-demo", lang="en", q="Beijing")
    titles = [text.value for text in app.subheader]
    assert [title for title in titles if title.startswith("Register of agreements")] == [
        f"Register of agreements, {words_of_today()}, “Beijing” (invented)"
    ]
    assert all("“Beijing”" in title for title in titles)


def words_of_today() -> str:
    today = date.today()
    return f"{today.day} {today:%B %Y}"


def test_a_status_that_was_worked_out_is_none_that_is_stated(open_page: Open):
    lives = drawn.tables(open_page("partnerships", institution="kaznu", view="lives", tables="1", lang="en"))["lives"]
    assert "Status" in lives
    assert "Status as stated" not in lives


def test_agreements_beyond_their_places_tell_their_study_field_and_year(open_page: Open):
    app = open_page("partnerships", institution="kaznu-demo", view="lists", list="overused", year="2023", lang="en")
    assert "in both directions" in drawn.text(app)
    assert drawn.tables(app)["list-overused"]["Academic year"].unique().tolist() == ["2023/24"]


def test_balance_leads_to_the_partners(open_page: Open):
    rows = drawn.tables(open_page("partnerships", institution="kaznu-demo", view="lists", list="balance", lang="en"))
    assert rows["list-balance"].columns[0] == "Page"
