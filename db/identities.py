"""From the codes that people use to the keys that rows point with; a code seen first is given a key."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, delete, insert, select, tuple_, update

from db.batch import Batch, Facts, Row
from db.models import Agreement, Institution, Series, SeriesNote, Source, Unit
from db.vocabulary import NOT_STATED_PARTNER, ROOT_UNIT

CODES_AT_ONCE = 400
PARENT = "parent_institution"


class Identities:
    """Keys of everything a batch names. Made inside the transaction that stores it."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self._connection = connection
        self.source = self._declare(Source, batch.source)
        self.series = {str(s["code"]): self._series(s) for s in batch.series}
        named = [facts.column(n) for facts in batch.facts.values() for n in ("institution", "partner", PARENT)]
        codes = {code for column in named for code in set(column) if code}
        codes |= {e.institution for e in batch.extents if e.institution} | {NOT_STATED_PARTNER}
        self.institution = self._institutions(codes | ({batch.institution} - {""}))
        self.unit = self._owned(Unit, self._units_of(batch))
        self.agreement = self._owned(Agreement, self._pairs(batch, "agreement"))

    def keys(self, facts: Facts) -> dict[str, list[Any]]:
        """The columns with keys in place of codes."""
        columns = dict(facts.columns)
        owners = columns.pop("institution", None)
        homes = [self.institution[code] for code in owners] if owners is not None else []
        for name, found in (("unit", self.unit), ("agreement", self.agreement)):
            if name in columns:
                columns[f"{name}_id"] = [found[pair] for pair in zip(homes, columns.pop(name), strict=True)]
        if "parent" in columns:
            above = zip(homes, columns.pop("parent"), strict=True)
            columns["parent_id"] = [self.unit[pair] if pair[1] else None for pair in above]
        if PARENT in columns:
            columns["parent_id"] = [self.institution[code] if code else None for code in columns.pop(PARENT)]
        if "partner" in columns:
            columns["partner_id"] = [self.institution[code or NOT_STATED_PARTNER] for code in columns.pop("partner")]
        if "series" in columns:
            columns["series_id"] = [self.series[code] for code in columns.pop("series")]
        if owners is not None and "unit_id" not in columns:
            columns["institution_id"] = homes
        return columns

    def _declare(self, table: type[Source] | type[Series], row: Row) -> int:
        known = self._connection.scalar(select(table.id).where(table.code == row["code"]))
        if known is not None:
            self._connection.execute(update(table).where(table.id == known).values(**row))
            return known
        return int(self._connection.execute(insert(table).values(**row)).inserted_primary_key[0])  # type: ignore[index]

    def _series(self, row: Row) -> int:
        """Key of a series, declared with its notes; notes that it no longer has are gone."""
        key = self._declare(Series, {n: v for n, v in row.items() if n != "notes"} | {"source_id": self.source})
        n = SeriesNote
        declared = {(note["period"], note["text"]): note["is_break"] for note in row.get("notes", ())}
        there = self._connection.execute(select(n.period, n.text, n.is_break).where(n.series_id == key))
        if {(note.period, note.text): note.is_break for note in there} != declared:
            self._connection.execute(delete(n).where(n.series_id == key))
            for (period, text), is_break in declared.items():
                self._connection.execute(insert(n).values(series_id=key, period=period, text=text, is_break=is_break))
        return key

    def _institutions(self, codes: set[str]) -> dict[str, int]:
        found: dict[str, int] = {}
        for some in _portions(sorted(codes)):
            query = select(Institution.code, Institution.id).where(Institution.code.in_(some))
            found |= {row.code: row.id for row in self._connection.execute(query)}
        missing = [{"code": code} for code in sorted(codes) if code not in found]
        if not missing:
            return found
        self._connection.execute(insert(Institution), missing)
        return self._institutions(codes)

    def _units_of(self, batch: Batch) -> set[tuple[int, str]]:
        named = self._pairs(batch, "unit") | self._pairs(batch, "parent")
        return named | {(self.institution[e.institution], e.unit) for e in batch.extents if e.institution}

    def _pairs(self, batch: Batch, name: str) -> set[tuple[int, str]]:
        """Owner and code of everything that stands in a column of that name; a blank unit is the root."""
        found: set[tuple[str, str]] = set()
        for facts in batch.facts.values():
            if name in facts.columns:
                found |= set(zip(facts.column("institution"), facts.column(name), strict=True))
        return {(self.institution[owner], code or ROOT_UNIT) for owner, code in found}

    def _owned(self, table: type[Unit] | type[Agreement], codes: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
        found: dict[tuple[int, str], int] = {}
        for some in _portions(sorted(codes)):
            query = select(table.institution_id, table.code, table.id)
            query = query.where(tuple_(table.institution_id, table.code).in_(some))
            found |= {(row.institution_id, row.code): row.id for row in self._connection.execute(query)}
        missing = [
            {"institution_id": owner, "code": code} for owner, code in sorted(codes) if (owner, code) not in found
        ]
        if not missing:
            return found
        self._connection.execute(insert(table), missing)
        return self._owned(table, codes)


def _portions(codes: list[Any]) -> Iterable[list[Any]]:
    for start in range(0, len(codes), CODES_AT_ONCE):
        yield codes[start : start + CODES_AT_ONCE]
