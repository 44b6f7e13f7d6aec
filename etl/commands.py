"""What each command of `python -m etl` does; heavy modules are imported where they are needed."""

import argparse
import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from db import schema, store
from db.audit import account
from db.engine import connect, connect_existing, is_there
from db.faults import DONE, Fault
from db.surroundings import Surroundings, loads_of, says_the_same, surroundings
from etl.declare import Source
from etl.errors import N_, Problem, Refused, Translate, say
from etl.load import Judged, WrongUsage, are_files, fingerprints, judge, keep, owner, recipe
from etl.sources import SHIPPED, SOURCES


def load(chosen: argparse.Namespace) -> int:
    from etl import report
    from etl.messages import translator
    from etl.wording import with_names

    source, translate = SOURCES[chosen.source], translator(chosen.language)
    whose = owner(source, chosen.institution)
    engine = _database(chosen.dry_run)
    around = surroundings(engine, whose) if engine else Surroundings()
    if engine and not chosen.dry_run:
        known = _known(engine, source, whose, around, chosen)
        if known is not None:
            _tell(report.known(source.code, known, translate, as_json=chosen.json))
            return DONE
    if engine:
        engine.dispose()  # nothing is held open while files are read; a load that is refused leaves no trace
    with _Progress() as progress:
        judged = judge(source, chosen.files, chosen.institution, around, is_part=chosen.part, progress=progress.show)
    judged.refuse()
    if chosen.dry_run:
        _tell(_tried(engine, judged, chosen, with_names(translate, judged, around, chosen.language)))
        if engine:
            engine.dispose()
        return DONE
    engine = engine or _made()
    judged.look(engine)
    outcome = keep(engine, judged.batch)
    translate = with_names(translate, judged, around, chosen.language)
    if chosen.json:
        _tell(report.as_json(report.changes_json(outcome, judged, translate)))
    else:
        _tell("\n".join([*report.noticed(judged, translate), report.changes(source.code, outcome, translate)]))
    return DONE


def _known(engine: Engine, source: Source, whose: str, around: Surroundings, chosen: argparse.Namespace) -> int | None:
    """The release that says all of these files already. None also where one cannot be opened: that is told together
    with what is wrong with the others."""
    how = recipe(source, around, is_part=chosen.part)
    try:
        return says_the_same(engine, source.code, whose, how, partial(are_files, source, chosen.files))
    except Refused:
        return None


def _database(only_try: bool) -> Engine | None:
    """The database, brought to this version; None where there is none yet, which only a sound load makes."""
    engine = connect()
    if not is_there(engine):
        return None
    if only_try:
        return engine if schema.revision(engine) == schema.head() else None
    _prepare(engine)
    return engine


def _made() -> Engine:
    engine = connect()
    _prepare(engine)
    return engine


def _prepare(engine: Engine) -> None:
    saved = schema.ensure(engine)
    if saved:
        print(f"The database was brought to this version; a backup of it stands in {saved}.", file=sys.stderr)


def _tried(engine: Engine | None, judged: Judged, chosen: argparse.Namespace, translate: Translate) -> str:
    """What the load would change; in a database of its own in memory, where there is none yet."""
    from etl import report

    if engine is None:
        engine = connect("sqlite://")
        schema.upgrade(engine)
    judged.look(engine)
    outcome = keep(engine, judged.batch, only_try=True)
    if chosen.json:
        return report.as_json(report.changes_json(outcome, judged, translate))
    told = report.changes(judged.batch.source["code"], outcome, translate, tried=True)
    return "\n".join([*report.noticed(judged, translate), told])


def tell_refused(found: list[Problem], chosen: argparse.Namespace) -> None:
    """All problems, on the standard error or as JSON; and the marked copy that was asked for."""
    from etl import report
    from etl.messages import translator
    from etl.wording import in_words

    language = getattr(chosen, "language", "en")
    translate = translator(language)
    if source := SOURCES.get(getattr(chosen, "source", "")):
        found = in_words(found, source, language)
    if getattr(chosen, "json", False):
        print(report.as_json(report.problems_json(found, translate)))
    else:
        print(report.problems(found, translate), file=sys.stderr)
    if getattr(chosen, "mark", None):
        from etl.marked import write_marked

        write_marked(chosen.mark, SOURCES[chosen.source], chosen.files, found, translate)
        print(f"{chosen.mark}", file=sys.stderr)


def shipped(chosen: argparse.Namespace) -> int:
    """Load each shipped source once. One whose release a person undid stays undone."""
    from etl import report

    engine = _made()
    schema.upgrade(engine)
    for source in SHIPPED:
        before = loads_of(engine, source.code, [file.sha256 for file in fingerprints(source, [])])
        if before.is_undone:
            print(f"{source.code}: undone before, left out. `python -m etl load {source.code}` loads it again.")
        elif not before.is_loaded:
            batch = judge(source, [], around=surroundings(engine, source.institution)).refuse()
            print(report.changes(source.code, keep(engine, batch)))
    return DONE


def sources(chosen: argparse.Namespace) -> int:
    for source in SOURCES.values():
        print(f"{source.code}: {source.title}\n    {source.producer}. {source.counts}")
        print(f"    International: {source.international}\n    Licence: {source.licence}")
        for series in source.series:
            print(f"    Series {series.code} ({series.measure}): {series.label}")
        for kind in source.files:
            if not kind.always:
                shipped = f" (shipped: {kind.shipped})" if kind.shipped else ""
                parted = f", delimiter {kind.delimiter!r}" if kind.delimiter else ""
                print(f"    File: {kind.name}{shipped}{parted}\n        {', '.join(kind.columns)}")
        print()
    return DONE


def log(chosen: argparse.Namespace) -> int:
    from db.queries.provenance import files, releases
    from etl import report

    engine = connect_existing()
    schema.ensure(engine)
    found = releases(engine)
    always = {source.code: [kind.shipped for kind in source.files if kind.always] for source in SOURCES.values()}
    found["rows_read"] = report.own_rows(found, files(engine), always)
    if chosen.json:
        found.to_json(sys.stdout, orient="records", force_ascii=False, indent=2, date_format="iso")
        print()
        return DONE
    translate = _translator(chosen)
    for row in found.to_dict("records"):
        print(report.release(row).told(translate))
    if not len(found):
        print(translate(N_("Nothing was loaded yet.")))
    return DONE


def undo(chosen: argparse.Namespace) -> int:
    engine = connect_existing()
    _prepare(engine)
    translate = _translator(chosen)
    try:
        store.undo(engine, chosen.release, account())
    except store.NothingToUndo as nothing:
        told = say(
            N_("Release {release} is not there or was undone before. `python -m etl log` lists all."),
            release=chosen.release,
        )
        raise Fault(str(nothing) if chosen.language == "en" else told.told(translate)) from nothing
    told = say(N_("Release {release} is undone; what it had restated answers again."), release=chosen.release)
    print(told.told(translate))
    return DONE


def demo_files(chosen: argparse.Namespace) -> int:
    from etl import demo

    for file in demo.write(chosen.folder):
        print(file)
    return DONE


def template(chosen: argparse.Namespace) -> int:
    from etl.template import write_template

    engine = connect()
    there = is_there(engine) and schema.revision(engine) == schema.head()
    around = surroundings(engine, chosen.institution) if there and chosen.institution else Surroundings()
    file = chosen.file or Path(f"{chosen.source}.xlsx")
    write_template(file, SOURCES[chosen.source], chosen.language, around)
    print(file)
    return DONE


def confirm(chosen: argparse.Namespace) -> int:
    from db.surroundings import confirm as remember
    from db.surroundings import confirmed, forget
    from etl import report
    from etl.confirming import spelling
    from etl.recognise import NEW, fold, personal

    engine, translate = _made(), _translator(chosen)
    if not chosen.kind:
        for kind, institution, written, code, by, at in confirmed(engine):
            whose = N_("{kind} of {institution}: {spelling} = {code}, confirmed by {by} on {when} UTC")
            line = whose if institution else N_("{kind}: {spelling} = {code}, confirmed by {by} on {when} UTC")
            filled = {"spelling": personal.masked(written), "code": code, "by": by, "when": report.minute(at)}
            print(say(line, kind=say(_KINDS[kind]), institution=institution, **filled).told(translate))
        return DONE
    if not chosen.spelling:
        how = N_("Write the kind, the spelling and the code it stands for: {example}")
        raise WrongUsage(say(how, example="confirm country Киргистан KGZ").told(translate))
    if not chosen.code:
        count = forget(engine, chosen.kind, fold(chosen.spelling))
        print(say(N_("Forgotten: {count}."), count=count).told(translate))
        return DONE
    said = spelling(chosen.kind, chosen.spelling, chosen.code, chosen.institution, engine, translate)
    before = [code for kind, institution, written, code, *_by in confirmed(engine)
              if (kind, institution, fold(written)) == (said.kind, said.institution, said.folded)]  # fmt: skip
    remember(engine, [said], account())
    is_new = (chosen.kind, chosen.code) == ("institution", NEW)
    rule = (
        N_("{spelling} is a new institution from now on.")
        if is_new
        else N_("{spelling} stands for {code} from now on.")
    )
    told = say(rule, spelling=chosen.spelling, code=chosen.code)
    print(told.told(translate))
    for code in before:
        if code != chosen.code:
            print(say(N_("Before, it stood for {code}."), code=code).told(translate))
    return DONE


_KINDS: Mapping[str, str] = {
    "country": N_("country"), "level": N_("level"), "unit": N_("faculty or department"),
    "institution": N_("institution"),
}  # fmt: skip


def _translator(chosen: argparse.Namespace) -> Translate:
    from etl.messages import translator

    return translator(getattr(chosen, "language", "en"))


def _tell(text: str) -> None:
    print(text)


class _Progress:
    """A line that tells how far a long load is, where somebody looks at it."""

    def __init__(self) -> None:
        self._shown = -1

    def __enter__(self) -> "_Progress":
        return self

    def show(self, done: int, whole: int) -> None:
        percent = 100 * done // whole if whole else 100
        if percent != self._shown and sys.stderr.isatty():
            self._shown = percent
            bar = "█" * (percent // 4)
            print(f"\r{bar:<25} {percent} %", end="", file=sys.stderr, flush=True)

    def __exit__(self, *error: object) -> None:
        if self._shown >= 0:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
