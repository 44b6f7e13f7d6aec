"""python -m db upgrade | check | query TOPIC | protect | backup FILE | restore FILE

Exit status: 0 done, 1 the input or the database is at fault, 2 wrong usage.
"""

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from sqlalchemy import Engine

from db import audit, backup, check, protect, queries, revisions, schema
from db.engine import connect, connect_existing, writer
from db.faults import AT_FAULT, DONE, WRONG_USAGE, told
from db.harmless import harmless
from db.sight import Role, Sight
from db.sight import sight as as_seen
from db.vocabulary import Act

SEEN = (
    "Seen as {role}: numbers of persons are multiples of {base}, unless they are of own units or public. Sums of "
    "several levels, years, countries or units may be further off."
)


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _parser().parse_args(arguments)
    return told(lambda: int(chosen.run(chosen)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m db", description="The database: DATABASE_URL, or dashboard.sqlite."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    commands.add_parser("upgrade", help="bring the tables to this version (after a backup)").set_defaults(run=_upgrade)
    commands.add_parser("check", help="look for anything broken").set_defaults(run=_check)
    asked = commands.add_parser("query", help="ask for figures; the same answers as on screen")
    asked.add_argument(
        "topic", choices=[*queries.TOPICS, "releases"], metavar="TOPIC", help=", ".join([*queries.TOPICS, "releases"])
    )
    asked.add_argument("--by", default="", metavar="NAME,...", help="list by: academic_year, country, faculty, ...")
    asked.add_argument(
        "--where", action="append", default=[], metavar="NAME=VALUE,...", help="may be given several times"
    )
    asked.add_argument("--format", choices=("table", "csv", "json"), default="table")
    asked.add_argument("--language", choices=("en", "ru", "kk"), default="en", help="language of names")
    asked.add_argument(
        "--as", dest="role", choices=list(Role), default=str(Role.RECTORATE), help="what this role sees (rectorate)"
    )
    asked.add_argument("--units", default="", metavar="INSTITUTION/UNIT,...", help="the units of a dean")
    asked.set_defaults(run=_query)
    protecting = commands.add_parser(
        "protect", help="make the numbers anew that are shown to those who may not see exact ones"
    )
    protecting.add_argument("--base", type=int, metavar="N", help="to multiples of N from now on")
    protecting.set_defaults(run=_protect)
    for name, run, what in (
        ("backup", _backup, "copy the live database into one file"),
        ("restore", _restore, "put a backup in place of the database"),
    ):
        command = commands.add_parser(name, help=what)
        command.add_argument("file", type=Path, metavar="FILE")
        command.set_defaults(run=run)
    return parser


def _upgrade(chosen: argparse.Namespace) -> int:
    saved = schema.upgrade(connect())
    print(f"The tables stand at version {schema.head()}." + (f" Backup made before: {saved}" if saved else ""))
    return DONE


def _check(chosen: argparse.Namespace) -> int:
    faults = check.faults(connect_existing())
    print("\n".join(faults) if faults else "Nothing is broken.", file=sys.stderr if faults else sys.stdout)
    return AT_FAULT if faults else DONE


def _query(chosen: argparse.Namespace) -> int:
    engine = connect_existing()
    revisions.assert_newest(engine)
    try:
        by = [name for name in chosen.by.split(",") if name]
        sight = _sight(chosen)
        seeing = queries.gate.opened(engine, sight)
        answer = _answer(seeing, chosen.topic, by, _where(chosen.where), chosen.language)
    except queries.BadQuestion as bad:
        print(bad, file=sys.stderr)
        return WRONG_USAGE
    _print(answer, chosen.format)
    if not sight.exact:
        print(SEEN.format(role=chosen.role, base=queries.gate.base(engine)), file=sys.stderr)
    queries.audited.asked(engine, chosen.role, " ".join([chosen.topic, "by", *by, *chosen.where]), answer)
    return DONE


def _sight(chosen: argparse.Namespace) -> Sight:
    """Raises BadQuestion."""
    pairs = [tuple(unit.partition("/")[::2]) for unit in chosen.units.split(",") if unit]
    if any(not institution or not unit for institution, unit in pairs):
        raise queries.BadQuestion(f"--units {chosen.units}: write INSTITUTION/UNIT, as in kaznu/law.")
    if (chosen.role == Role.DEAN) != bool(pairs):
        raise queries.BadQuestion("A dean has --units; nobody else has.")
    return as_seen(Role(chosen.role), tuple((str(one), str(other)) for one, other in pairs))


def _protect(chosen: argparse.Namespace) -> int:
    engine = connect_existing()
    revisions.assert_newest(engine)
    if chosen.base is not None and not protect.LEAST_BASE <= chosen.base <= protect.MOST_BASE:
        print(
            f"--base {chosen.base}: write a number from {protect.LEAST_BASE} to {protect.MOST_BASE}.", file=sys.stderr
        )
        return WRONG_USAGE
    with writer(engine).begin() as connection:
        protect.set_base(connection, chosen.base) if chosen.base else protect.prepare_all(connection)
        audit.note(connection, audit.Event(audit.account(), "", Act.PROTECTED, f"base {chosen.base or 'as it was'}"))
    print(f"Protected numbers are multiples of {queries.gate.base(engine)}.")
    return DONE


def _answer(engine: Engine, topic: str, by: list[str], where: dict[str, list[str]], language: str) -> pd.DataFrame:
    if topic == "releases":
        if by or where:
            raise queries.BadQuestion("releases are listed as they are: it takes neither --by nor --where.")
        return queries.provenance.releases(engine)
    # Agreements listed by nothing are the register; listed by something, their places and students.
    name = "register" if topic == "agreements" and not by else topic
    return queries.TOPICS[name](engine, by=by, where=where, language=language)


def _where(given: Sequence[str]) -> dict[str, list[str]]:
    where: dict[str, list[str]] = defaultdict(list)
    for condition in given:
        name, equals, values = condition.partition("=")
        if not equals or not name:
            raise queries.BadQuestion(f"--where {condition}: write NAME=VALUE.")
        several = [values] if name == "search" else values.split(",")
        if name != "search" and any("=" in value for value in several):
            raise queries.BadQuestion(f"--where {condition}: write each condition with a --where of its own.")
        where[name] += several
    return where


def _print(answer: pd.DataFrame, form: str) -> None:
    if form == "csv":
        harmless(answer).to_csv(sys.stdout, index=False, lineterminator="\n", float_format="%.12g")
    elif form == "json":
        answer.to_json(sys.stdout, orient="records", force_ascii=False, indent=2, date_format="iso")
        print()
    else:
        narrow = answer.map(_narrow)
        print(narrow.to_string(index=False, float_format="{:.12g}".format) if len(narrow) else "No rows.")


def _narrow(value: object) -> object:
    if isinstance(value, str) and len(value) > 60:
        return value[:59] + "…"
    return "" if pd.isna(value) else value  # type: ignore[call-overload]


def _backup(chosen: argparse.Namespace) -> int:
    engine = connect_existing()
    revisions.revision(engine)
    backup.save(engine, chosen.file)
    print(f"Saved: {chosen.file}")
    return DONE


def _restore(chosen: argparse.Namespace) -> int:
    backup.assert_sound(chosen.file)
    engine = connect()
    schema.upgrade(engine)
    backup.restore(engine, chosen.file)
    print(f"Restored from {chosen.file}.")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
