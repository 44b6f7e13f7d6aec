"""The tables of persons as someone sees them: views that stand before the tables of the same name on a connection.

Whatever is asked on such a connection, by whichever query, meets these rows: exact ones of public sources and of own
units, protected ones of all others. SQLite looks into its `temp` schema first, PostgreSQL into `pg_temp`.
"""

from collections.abc import Sequence
from enum import StrEnum

from db.models import Base
from db.sight import Sight, scope_name
from db.vocabulary import NOT_STATED_PARTNER


class Layer(StrEnum):
    """Which breakdown of the protected numbers answers: they have one total each, and are never put together."""

    PLACE = "place"
    PARTNER = "partner"
    FIELD = "field"
    OWN = "own"  # the own units alone, as they are


OF_PERSONS = (
    "headcount",
    "assigned",
    "graduates",
    "inbound",
    "outbound",
    "before",
    "after",
    "students_a_year",
    "students",
)
"""Columns of answers that count persons."""
SLICE = ("series_id", "period", "direction", "mobility_type", "level")
NUMBERS_OF_LOADS = ("rows_read", "cells_new", "cells_restated", "cells_unchanged", "cells_withdrawn")


def views(sight: Sight, layer: Layer, schema: str) -> dict[str, str]:
    """By the name of a table the SELECT that stands before it. schema: where the tables are, quoted, with a point."""
    return _Views(sight, layer, schema).all()


def _columns(table: str) -> list[str]:
    return [column.name for column in Base.metadata.tables[table].columns]


def quoted(word: str) -> str:
    """A word within SQL. A view takes no parameters."""
    return "'" + word.replace("\0", "").replace("'", "''") + "'"


class _Views:
    def __init__(self, sight: Sight, layer: Layer, schema: str) -> None:
        self._sight, self._layer, self._schema = sight, layer, schema
        self._is_several = any(len(units) > 1 for units in sight.scopes.values())

    def all(self) -> dict[str, str]:
        of_all = {} if self._sight.audit else {"audit_event": f"SELECT * FROM {self._table('audit_event')} WHERE 1 = 0"}
        if self._sight.exact:
            return of_all
        return of_all | {
            "mobility_count": self._counts("mobility_count"),
            "enrolment_count": self._counts("enrolment_count"),
            "stated_total": self._totals(),
            "agreement_year": self._use(),
            "release": self._releases(),
            "release_file": self._files(),
        }

    def _table(self, name: str) -> str:
        return f"{self._schema}{name}"

    def _counts(self, table: str) -> str:
        """Exact rows, and below them the protected ones of the layer."""
        columns = _columns(table)
        own, public = self._own("t", "t", table), self._public("t")
        exact = {Layer.PLACE: f"({public} OR {own})", Layer.OWN: own}.get(self._layer, public)
        rows = f"SELECT {self._exact(columns)} FROM {self._table(table)} t WHERE {exact}"
        if self._layer is Layer.OWN:
            return rows
        not_own = f" AND NOT {self._own('p', 's', table)}" if self._layer is Layer.PLACE else ""
        return (
            f"{rows} UNION ALL SELECT {self._protected(columns)} FROM {self._table('protected_count')} p "
            f"JOIN {self._table('protected_slice')} s ON s.id = p.slice_id "
            f"WHERE s.table_name = {quoted(table)} AND p.breakdown = {quoted(self._layer)}{not_own}"
        )

    def _exact(self, columns: Sequence[str]) -> str:
        """Of several units partners and fields are left out: they are not looked into (see `db.protect.scopes`)."""
        if not self._is_several:
            return ", ".join(f"t.{name}" for name in columns)
        nobody = f"(SELECT n.id FROM {self._table('institution')} n WHERE n.code = {quoted(NOT_STATED_PARTNER)})"
        public = self._public("t")
        hidden = {
            "partner_id": f"CASE WHEN {public} THEN t.partner_id ELSE {nobody} END AS partner_id",
            "field": f"CASE WHEN {public} THEN t.field ELSE '' END AS field",
        }
        return ", ".join(hidden.get(name, f"t.{name}") for name in columns)

    def _protected(self, columns: Sequence[str]) -> str:
        of_slice = {*SLICE, "release_id", "file_id"}
        told = {"id": "-p.id", "source_rows": "''", "is_current": "TRUE"}
        return ", ".join(told.get(name, f"s.{name}" if name in of_slice else f"p.{name}") for name in columns)

    def _totals(self) -> str:
        own = self._own("t", "t", "mobility_count", "stated_total")
        return f"SELECT t.* FROM {self._table('stated_total')} t WHERE {self._public('t')} OR {own}"

    def _use(self) -> str:
        """Places are for all. Students who got one are counted among those on exchange; rounded a second time, they
        would tell more than one rounding does: they are withheld but for the own unit, with those who took degrees."""
        table = "agreement_year"
        is_exact = f"({self._public('a')} OR {self._own_alone('a')})"
        told = {
            "assigned_state": f"CASE WHEN {is_exact} OR a.assigned_state <> 'value' "
                              "THEN a.assigned_state ELSE 'withheld' END AS assigned_state",
            "assigned": f"CASE WHEN {is_exact} THEN a.assigned END AS assigned",
            "graduates": f"CASE WHEN {is_exact} THEN a.graduates END AS graduates",
            "source_rows": f"CASE WHEN {is_exact} THEN a.source_rows ELSE '' END AS source_rows",
        }  # fmt: skip
        columns = ", ".join(told.get(name, f"a.{name}") for name in _columns(table))
        return f"SELECT {columns} FROM {self._table(table)} a WHERE a.is_current"

    def _releases(self) -> str:
        """Who loaded is not for all; how many rows is how many persons, where a file has one each."""
        public = f"r.source_id IN (SELECT o.id FROM {self._table('source')} o WHERE o.is_public)"
        told = {name: f"CASE WHEN {public} THEN r.{name} END AS {name}" for name in NUMBERS_OF_LOADS}
        told |= {
            "loaded_by": "'' AS loaded_by",
            "undone_by": "CASE WHEN r.undone_by IS NULL THEN NULL ELSE '' END AS undone_by",
        }
        columns = ", ".join(told.get(name, f"r.{name}") for name in _columns("release"))
        return f"SELECT {columns} FROM {self._table('release')} r"

    def _files(self) -> str:
        """A fingerprint tells a short file to whoever guesses it."""
        public = (
            f"f.release_id IN (SELECT r.id FROM {self._table('release')} r JOIN {self._table('source')} o "
            "ON o.id = r.source_id WHERE o.is_public)"
        )
        told = [f"CASE WHEN {public} THEN f.{name} END AS {name}" for name in ("bytes", "rows")]
        told.append(f"CASE WHEN {public} THEN f.sha256 ELSE '' END AS sha256")
        return f"SELECT f.id, f.release_id, f.name, {', '.join(told)} FROM {self._table('release_file')} f"

    def _public(self, alias: str) -> str:
        return (
            f"{alias}.series_id IN (SELECT e.id FROM {self._table('series')} e JOIN {self._table('source')} o "
            "ON o.id = e.source_id WHERE o.is_public)"
        )

    def _own(self, unit: str, of_slice: str, table: str, of: str = "") -> str:
        """Condition: of an own unit, and of a slice in which it is shown exactly. of: the table that is asked, where
        it is another than the one whose slices are meant."""
        found = [
            f"({unit}.unit_id IN ({self._units(institution, units)}) AND NOT {out})"
            for institution, units in self._sight.scopes.items()
            for out in [self._left_out(of_slice, scope_name(institution, units), table, of or table)]
        ]
        return f"({' OR '.join(found)})" if found else "(1 = 0)"

    def _own_alone(self, unit: str) -> str:
        """Condition: of an own unit that is the only one of its institution."""
        found = [
            f"{unit}.unit_id IN ({self._units(institution, units)})"
            for institution, units in self._sight.scopes.items()
            if len(units) == 1
        ]
        return f"({' OR '.join(found)})" if found else "(1 = 0)"

    def _units(self, institution: str, units: Sequence[str]) -> str:
        codes = ", ".join(quoted(unit) for unit in units)
        return (
            f"SELECT u.id FROM {self._table('unit')} u JOIN {self._table('institution')} i ON i.id = u.institution_id "
            f"LEFT JOIN {self._table('unit_record')} d ON d.unit_id = u.id AND d.is_current AND d.kind = 'department' "
            f"LEFT JOIN {self._table('unit')} f ON f.id = d.parent_id "
            f"WHERE i.code = {quoted(institution)} AND (u.code IN ({codes}) OR f.code IN ({codes}))"
        )

    def _left_out(self, alias: str, scope: str, table: str, of: str) -> str:
        """Condition: of a slice in which the scope sees protected numbers. Totals are of no level: where one level is
        left out, they are."""
        told = set(_columns(of))
        columns = [name for name in SLICE if name in told]
        return (
            f"(({', '.join(f'{alias}.{name}' for name in columns)}) IN (SELECT {', '.join(f'z.{n}' for n in columns)} "
            f"FROM {self._table('protected_scope')} x JOIN {self._table('protected_slice')} z ON z.id = x.slice_id "
            f"WHERE z.table_name = {quoted(table)} AND x.scope = {quoted(scope)}))"
        )
