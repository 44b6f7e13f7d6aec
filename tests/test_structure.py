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
