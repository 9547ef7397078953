"""The house keeps its shape: what a listing of a service promises is so."""

import ast
import re
import warnings
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SERVICES = ["registry", "events", "notifications", "reporting"]
SLICES = {"use_cases", "reactions", "jobs", "views"}
ALLOWED = SLICES | {"templates", "model", "service", "providers"}
MOST_IN_A_FOLDER = 25
FILES = {"__init__.py", "__main__.py", "service.py", "settings.py", "py.typed"}
BANNED = re.compile(r"(^|_)(utils?|helpers?|common|base|managers?|repositor(y|ies)|dto|mediator|misc)(_|$)")
SOURCES = sorted(
    path
    for folder in ("shared", "services", "deploy")
    for path in (ROOT / folder).rglob("*.py")
    if not {"tests", "versions", "node_modules"} & set(path.parts)
)
CHANGES = re.compile(
    "(change|rename|reschedule|move|correct)_(?!password$|spending$|question_up$|bulletin$)|change_bulletin$"
)
"""What edits something; one's own password has no second editor, a spending and a bulletin are corrected by another
one, and a step up is a step wherever it begins."""


PAGES = [*ROOT.glob("*.md"), *ROOT.glob("services/*/README.md"), *(ROOT / "docs").rglob("*.md")]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def package(service: str) -> Path:
    return ROOT / "services" / service / "src" / f"liaison_{service}"


def slices() -> list[Path]:
    found = [path for service in SERVICES for kind in SLICES for path in (package(service) / kind).rglob("*.py")]
    return sorted(path for path in found if path.name != "__init__.py")


def place(path: Path) -> tuple[Path, Path]:
    """Of a slice: its service's package, and its path in there, which begins with what wakes it."""
    home = next(package(service) for service in SERVICES if path.is_relative_to(package(service)))
    return home, path.relative_to(home)


def kind_of(path: Path) -> str:
    return place(path)[1].parts[0]


@pytest.mark.parametrize("service", SERVICES)
def test_all_four_services_have_the_same_shape(service: str) -> None:
    entries = {path.name for path in package(service).iterdir() if path.name != "__pycache__"}
    readme = (ROOT / "services" / service / "README.md").read_text()
    # A module of its own (a provider's protocol, say) is allowed where the service's page explains it; a folder is not.
    explained = {name for name in entries if name.endswith(".py") and f"`{name}`" in readme}
    assert entries - explained <= ALLOWED | FILES
    assert {"__init__.py", "__main__.py", "py.typed"} <= entries
    assert {"service.py", "service"} & entries
    home = ROOT / "services" / service
    assert {"README.md", "pyproject.toml", "migrations", "src", "tests"} <= {path.name for path in home.iterdir()}


@pytest.mark.parametrize("path", slices(), ids=named)
def test_a_slice_is_one_function_named_like_its_file(path: Path) -> None:
    tree = ast.parse(path.read_text())
    functions = [node.name for node in tree.body if isinstance(node, ast.AsyncFunctionDef | ast.FunctionDef)]
    public = [name for name in functions if not name.startswith("_")]
    assert public == [path.stem]
    kind = kind_of(path)
    if kind == "views":
        assert path.stem.startswith(("show_", "list_"))
    elif kind == "reactions":
        assert path.stem.startswith("on_")
    else:
        assert not path.stem.startswith(("on_", "show_", "list_", "handle_", "process_"))


@pytest.mark.parametrize("path", [path for path in slices() if kind_of(path) == "use_cases"], ids=named)
def test_a_use_case_has_three_hops(path: Path) -> None:
    """Slice, model, contract: nothing else of ours stands between an address and a fact.

    A module that the service's page explains may, as a provider's protocol must be somewhere.
    """
    home, _ = place(path)
    package_name = home.name
    imported = {
        node.module
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("liaison_")
    }
    own = {module for module in imported if module.startswith(package_name)}
    page = (home.parents[1] / "README.md").read_text()
    others = {module for module in own if not module.startswith(f"{package_name}.model")}
    assert all(f"`{module.partition('.')[2].replace('.', '/')}.py`" in page for module in others)
    assert {module.split(".")[0] for module in imported - own} <= {"liaison_contracts", "liaison_kit"}


@pytest.mark.parametrize("path", [path for path in slices() if CHANGES.match(path.stem)], ids=named)
def test_who_changes_what_is_there_says_which_version_they_saw(path: Path) -> None:
    """Two who edit one thing: docs/decisions/0019-two-who-edit.md."""
    assert "expected: IfMatch" in path.read_text()


@pytest.mark.parametrize("path", slices(), ids=named)
def test_a_slice_neither_commits_nor_catches_broadly(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"commit", "rollback"}, f"line {node.lineno}"
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}"
            assert ast.unparse(node.type) not in {"Exception", "BaseException"}, f"line {node.lineno}"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_every_module_says_in_its_docstring_what_it_is(path: Path) -> None:
    assert ast.get_docstring(ast.parse(path.read_text())), "no docstring"


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_no_name_that_says_nothing(path: Path) -> None:
    assert not BANNED.search(path.stem)


@pytest.mark.parametrize("path", SOURCES, ids=named)
def test_files_and_functions_fit_on_a_screen(path: Path) -> None:
    """A guide: going past it warns, and going far past it fails."""
    lines = len(path.read_text().splitlines())
    limit = 300 if path.stem == "model" else 200
    longest = max(
        (
            (node.end_lineno or 0) - node.lineno + 1
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        ),
        default=0,
    )
    assert lines <= limit * 1.5
    assert longest <= 60
    if lines > limit or longest > 40:
        warnings.warn(f"house guide: {named(path)} has {lines} lines, its longest function {longest}", stacklevel=1)


def test_each_view_has_a_template_and_each_template_a_view() -> None:
    for service in SERVICES:
        folder = package(service) / "templates"
        templates = {path.stem for path in folder.rglob("*.html") if path.parent.name != "parts"}
        views = {path.stem for path in slices() if path.is_relative_to(package(service) / "views")}
        assert templates <= views, service


def test_a_link_that_somebody_typed_lends_nobody_our_good_name() -> None:
    """Only our own pages are opened without `nofollow`; that a link is typed, `noopener` gives away."""
    told = [
        f"{named(path)}: {link}"
        for service in SERVICES
        for path in (package(service) / "templates").rglob("*.html")
        for link in re.findall(r'<a [^>]*rel="[^"]*noopener[^"]*"', path.read_text())
        if "nofollow" not in link and "{{ page.site }}/" not in link
    ]
    assert told == []


def test_each_slice_has_its_test() -> None:
    missing = []
    for path in slices():
        home, inside = place(path)
        test = home.parents[1] / "tests" / inside.parent / f"test_{path.stem}.py"
        if inside.parts[0] in {"use_cases", "reactions", "jobs"} and not test.exists():
            missing.append(named(path))
    assert missing == []


@pytest.mark.parametrize("folder", sorted({path.parent for path in SOURCES}), ids=named)
def test_a_folder_can_be_read_at_a_glance(folder: Path) -> None:
    """Past that it is told apart by area: `use_cases/offices/`, `views/offices/`, `model/offices/`."""
    assert len(list(folder.glob("*.py"))) <= MOST_IN_A_FOLDER


def test_nothing_committed_names_a_registry_or_this_machine() -> None:
    address = re.compile(r"(repo1?\.maven|files\.pythonhosted|pypi\.org/|registry\.npmjs|/root/|/work/)")
    checked = [ROOT / name for name in ("requirements.lock", "deploy/image.lock", "Makefile", "docker-compose.yml")]
    checked += [path for path in SOURCES if path.suffix == ".py"]
    checked += (ROOT / "deploy").rglob("*.lock")
    for path in checked:
        if path.exists():
            assert not address.search(path.read_text()), named(path)


@pytest.mark.parametrize("page", sorted(PAGES), ids=named)
def test_nothing_is_written_twice_on_a_page(page: Path) -> None:
    """What a merge of two who wrote at once leaves behind."""
    lines = [line for line in page.read_text().splitlines() if len(line) > 60]
    assert [line for line in set(lines) if lines.count(line) > 1] == []
