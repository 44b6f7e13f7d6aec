"""python -m etl sources | load SOURCE [FILE...] | log | undo RELEASE | template SOURCE | confirm ... | shipped | ...

Exit status: 0 done, 1 the input is at fault (all problems printed, nothing stored), 2 wrong usage.
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from db.faults import AT_FAULT, WRONG_USAGE, told
from etl import commands
from etl.declare import LANGUAGES
from etl.errors import Refused
from etl.load import WrongUsage
from etl.sources import SOURCES


def main(arguments: Sequence[str] | None = None) -> int:
    chosen = _understood(arguments)
    return told(lambda: _run(chosen))


def _understood(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The arguments; files may stand before and behind options, of which argparse gives the last ones back."""
    parser = _parser()
    given = list(sys.argv[1:] if arguments is None else arguments)
    # Behind a double dash stand files, whatever they are called.
    end = given.index("--") if "--" in given else len(given)
    chosen, rest = parser.parse_known_args(given[:end])
    if rest and ("files" not in chosen or any(word.startswith("-") for word in rest)):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    if rest or given[end:]:
        if "files" not in chosen:
            parser.error(f"unrecognized arguments: {' '.join(given[end:])}")
        chosen.files = [*chosen.files, *map(Path, rest), *map(Path, given[end + 1 :])]
    return chosen


def _run(chosen: argparse.Namespace) -> int:
    try:
        return int(chosen.run(chosen))
    except Refused as refused:
        commands.tell_refused(refused.problems, chosen)
        return AT_FAULT
    except WrongUsage as wrong:
        print(wrong, file=sys.stderr)
        return WRONG_USAGE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m etl", description="Load producers' files; all of a file or nothing."
    )
    add = parser.add_subparsers(required=True, metavar="COMMAND").add_parser
    _load(add("load", help="load files of a source; without files, those that are shipped"))
    sources = add("sources", help="what can be loaded, and the columns each file needs")
    sources.set_defaults(run=commands.sources)
    log = add("log", help="releases, newest first: what was loaded, when, by whom, what it changed")
    log.add_argument("--json", action="store_true", help="answer in JSON")
    _language(log)
    log.set_defaults(run=commands.log)
    undo = add("undo", help="take a release out; what it restated comes back")
    undo.add_argument("release", type=int, metavar="RELEASE")
    _language(undo)
    undo.set_defaults(run=commands.undo)
    _template(add("template", help="write an empty workbook with the columns of a source, to fill in and load"))
    _confirm(add("confirm", help="remember what a spelling stands for; alone it lists what is remembered"))
    shipped = add("shipped", help="load what is shipped and neither loaded nor undone yet")
    shipped.set_defaults(run=commands.shipped)
    written = add("demo-files", help="write the files of the demonstration, to look at or to change")
    written.add_argument("folder", type=Path, metavar="FOLDER")
    written.set_defaults(run=commands.demo_files)
    return parser


def _language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="language of what is told")


def _load(one: argparse.ArgumentParser) -> None:
    one.add_argument("source", choices=SOURCES, metavar="SOURCE", help=", ".join(SOURCES))
    one.add_argument("files", nargs="*", type=Path, metavar="FILE")
    one.add_argument(
        "--institution", default="", metavar="CODE", help="whose figures they are, if not the source's own"
    )
    one.add_argument("--dry-run", action="store_true", help="judge the files, tell what would change, store nothing")
    one.add_argument("--part", action="store_true", help="the files are complete only for the faculties they name")
    one.add_argument(
        "--mark", type=Path, metavar="FILE.xlsx", help="write a copy of a bad file with its bad cells marked"
    )
    one.add_argument("--json", action="store_true", help="answer in JSON")
    _language(one)
    one.set_defaults(run=commands.load)


def _template(one: argparse.ArgumentParser) -> None:
    one.add_argument("source", choices=SOURCES, metavar="SOURCE", help=", ".join(SOURCES))
    one.add_argument("file", nargs="?", type=Path, metavar="FILE.xlsx", help="where to write it (SOURCE.xlsx)")
    one.add_argument("--institution", default="", metavar="CODE", help="whose faculties are listed")
    _language(one)
    one.set_defaults(run=commands.template)


def _confirm(one: argparse.ArgumentParser) -> None:
    one.add_argument("kind", nargs="?", choices=("country", "level", "unit", "institution"), metavar="KIND")
    one.add_argument("spelling", nargs="?", metavar="SPELLING")
    one.add_argument(
        "code",
        nargs="?",
        metavar="CODE",
        help="what it stands for, `new` for an institution of its own; without it, it is forgotten",
    )
    one.add_argument("--institution", default="", metavar="CODE", help="whose unit it is")
    _language(one)
    one.set_defaults(run=commands.confirm)


if __name__ == "__main__":
    gc.freeze()  # what is imported stays until the end: the collector need not look at it again and again
    sys.exit(main())
