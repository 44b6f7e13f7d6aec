"""The rooms and their doors: data flows one way, modules stay small, pages hold no arithmetic."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MODULES = sorted(
    f for room in ("db", "etl", "dashboard") for f in (ROOT / room).rglob("*.py") if "versions" not in f.parts
)
FORBIDDEN = {"db": {"etl", "dashboard", "streamlit", "plotly"}, "etl": {"dashboard", "streamlit", "plotly"}}
LONGEST, PAGE = 300, 80


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_module_imports_against_the_direction(file: Path):
    room = file.relative_to(ROOT).parts[0]
    assert not imported(file) & FORBIDDEN.get(room, set())


@pytest.mark.parametrize("file", MODULES, ids=lambda f: str(f.relative_to(ROOT)))
def test_no_module_is_long(file: Path):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("room", ["read", "recognise", "judge"])
def test_a_room_is_entered_by_its_door(room: str):
    """Nobody outside takes a module of it, only the names that the room itself gives."""
    inside = ROOT / "etl" / room
    aside = [
        f"{file.relative_to(ROOT)}: {node.module}"
        for file in MODULES
        if inside not in file.parents
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(f"etl.{room}.")
    ]
    assert (inside / "__init__.py").exists()
    assert aside == []


@pytest.mark.parametrize("file", sorted((ROOT / "dashboard" / "views").glob("*.py")), ids=lambda f: f.name)
def test_no_page_holds_arithmetic_or_sql(file: Path):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    sums = (ast.Mult, ast.Div, ast.Sub, ast.Mod, ast.FloorDiv, ast.Pow)
    assert not [node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, sums)]
    assert not imported(file) & {"sqlalchemy", "plotly"}


@pytest.mark.parametrize("file", sorted((ROOT / "dashboard" / "views").glob("*.py")), ids=lambda f: f.name)
def test_a_page_is_short(file: Path):
    assert len(file.read_text(encoding="utf-8").splitlines()) < PAGE


@pytest.mark.parametrize("file", sorted((ROOT / "dashboard" / "charts").glob("*.py")), ids=lambda f: f.name)
def test_charts_know_frames_and_figures_only(file: Path):
    """No Streamlit, no database, no files of producers; of the dashboard, charts alone."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    ours = {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)} | {
        alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    assert not imported(file) & {"streamlit", "db", "etl"}
    assert not [name for name in ours if name.startswith("dashboard") and not name.startswith("dashboard.charts")]


def test_only_choices_reads_the_address():
    """One truth beside the widgets: everybody else asks `choices`."""
    reading = {
        str(file.relative_to(ROOT))
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "query_params"
    }
    assert reading == {"dashboard/choices.py"}


def test_only_db_knows_sql():
    assert not [
        f
        for f in MODULES
        if "sqlalchemy" in imported(f) and f.relative_to(ROOT).parts[0] != "db" and not _engine_only(f)
    ]


def _engine_only(file: Path) -> bool:
    """Whether a module takes nothing but the Engine (to hand it on) and the error of a database that is away."""
    names = {
        alias.name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        for alias in node.names
    }
    return names <= {"Engine", "SQLAlchemyError"}


PERSONS = {"MobilityCount", "EnrolmentCount", "StatedTotal", "AgreementYear"}
WRITING = {"session.py"}
"""Of the dashboard the one module that opens the database as it is."""


def test_nobody_but_the_gate_opens_the_database_for_a_page():
    """Pages ask `db.queries` with what `session.seeing` opened: no other module of the dashboard takes an engine from
    elsewhere, reads a table of persons, or asks a query with the engine that sees everything."""
    for file in [f for f in MODULES if f.relative_to(ROOT).parts[0] == "dashboard"]:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        taken = {
            (node.module or "", alias.name)
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        assert not {module for module, _name in taken if module.startswith(("db.models", "db.protect"))}, file
        assert not {name for _module, name in taken if name in PERSONS}, file
        if file.name not in WRITING:
            assert not {module for module, _name in taken if module == "db.engine"}, file
            assert not {name for module, name in taken if (module, name) == ("db.queries", "seen")}, file
        everything = [
            node for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr == "engine_at" and isinstance(node.value, ast.Name)
        ]  # fmt: skip
        assert not everything or file.name in (*WRITING, "witness.py"), file


def test_the_engine_that_sees_everything_is_asked_for_with_a_right():
    """`session.engine` names a right each time: what persons write."""
    for file in [f for f in MODULES if f.relative_to(ROOT).parts[0] == "dashboard"]:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "session.engine":
                assert node.args, file
                assert ast.unparse(node.args[0]).startswith("Right."), file


def test_tables_of_persons_are_read_by_queries_protection_and_loading_alone():
    reading = {
        str(file.relative_to(ROOT))
        for file in MODULES
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and PERSONS & {alias.name for alias in node.names}
    }
    beside = {name for name in reading if not name.startswith(("db/queries/", "db/models/"))}
    assert beside == {
        "db/check.py", "db/contradictions.py", "db/earlier.py", "db/effects.py", "db/same.py",
        "db/protect/slices.py",
    }  # fmt: skip


def test_queries_open_no_engine_of_their_own():
    """Each is answered with the engine it is given; only the gate makes others, for the same eyes."""
    for file in [f for f in MODULES if f.relative_to(ROOT).parts[:2] == ("db", "queries")]:
        names = {
            alias.name
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
            if isinstance(node, ast.ImportFrom) and (node.module or "") in ("db.engine", "sqlalchemy")
            for alias in node.names
        }
        assert not names & {"connect", "create_engine", "connect_existing"} or file.name == "gate.py", file
