"""From the codes that people use to the keys that rows point with; a code seen first is given a key."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, insert, select, tuple_, update

from db.batch import Batch, Row
from db.models import Agreement, Institution, Series, Source, Unit
from db.vocabulary import NOT_STATED_PARTNER, ROOT_UNIT

CODES_AT_ONCE = 400


class Identities:
    """Keys of everything a batch names. Made inside the transaction that stores it."""

    def __init__(self, connection: Connection, batch: Batch) -> None:
        self._connection = connection
        rows = [row for facts in batch.facts.values() for row in facts]
        self.source = self._declare(Source, batch.source)
        self.series = {s["code"]: self._declare(Series, {**s, "source_id": self.source}) for s in batch.series}
        codes = {
            row[name] for row in rows for name in ("institution", "partner", "parent_institution") if row.get(name)
        }
        codes |= {e.institution for e in batch.extents if e.institution} | {NOT_STATED_PARTNER}
        self.institution = self._institutions(codes | ({batch.institution} - {""}))
        self.unit = self._owned(Unit, self._units_of(rows, batch))
        self.agreement = self._owned(
            Agreement, {(self.institution[r["institution"]], r["agreement"]) for r in rows if "agreement" in r}
        )

    def keys(self, row: Row) -> Row:
        """The row with keys in place of codes."""
        keyed = dict(row)
        institution = keyed.pop("institution", None)
        home = self.institution[institution] if institution else 0
        for code, found in (
            ("unit", lambda value: self.unit[home, value]),
            ("parent", lambda value: self.unit[home, value] if value else None),
            ("agreement", lambda value: self.agreement[home, value]),
            ("partner", lambda value: self.institution[value or NOT_STATED_PARTNER]),
            ("parent_institution", lambda value: self.institution[value] if value else None),
            ("series", lambda value: self.series[value]),
        ):
            if code in keyed:
                name = "parent_id" if code == "parent_institution" else f"{code}_id"
                keyed[name] = found(keyed.pop(code))  # type: ignore[no-untyped-call]
        if institution and "unit_id" not in keyed:
            keyed["institution_id"] = home
        return keyed

    def _declare(self, table: type[Source] | type[Series], row: Row) -> int:
        known = self._connection.scalar(select(table.id).where(table.code == row["code"]))
        if known is not None:
            self._connection.execute(update(table).where(table.id == known).values(**row))
            return known
        return int(self._connection.execute(insert(table).values(**row)).inserted_primary_key[0])  # type: ignore[index]

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

    def _units_of(self, rows: list[Row], batch: Batch) -> set[tuple[int, str]]:
        named = {
            (row["institution"], row[name] or ROOT_UNIT) for row in rows for name in ("unit", "parent") if name in row
        }
        named |= {(extent.institution, extent.unit) for extent in batch.extents if extent.institution}
        return {(self.institution[institution], unit) for institution, unit in named}

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
