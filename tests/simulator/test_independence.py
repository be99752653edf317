"""The simulator is a judge: it must not know what it judges."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from saleor_punchout.simulator.dialects import DIALECTS
from saleor_punchout.systems import SYSTEMS

ROOT = Path(__file__).parents[2]
OWN = "saleor_punchout.simulator"
FILES = sorted((ROOT / "saleor_punchout" / "simulator").rglob("*.py"))
LOADED = """
import sys, saleor_punchout.simulator.command
print(*sorted(sys.modules))
"""


def test_loads_nothing_else_of_the_project():
    # when
    done = subprocess.run([sys.executable, "-c", LOADED], cwd=ROOT, capture_output=True, text=True, check=True)

    # then
    loaded = set(done.stdout.split())
    ours = {name for name in loaded if name.startswith("saleor_punchout.")}
    assert {name for name in ours if not name.startswith("saleor_punchout.simulator")} == set()
    assert "saleor_punchout.simulator.dialects" in ours
    assert not loaded & {"django", "celery", "graphene"}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_imports_nothing_else_anywhere(path):
    # given
    tree = ast.parse(path.read_text("utf-8"))
    named = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    named += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]

    # then
    assert named or path.stem == "__init__"
    for name in named:
        is_own = name == OWN or name.startswith(f"{OWN}.")
        assert is_own or name.split(".")[0] in sys.stdlib_module_names | {"lxml", "requests"}, name


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_knows_every_system_in_the_protocols_that_it_speaks(system):
    assert set(DIALECTS[system.key].protocols) == set(system.protocols)


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_shows_the_shop_where_the_system_does(system):
    assert DIALECTS[system.key].framing == system.framing


@pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
def test_is_as_sure_of_units_as_the_system(system):
    known = system.known_units and system.known_units.units

    assert DIALECTS[system.key].intake.sure_units == known


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_is_a_system_or_a_variant_of_one(dialect):
    assert (dialect.system or dialect.key) in SYSTEMS


@pytest.mark.parametrize("dialect", DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_tells_where_its_facts_come_from(dialect):
    assert dialect.sources or {"cxml", "intake"} <= dialect.unsourced
