"""Documents are read and written alike under the oldest lxml that Saleor pins."""

import os
import subprocess
import sys

import pytest

from tests.documents.places import ROOT
from tests.side import side_directory

RANDOM = ("tests/documents/test_random_carts.py", "tests/documents/test_random_sequel.py")
"""Left out, for they take as long as all the others, which write and read the same fields."""
INSIDE = "PUNCHOUT_TESTED_FROM_OUTSIDE"
PROGRAM = """
import sys, pytest
from lxml import etree
assert etree.LXML_VERSION[:3] == (4, 9, 4), etree.LXML_VERSION
sys.exit(pytest.main(sys.argv[1:]))
"""


@pytest.mark.skipif(INSIDE in os.environ, reason="runs already inside itself")
def test_the_tests_of_documents_pass_under_lxml_4_9():
    # given
    environment = {**os.environ, INSIDE: "1", "PYTHONPATH": str(side_directory("lxml==4.9.4", "lxml-4.9.4"))}

    # when
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "tests/documents", "-q", *(f"--ignore={path}" for path in RANDOM)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=280,
    )

    # then
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
