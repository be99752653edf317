"""Nothing outside the systems' own folder asks which system it is: a difference is data, or it is nowhere."""

import ast
from pathlib import Path

import pytest

import saleor_punchout
from saleor_punchout.systems import SYSTEMS

PACKAGE = Path(saleor_punchout.__file__).parent
ROOMS_APART = {"systems", "sandbox"}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] not in ROOMS_APART)


def comparisons(tree):
    """Every text that is compared, looked up in a collection, or a case of a match, with its line."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left, _, others):
                compared = [left, *others]
            case ast.MatchValue(value):
                compared = [value]
            case ast.Call(ast.Attribute(_, "startswith" | "endswith" | "__eq__"), arguments):
                compared = arguments
            case _:
                continue
        for part in compared:
            for inner in ast.walk(part):
                if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
                    yield inner.value.lower(), inner.lineno


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_no_system_is_compared_by_its_key(path):
    tree = ast.parse(path.read_text(encoding="utf-8"))

    assert [(word, line) for word, line in comparisons(tree) if word in SYSTEMS] == []


@pytest.mark.parametrize(
    "code",
    [
        "partner.system == 'ariba'",
        "'coupa' != key",
        "key in ('ariba', 'x')",
        "match key:\n    case 'generic': pass",
        "match key:\n    case 'x' | 'coupa': pass",
        "key.startswith('Coupa')",
    ],
)
def test_the_search_finds_what_it_is_for(code):
    assert any(word in SYSTEMS for word, _ in comparisons(ast.parse(code)))
