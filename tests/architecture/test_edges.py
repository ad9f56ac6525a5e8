"""Rules of the house that stand in files rather than in packages, so import-linter cannot see them."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ROOT / "chalicelib"
_FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager", "misc"}


def imports(path: Path) -> set[str]:
    """Top-level packages that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.split(".")[0])
    return found


def modules() -> list[Path]:
    return sorted(ROOMS.rglob("*.py"))


def test_only_records_stores_and_the_aws_room_know_dynamodb():
    allowed = {
        path for path in modules() if path.stem in {"records", "store"} or path.stem.endswith("_store")
    }
    allowed |= set((ROOMS / "aws").rglob("*.py"))
    knows = {path for path in modules() if imports(path) & {"boto3", "botocore", "pynamodb"}}
    assert sorted(str(path.relative_to(ROOT)) for path in knows - allowed) == []


def test_only_edges_know_chalice():
    allowed = {path for path in modules() if path.stem in {"api", "webhooks"}}
    allowed |= set((ROOMS / "web").rglob("*.py"))
    knows = {path for path in modules() if "chalice" in imports(path)}
    knows.discard(ROOMS / "carrier" / "webhooks.py")
    assert sorted(str(path.relative_to(ROOT)) for path in knows - allowed) == []


def test_no_module_has_a_name_that_says_nothing():
    ours = ("chalicelib", "sandbox", "cli", "bench", "tests")
    named = [path for part in ours for path in (ROOT / part).rglob("*.py") if path.stem in _FORBIDDEN_NAMES]
    assert named == []


def test_the_product_does_not_know_of_the_sandbox():
    words = ("sandbox", "ministack", "moto")
    guilty = [
        str(path.relative_to(ROOT))
        for path in modules()
        if any(word in path.read_text(encoding="utf-8").lower() for word in words)
    ]
    assert guilty == []


def test_no_store_scans_a_table():
    guilty = [
        f"{path.relative_to(ROOT)}" for path in modules() if ".scan(" in path.read_text(encoding="utf-8")
    ]
    assert guilty == []
