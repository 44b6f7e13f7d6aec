"""Whom a figure counts, in the reader's words."""

from collections.abc import Collection, Mapping
from typing import Any

from dashboard import about, data, words
from dashboard.i18n import _, current, ngettext
from db.bounds import Box
from db.metrics import COUNTED, Of
from db.queries.claims import LEVELS, World
from db.vocabulary import NOT_COUNTRIES, ROOT_UNIT

FEW = 5


def of_box(box: Box, metric: str, institution: str, year: int, few: int = FEW) -> str:
    """'China, Law', 'SCO without China; outside of: Law'; '' for all whom the metric counts. few: countries that are
    named one by one."""
    here: World = data.ask("world", institution)
    parts = [_countries(box.countries, metric, here, year, few), _units(box.units, here), _levels(box.levels, metric)]
    return "; ".join(part for part in parts if part)


def with_metric(box: Box, metric: str, institution: str, year: int) -> str:
    """'International students (China; Law)'."""
    scope = of_box(box, metric, institution, year)
    return words.word("metric", metric) + (f" ({scope})" if scope else "")


def _countries(codes: frozenset[str], metric: str, here: World, year: int, few: int) -> str:
    counts = COUNTED[metric]
    whole = here.countries if counts.of is Of.EVERYBODY else here.countries - {here.home}
    if codes == whole or counts.of is Of.HOME:
        return ""
    names = data.ask("all_countries", language=current().language)
    groups = {
        about.group_named(code): frozenset(data.ask("members", code, year)) - {here.home} for code in data.ask("groups")
    }
    exact = next((name for name, members in groups.items() if members == codes), "")
    if exact:
        return exact
    if len(codes) <= few:
        return _listed(codes, names)
    for name, members in [*groups.items(), ("", whole)]:
        lacking = {code for code in members - codes if code in names}
        if codes < members and 0 < len(lacking) <= few:
            told = {"countries": _listed(lacking, names)}
            return _("{group} without {countries}", group=name, **told) if name else _("without {countries}", **told)
    return ngettext("{count} country", "{count} countries", len(codes - NOT_COUNTRIES))


def _units(units: frozenset[str], here: World) -> str:
    everything = here.within[ROOT_UNIT]
    if units == everything:
        return ""
    names = about.unit_names(here.institution)
    for code, within in here.within.items():
        if within == units:
            return names.get(code, code)
    for code, within in here.within.items():
        if everything - within == units:
            return _("outside of: {unit}", unit=names.get(code, code))
    named = [code for code in units if code]
    if len(named) > FEW:
        return ngettext("{count} faculty or department", "{count} faculties and departments", len(named))
    return _listed(named, names)


def _levels(levels: frozenset[str], metric: str) -> str:
    whole = frozenset(str(level) for level in COUNTED[metric].levels) or LEVELS
    if levels == whole:
        return ""
    names = words.all_words("level")
    if len(whole - levels) < len(levels):
        return _("without {countries}", countries=_listed(whole - levels, names))
    return _listed(levels, names)


def _listed(codes: Collection[str], names: Mapping[Any, str]) -> str:
    return ", ".join(sorted((names.get(code, code) for code in codes), key=current().sort_key))
