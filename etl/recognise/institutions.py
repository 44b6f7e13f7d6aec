"""Who is who among institutions: by a code, by a spelling within a country, as a person said; else it is a new one."""

import hashlib
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, NamedTuple

from db.surroundings import Named
from db.vocabulary import NOT_STATED_COUNTRY, InstitutionKind
from etl.errors import N_, BadValue, NotKnown, Offer, say
from etl.recognise.spellings import MOST_OFFERS, NONE_CONFIRMED, NOTHING, Spellings, fold, script, word_set

NEW = "new"
"""In place of a code: a person says that an institution is none of those that are known."""

ALIKE, ALIKE_BARE, AT_LEAST = 0.9, 0.8, 0.7
"""From which likeness on two names are near, whole or without their generic words; and the least of these, for names
that are long and alike but for a town."""

UNIVERSITY = ("univ", "uniw", "унив", "унів")
"""How the word for a university begins in many languages, and where it is misspelt or cut short."""

EMBASSY = re.compile(r"\b(embass|embaj|consulat|посольств|(ген)?консульств|елшіліг|консулдығ|консулдіг)")
"""How the words for an embassy and a consulate begin: they are no partners, though lists of agreements name them."""
LETTER = re.compile(r"[^\W\d_]")
NO_NAMES = frozenset(map(fold, ("n/a", "none", "нет", "жоқ", "н/д")))

GENERIC = frozenset(
    fold(word)
    for word in word_set(
        "yliopisto ülikool egyetem sveučilište of the and for de des du la le les der die das für di do da del della "
        "degli studi dos y e et und i named after имени им атындағы"
    )
)
"""Words of a name that tell little of which institution it is; folded."""

CODES = ("ror", "erasmus_code")
NUMBER = re.compile(r"[0-9]+")


class Met(NamedTuple):
    """An institution as a row names it: name as written, alpha-3 code of the country, codes and city where told."""

    name: str
    country: str
    ror: str = ""
    erasmus_code: str = ""
    city: str = ""


def exact_code(*words: str) -> str:
    """A readable code that differs whenever the words differ in a single letter: spellings are never merged."""
    exact = hashlib.sha256("\0".join(words).encode()).hexdigest()[:8]
    plain = unicodedata.normalize("NFKD", words[0]).encode("ascii", "ignore").decode().lower()
    # A code that began with a dash could not be typed behind a command.
    return f"{re.sub(r'[^a-z0-9]+', '-', plain).strip('-')[:50] or 'name'}-{exact}"


class _OfCountry(Spellings):
    """Spellings of the institutions of a country. Near ones are looked for among those known before the load."""

    def __init__(self, institutions: Iterable[Named]) -> None:
        super().__init__(N_("institution"), N_("Confirm what this spelling stands for."), "institution")
        for one in institutions:
            self.add(one.code, _names(one))
        self._compared: dict[tuple[str, ...], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
        for word in self._codes:
            whole, bare = self._compared[tuple(NUMBER.findall(word))]
            whole.append(word)
            bare.append(_bare(word))

    def spelt(self, word: str) -> AbstractSet[str]:
        """Codes of a folded spelling."""
        return self._codes.get(word, NOTHING)

    def ambiguous(self, word: str, codes: AbstractSet[str]) -> BadValue:
        return self._not_known(word, sorted(codes))

    def near(self, word: str) -> list[Offer]:
        """What a folded name may have meant, the likeliest first. Names with other numbers are other institutions."""
        if word not in self._near:
            names, bares = self._compared.get(tuple(NUMBER.findall(word)), ([], []))
            bare = _bare(word)
            by_bare, by_whole = _alike(bare, bares, AT_LEAST), _alike(word, names, ALIKE)
            near = {at: likeness for at, likeness in by_bare.items() if likeness >= ALIKE_BARE}
            near |= {at: likeness for at, likeness in by_whole.items() if at in by_bare or not bare}
            likely = sorted((-likeness, script(names[at]) != script(word), names[at]) for at, likeness in near.items())
            codes = dict.fromkeys(code for *_, name in likely for code in sorted(self._codes[name]))
            self._near[word] = [self._offer(code, word) for code in list(codes)[:MOST_OFFERS]]
        return self._near[word]


def _alike(word: str, among: list[str], least: float) -> dict[int, float]:
    """Likeness of the words that are like one, by their place."""
    from rapidfuzz import process  # only when a name is not known: most loads never need it
    from rapidfuzz.distance import OSA

    scorer = OSA.normalized_similarity
    found = process.extract(word, among, scorer=scorer, score_cutoff=least, limit=None) if word else []
    return {at: likeness for _, likeness, at in found}


def _names(one: Named) -> list[str]:
    return [name for name in (one.name_en, one.name_ru, one.name_kk, *one.spellings.split("|")) if name]


def _bare(folded: str) -> str:
    """Words of a name without the generic ones, whatever their order."""
    words = (word for word in folded.split() if word not in GENERIC and not word.startswith(UNIVERSITY))
    return " ".join(sorted(words))


class Partners:
    """Institutions that a load may meet: of the project's list, of the database, and those that it names itself.

    source: the one that is loaded; it may say anew what it alone has said of an institution.
    confirmed: codes by folded spelling, as persons have decided.
    """

    def __init__(
        self, listed: Iterable[Named] = (), recorded: Iterable[Named] = (),
        confirmed: Mapping[str, str] = NONE_CONFIRMED, source: str = "",
    ) -> None:  # fmt: skip
        own = {one.code: one for one in listed}
        self._known = {one.code: one for one in recorded} | own
        self._listed, self._confirmed, self._source = own.keys(), confirmed, source
        self._countries: dict[str, _OfCountry] = {}
        self._in: dict[str, list[Named]] = defaultdict(list)
        self._having: dict[tuple[str, str], set[str]] = defaultdict(set)
        for one in self._known.values():
            self._in[one.country_code].append(one)
            self._take_codes(one.code, one)
        self._called: dict[tuple[str, str], str] = {}
        self._told: dict[str, dict[str, str]] = defaultdict(dict)
        self._found: dict[Met, str | BadValue] = {}
        self.met: set[str] = set()
        """Codes of those that the rows name."""
        self.new: dict[str, str] = {}
        """Names by code of those that nobody knew before."""

    def has(self, code: str) -> bool:
        """Whether it is the code of an institution that is known."""
        return code in self._known

    def listed(self, name: str, code: str) -> str:
        """The institution of the project's list that bears the name, `code` itself if it does or none does."""
        word = fold(name)
        found = [one for one in sorted(self._listed) if word in map(fold, _names(self._known[one]))]
        return code if code in found or not found else found[0]

    def said(self, name: str, country: str) -> str:
        """The code that a person said the name to stand for, unless it is of another country; ''."""
        code = self._confirmed.get(fold(name), "")
        is_elsewhere = code in self._known and self._known[code].country_code not in (country, NOT_STATED_COUNTRY)
        return "" if code == NEW or is_elsewhere else code

    def meet(self, rows: Iterable[Met]) -> None:
        """Look at all rows of a load before any is judged: those first that say by a code whom they mean, those last
        of which a person said it."""
        for row in sorted(rows, key=lambda row: (not (row.ror or row.erasmus_code), fold(row.name) in self._confirmed)):
            try:
                code = self.find(row)
            except BadValue:
                continue
            if row.city:
                self._told[code].setdefault("city", row.city)

    def find(self, row: Met) -> str:
        """Code of the institution. Raises BadValue, with the field at fault as its column, where it is not sure."""
        key = row._replace(city="")
        if key not in self._found:
            try:
                self._found[key] = self._look(key)
            except BadValue as bad:
                self._found[key] = bad
        found = self._found[key]
        if isinstance(found, BadValue):
            raise found
        return found

    def is_own(self, row: Met) -> bool:
        """Whether its code follows from the very name in the row, so that the row may say who it is."""
        code = self.find(row)
        return code not in self._listed and code == exact_code(row.name, row.country)

    def record(self, row: Met) -> Named:
        """What is to be recorded of the institution: as the rows tell it where no other source does, else as it is."""
        code = self.find(row)
        known = self._known[code]
        told: dict[str, Any] = self._told[code]
        return known._replace(**told) if self._is_ours(code) else known

    def _look(self, row: Met) -> str:
        names, word = self._of(row.country), fold(row.name)
        if code := self._by_codes(row):
            self._called.setdefault((row.country, word), code)
        code = code or self._by_name(row, names, word) or self._made(row, names, word)
        self._agree(code, row)
        self.met.add(code)
        return code

    def _by_codes(self, row: Met) -> str:
        """Whose ROR or Erasmus code it is; '' for none."""
        found: dict[str, str] = {}
        for field in CODES:
            codes = self._having.get((field, getattr(row, field)), NOTHING)
            sure = self._surest(codes, row)
            if len(sure) > 1:
                raise _of(field, self._of(row.country).ambiguous(fold(row.name), sure))
            found |= dict.fromkeys(sure, field)
        if len(found) > 1:
            rule = say(N_("The two codes are those of different institutions: {codes}."), codes=_shown(found))
            raise _of("erasmus_code", BadValue(rule, N_("Correct one of the two.")))
        for code, field in found.items():
            if self._known[code].country_code not in (row.country, NOT_STATED_COUNTRY):
                rule = say(N_("This is the code of {code}, which is in another country."), code=_shown([code]))
                raise _of(field, BadValue(rule, N_("Correct the code or the country.")))
        return next(iter(found), "")

    def _by_name(self, row: Met, names: _OfCountry, word: str) -> str:
        """Who is spelt so in the country: described by others, then as a person said, then of that name alone; ''."""
        if names.has(row.name):
            return row.name
        found = self._surest(names.spelt(word), row)
        is_sure = len(found) == 1
        if is_sure and not self._is_of_name(next(iter(found))):
            return next(iter(found))
        if (said := self.said(row.name, row.country)) in self._known:
            return said
        if found and not is_sure:
            raise names.ambiguous(word, found)
        return next(iter(found), self._called.get((row.country, word), ""))

    def _made(self, row: Met, names: _OfCountry, word: str) -> str:
        """A new institution, where nothing near is known or a person said that it is none of those."""
        if word in NO_NAMES or not LETTER.search(word):
            raise BadValue(N_("This is no name of an institution."), N_("Write the name of the partner."))
        if self._confirmed.get(word) != NEW and (near := names.near(word)):
            otherwise = N_(
                "Write it as there, confirm what it stands for, or confirm it as a new institution: "
                "`python -m etl confirm institution NAME new`."
            )
            rule = say(N_("Unknown institution, spelt much like one that is known."))
            raise NotKnown(rule, say(otherwise), "institution", lambda: near)
        code = exact_code(row.name, row.country)
        self.new[code] = row.name
        kind = InstitutionKind.EMBASSY if EMBASSY.search(word) else InstitutionKind.UNIVERSITY
        self._known[code] = Named(code, kind, row.name, "", "", row.country, "", "", "", "", self._source)
        names.add(code, [row.name])
        return code

    def _agree(self, code: str, row: Met) -> None:
        """Keep what the row tells of it. Raises BadValue where its codes are others than those that are known."""
        known, told = self._known[code], self._told[code]
        for field in CODES:
            value = getattr(row, field)
            held = told.get(field) or ("" if self._is_ours(code) else getattr(known, field))
            if value and held and value != held:
                rule = say(N_("The code of {code} is another one: `{held}`."), code=_shown([code]), held=held)
                raise _of(field, BadValue(rule, N_("Correct the cell that is wrong.")))
        told |= {field: getattr(row, field) for field in CODES if getattr(row, field)}
        self._take_codes(code, row)

    def _take_codes(self, code: str, one: Named | Met) -> None:
        for field in CODES:
            if value := getattr(one, field):
                self._having[field, value].add(code)

    def _of(self, country: str) -> _OfCountry:
        """Those of a country; with them those that are of none, such as networks."""
        if country not in self._countries:
            of_none = self._in[NOT_STATED_COUNTRY] if country != NOT_STATED_COUNTRY else []
            self._countries[country] = _OfCountry([*self._in[country], *of_none])
        return self._countries[country]

    def _surest(self, codes: AbstractSet[str], row: Met) -> AbstractSet[str]:
        """Those that more is known of than their name; else the one of this very name; else all."""
        own = exact_code(row.name, row.country) if len(codes) > 1 else ""
        described = {code for code in codes if not self._is_of_name(code)}
        return described or ({own} if own in codes else codes)

    def _is_of_name(self, code: str) -> bool:
        """Whether its code follows from its name: nobody gave it one."""
        one = self._known[code]
        return code == exact_code(one.name_en, one.country_code)

    def _is_ours(self, code: str) -> bool:
        return code not in self._listed and self._known[code].source == self._source


def _of(field: str, bad: BadValue) -> BadValue:
    bad.column = field
    return bad


def _shown(codes: Iterable[str]) -> str:
    return ", ".join(f"`{code}`" for code in codes)
