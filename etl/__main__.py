"""python -m etl sources | load SOURCE [FILE...] | shipped | demo-files FOLDER | undo RELEASE

Exit status: 0 done, 1 the input is at fault (all problems printed, nothing stored), 2 wrong usage.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Engine

from db import queries, schema, store
from db.batch import Outcome
from db.engine import connect, connect_existing
from db.faults import AT_FAULT, DONE, WRONG_USAGE, told
from etl import demo, load
from etl.declare import Source
from etl.errors import Refused
from etl.sources import SHIPPED, SOURCES


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _understood(arguments)
    return told(lambda: _run(chosen))


def _understood(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; files may stand before and behind options, of which argparse gives the last ones back."""
    parser = _parser()
    chosen, rest = parser.parse_known_args(arguments)
    if rest and ("files" not in chosen or any(word.startswith("-") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest:
        chosen.files = [*chosen.files, *map(Path, rest)]
    return chosen


def _run(chosen: argparse.Namespace) -> int:
    try:
        return int(chosen.run(chosen))
    except Refused as refused:
        as_json = getattr(chosen, "json", False)
        print(refused.json() if as_json else refused.text(), file=sys.stdout if as_json else sys.stderr)
        return AT_FAULT
    except load.WrongUsage as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl", description="Load producers' files; all of a file or nothing."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    sources = commands.add_parser("sources", help="what can be loaded, and the columns each file needs")
    sources.set_defaults(run=_sources)
    one = commands.add_parser("load", help="load files of a source; without files, those that are shipped")
    one.add_argument("source", choices=SOURCES, metavar="SOURCE", help=", ".join(SOURCES))
    one.add_argument("files", nargs="*", type=Path, metavar="FILE")
    one.add_argument(
        "--institution", default="", metavar="CODE", help="whose figures they are, if not the source's own"
    )
    one.add_argument("--dry-run", action="store_true", help="judge the files and store nothing")
    one.add_argument("--json", action="store_true", help="answer in JSON")
    one.set_defaults(run=_load)
    shipped = commands.add_parser("shipped", help="load what is shipped and neither loaded nor undone yet")
    shipped.set_defaults(run=_shipped)
    written = commands.add_parser("demo-files", help="write the files of the demonstration, to look at or to change")
    written.add_argument("folder", type=Path, metavar="FOLDER")
    written.set_defaults(run=_demo_files)
    undo = commands.add_parser("undo", help="take a release out; what it restated comes back")
    undo.add_argument("release", type=int, metavar="RELEASE")
    undo.set_defaults(run=_undo)
    return parser


def _sources(chosen: argparse.Namespace) -> int:
    for source in SOURCES.values():
        print(f"{source.code}: {source.title}\n    {source.producer}. {source.counts}")
        print(f"    International: {source.international}\n    Licence: {source.licence}")
        for series in source.series:
            print(f"    Series {series.code} ({series.measure}): {series.label}")
        for kind in source.files:
            if not kind.always:
                shipped = f" (shipped: {kind.shipped})" if kind.shipped else ""
                print(
                    f"    File: {kind.name}{shipped}, delimiter {kind.delimiter!r}\n        {', '.join(kind.columns)}"
                )
        print()
    return DONE


def _load(chosen: argparse.Namespace) -> int:
    source = SOURCES[chosen.source]
    batch = load.batch(source, chosen.files, chosen.institution)
    if chosen.dry_run:
        rows = sum(len(facts) for facts in batch.facts.values())
        judged = json.dumps({"stored": False, "facts": rows})
        print(judged if chosen.json else f"Sound: {rows} facts. Nothing was stored.")
        return DONE
    engine = connect()
    _prepare(engine)
    print(_told(source, load.keep(engine, batch), as_json=chosen.json))
    return DONE


def _shipped(chosen: argparse.Namespace) -> int:
    """Load each shipped source once. One whose release a person undid stays undone."""
    engine = connect()
    _prepare(engine)
    for source in SHIPPED:
        batch = load.batch(source, [])
        before = queries.provenance.loads_of(engine, source.code, [file.sha256 for file in batch.files])
        if before.is_undone:
            print(f"{source.code}: undone before, left out. `python -m etl load {source.code}` loads it again.")
        elif not before.is_loaded:
            print(_told(source, load.keep(engine, batch), as_json=False))
    return DONE


def _demo_files(chosen: argparse.Namespace) -> int:
    for file in demo.write(chosen.folder):
        print(file)
    return DONE


def _undo(chosen: argparse.Namespace) -> int:
    engine = connect_existing()
    _prepare(engine)
    store.undo(engine, chosen.release, load.who())
    print(f"Release {chosen.release} is undone; what it had restated answers again.")
    return DONE


def _prepare(engine: Engine) -> None:
    saved = schema.upgrade(engine)
    if saved:
        print(f"The database was brought to this version; a backup of it stands in {saved}.", file=sys.stderr)


def _told(source: Source, outcome: Outcome, *, as_json: bool) -> str:
    tables = {name: counted._asdict() for name, counted in outcome.tables.items()}
    if as_json:
        return json.dumps(
            {"stored": outcome.release is not None, "release": outcome.release, "tables": tables}, indent=2
        )
    if outcome.release is None:
        return f"{source.code}: nothing changed; all {outcome.unchanged} facts were known."
    lines = [f"{source.code}: release {outcome.release}"]
    lines += [
        f"    {name}: {c.new} new, {c.restated} restated, {c.unchanged} unchanged, {c.withdrawn} withdrawn"
        for name, c in outcome.tables.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
