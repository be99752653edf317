"""What is written about the systems is what they are."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from saleor_punchout.documents import guard
from saleor_punchout.documents.cxml.envelope import read_envelope
from saleor_punchout.documents.cxml.payloads import read_payload
from saleor_punchout.documents.reading import Notes
from saleor_punchout.systems import SYSTEMS, ProcurementSystem
from saleor_punchout.systems.base import CXML
from tests.systems.carts import AGREED, ITEM, cart_of, with_values
from tests.systems.page import page
from tests.systems.test_contract import faults_of

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "systems.md"
GUIDE = (ROOT / "ADDING_SYSTEMS.md").read_text("utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)


DECLARATION, DIALECT = blocks("python")
SETUP, ORDER = blocks("xml")
FILES = {
    "saleor_punchout/systems/example.py": DECLARATION,
    "saleor_punchout/simulator/dialects/example.py": DIALECT,
    "tests/systems/samples/example/setup.xml": SETUP,
    "tests/systems/samples/example/order.xml": ORDER,
}
"""All that the guide asks for, but for the dialect's name in DIALECTS."""
NAMED = """
from saleor_punchout.simulator.dialects.example import EXAMPLE
DIALECTS[EXAMPLE.key] = EXAMPLE
"""


def example():
    names = {}
    exec(DECLARATION, names)  # noqa: S102  # our own guide
    (system,) = [value for value in names.values() if isinstance(value, ProcurementSystem)]
    return system


@pytest.fixture
def copy(tmp_path):
    """The project with the system of the guide."""
    for folder in ("saleor_punchout", "tests", "docs"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    shutil.copy(ROOT / "ADDING_SYSTEMS.md", tmp_path)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with (tmp_path / "saleor_punchout/simulator/dialects/__init__.py").open("a", encoding="utf-8") as file:
        file.write(NAMED)
    return tmp_path


def judged(copy):
    """How the tests of the copy end for its new system, and all that they say."""
    wanted = "[example or -example] or samples_are_left or test_the_page or every_system"
    files = ("contract", "docs", "fitting", "names", "samples")
    paths = [*(f"tests/systems/test_{name}.py" for name in files), "tests/simulator/test_companies.py"]
    paths.append("tests/simulator/test_independence.py")
    command = [sys.executable, "-m", "pytest", "--update", "--tb=short", *paths, "-k", wanted]
    return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False, timeout=200)


def test_the_page_is_what_the_systems_declare(update):
    if update:
        PAGE.write_text(page(), "utf-8")

    assert PAGE.read_text("utf-8") == page(), "A system has changed. Look at it with: pytest --update, git diff"


def test_the_page_names_every_system_and_every_doubt():
    for system in SYSTEMS.values():
        section = page().split(f"\n## {system.name}\n")[1].split("\n## ")[0]
        assert all(note in section for note in system.notes)
        assert all(f"`{name}`" in section for name in system.unsourced)
        assert all(source.title in section for source in system.sources)


def test_the_guide_is_short():
    assert len(GUIDE.splitlines()) <= 120


def test_the_example_of_the_guide_keeps_the_contract():
    assert faults_of(example()) == []
    assert example().key not in SYSTEMS


def test_the_example_of_the_guide_reads_its_sample():
    # given
    notes = Notes()
    envelope = read_envelope(guard.open_document(SETUP.encode(), notes).root, notes)

    # when
    user = example().identify(read_payload(envelope, notes))

    # then
    assert notes.faults == []
    assert (user.unique_name, user.email) == ("pbuyer", "")


def test_the_example_of_the_guide_fits_carts():
    wide = with_values(ITEM, description="x" * 101, unit_of_measure="BX")

    fitted = example().fit(cart_of(wide), CXML, AGREED)

    assert [(warning.field, warning.code) for warning in fitted.warnings] == [
        ("description", "cut"),
        ("unit_of_measure", "unknown"),
    ]


def test_who_follows_the_guide_has_added_a_system(copy):
    # when
    done = judged(copy)

    # then
    assert done.returncode == 0, done.stdout
    assert "## Example Procurement" in (copy / "docs" / "systems.md").read_text("utf-8")


def test_who_forgets_a_part_is_told_which(copy):
    # given
    files = {name: copy / name for name in FILES}
    system, dialect, _, order = files.values()
    system.write_text(DECLARATION.replace(', "long_text": Limit(100, source=_GUIDE.title)', ""), "utf-8")
    dialect.write_text(DIALECT.replace('key="example"', 'key="exemplar"'), "utf-8")
    order.unlink()

    # when
    said = judged(copy).stdout

    # then
    for advice in (
        "limit description and long_text, or neither",
        "Write the simulator's dialect of example",
        "order.xml",
    ):
        assert advice in said
