"""The register on a day: each agreement once, with its parties and how it stands."""

import numpy as np
import pandas as pd

from db.queries.agreed import Agreed
from db.queries.asking import EMPTY, Where
from db.queries.partnerships.asked import day, is_met, of_partners, with_partners_abroad
from db.queries.partnerships.found import Found, Lived

BY_COUNTRY = ("country_code", "partner_code")
PARTNERS = ["partner_code", "partner", "country_code", "country", "agreements", "is_stated", "is_dated", "release",
            "is_invented"]  # fmt: skip


def register(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Agreements that are known of on a day (`on`; the usual day without it), one row each, by partner.

    Columns: found.COLUMNS. Several partners, countries or faculties of one agreement stand together, parted by ';'.
    basis: what tells the status: validity, listed, date, stated (on the day `stated`), undated. since: as far as told.
    valid_to: first day it no longer holds. statements: how many lines of sources speak of it; source_*: the newest.
    """
    return Found.of(agreed, where, language).rows()


def not_known_yet(agreed: Agreed, where: Where = EMPTY) -> int:
    """How many agreements that the question meets nothing tells of by the day."""
    phases = agreed.phases(day(agreed, where))
    return int((agreed.some(is_met(agreed, where)) & (phases < 0)).sum())


def undated(agreed: Agreed, where: Where = EMPTY) -> int:
    """How many of them rest on the word of a source without a date, which tells nothing of a day."""
    phases = agreed.phases(day(agreed, where))
    is_dated = np.append(agreed.lives.is_dated, True)[phases]
    return int((agreed.some(is_met(agreed, where)) & ~is_dated).sum())


def partners(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> pd.DataFrame:
    """Partners abroad that have an agreement which holds on the day, as far as is known; by country.

    Columns: partner_code, partner, country_code, country, agreements (Int64), is_stated (one of them is stated as
    active or signed, or its dates say so: of the others nobody tells whether there is an agreement), is_dated (one of
    them rests on dates or on a source with a date), release, is_invented. Own branches, events, embassies, networks and
    centres of a university are no partners, planned and frozen projects make none.
    """
    there, told = of_partners(agreed, where, BY_COUNTRY)
    places, words = agreed.named(BY_COUNTRY, language)
    order = np.argsort(places[there])
    found = words.take(there[order]).reset_index(drop=True)
    return found.assign(**{name: values[order] for name, values in told.items()})[PARTNERS]


def sources_of_partners(agreed: Agreed, where: Where = EMPTY) -> pd.DataFrame:
    """The different sources by which the partners of `partners` are some, as `Agreed.cited`."""
    return agreed.cited(with_partners_abroad(agreed, where))


def lived(agreed: Agreed, where: Where = EMPTY, language: str = "en") -> Lived:
    """Phases of the agreements that the question meets, one row each: agreement, partner, type, status, basis, begins
    and ends (date; None: not told, or still so), then (the status that follows; ''), stated. Those of one agreement
    follow each other."""
    return Lived(Found.of(agreed, where, language))
