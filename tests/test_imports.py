"""The import rule of the design: what each module may know of the others and of heavy packages."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[1] / "src"

# Extras, and packages of other machines: imported inside the functions that need them.
EXTRAS = {"torch", "stanza", "ray", "label_studio_sdk", "datasets"}


def module_name(path: Path) -> str:
    """Return the dotted name of a source file."""
    return ".".join(path.relative_to(SOURCE).with_suffix("").parts).removesuffix(".__init__")


def module_level(node: ast.AST) -> Iterator[ast.Import | ast.ImportFrom]:
    """Yield the imports that run when the module is imported: all but those inside functions."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Import | ast.ImportFrom):
            yield child
        elif not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            yield from module_level(child)


def imported_names(path: Path) -> set[str]:
    """Return the dotted names that a module imports at module level; of `from a import b` both `a` and `a.b`."""
    names: set[str] = set()
    for node in module_level(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        else:
            assert node.level == 0, f"{path}: relative imports are not this project's style"
            names.update({node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names


IMPORTS = {module_name(path): imported_names(path) for path in sorted(SOURCE.rglob("*.py"))}


def packages(module: str) -> set[str]:
    """Return the top-level packages that a module itself imports."""
    return {name.partition(".")[0] for name in IMPORTS[module]}


def reachable(module: str) -> set[str]:
    """Return the top-level packages that importing a module imports, through modules of ours too."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        current = waiting.pop()
        if current not in seen:
            seen.add(current)
            waiting.extend(name for name in IMPORTS[current] if name in IMPORTS)
    return {package for each in seen for package in packages(each)}


def modules_of(*prefixes: str) -> list[str]:
    """Return the names of the modules that start with one of the prefixes, which must be some."""
    found = [module for module in IMPORTS if module.startswith(tuple(f"attribune.{prefix}" for prefix in prefixes))]
    assert found
    return found


@pytest.mark.parametrize("module", ["attribune.records", "attribune.errors"])
def test_records_and_errors_import_nothing_of_ours(module: str) -> None:
    """Everything may import the records and errors, so they import no module of ours."""
    assert "attribune" not in packages(module)


@pytest.mark.parametrize("module", modules_of("formats", "scoring", "reading", "filters"))
def test_formats_and_scoring_need_no_spacy(module: str) -> None:
    """Reading, writing and scoring work on records alone: no spaCy, not even through another module of ours."""
    assert "spacy" not in reachable(module)


@pytest.mark.parametrize("module", IMPORTS)
def test_extras_are_never_imported_at_module_level(module: str) -> None:
    """The base install has no extras, so no module imports one when it is imported."""
    assert packages(module) & EXTRAS == set()


def test_only_the_pipeline_knows_spacy() -> None:
    """Of all modules, only the bridge, components, syntax, parsers and the pipeline import spaCy."""
    users = {module for module in IMPORTS if "spacy" in packages(module)}

    assert users <= {"attribune.bridge", "attribune.pipeline", *modules_of("components.", "parsers", "syntax.")}


def test_command_line_starts_without_heavy_packages() -> None:
    """`attribune --help` and wrong options answer without loading spaCy, numpy, the model's runtime or trafilatura."""
    assert reachable("attribune.cli") & {"spacy", "numpy", "onnxruntime", "tokenizers", "trafilatura"} == set()
