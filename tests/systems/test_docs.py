"""What is written about the systems is what they are."""

import re
from pathlib import Path

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


def block(language):
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return found


def example():
    names = {}
    exec(block("python"), names)  # noqa: S102  # our own guide
    (system,) = [value for value in names.values() if isinstance(value, ProcurementSystem)]
    return system


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
    assert len(GUIDE.splitlines()) <= 80


def test_the_example_of_the_guide_keeps_the_contract():
    assert faults_of(example()) == []
    assert example().key not in SYSTEMS


def test_the_example_of_the_guide_reads_its_sample():
    # given
    notes = Notes()
    envelope = read_envelope(guard.open_document(block("xml").encode(), notes).root, notes)

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
