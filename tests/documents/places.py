"""Where the samples and the DTDs are found: beside the repository, for they are not ours to ship."""

import json
import os
from functools import cache
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = Path(os.environ.get("PUNCHOUT_SAMPLES_DIR") or ROOT.parent / "shared" / "samples")
DTDS = Path(os.environ.get("PUNCHOUT_CXML_DTD_DIR") or ROOT.parent / "shared" / "cxml-dtd")
GOLDEN = Path(__file__).parent / "golden"

NO_SAMPLES = f"sample documents not found in {SAMPLES}; set PUNCHOUT_SAMPLES_DIR to run the tests on them"


def _expected():
    path = SAMPLES / "expected.json"
    return json.loads(path.read_text(encoding="utf-8"))["files"] if path.exists() else {}


EXPECTED = _expected()
"""What is expected of each sample; empty where there are none."""


@cache
def dtd(version, name="cXML"):
    path = DTDS / version / f"{name}.dtd"
    if not path.exists():
        pytest.skip(f"cXML DTDs not found in {DTDS}; set PUNCHOUT_CXML_DTD_DIR to run the DTD checks")
    return etree.DTD(str(path))


def assert_valid(document):
    """The document is valid by the DTD version that it declares, and in ASCII. Where that version is not at hand, by
    the one before and the one after it."""
    assert document.isascii()
    tree = etree.fromstring(document)
    url = tree.getroottree().docinfo.system_url
    version, file = url.rsplit("/", 2)[-2:]
    for judged in judges_of(version, file):
        judge = dtd(judged, file.removesuffix(".dtd"))
        assert judge.validate(tree), judge.error_log.filter_from_errors()


def judges_of(version, file):
    at_hand = sorted((path.parent.name for path in DTDS.glob(f"1.2.*/{file}")), key=_number)
    before = [one for one in at_hand if _number(one) <= _number(version)][-1:]
    after = [one for one in at_hand if _number(one) >= _number(version)][:1]
    return sorted({*before, *after}) or [version]


def _number(version):
    return tuple(map(int, version.split(".")))
