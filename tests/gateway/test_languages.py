"""Languages by the names that Saleor gives them."""

from __future__ import annotations

import pytest

from saleor_punchout.gateway.languages import CODES, language_codes
from tests.gateway.test_operations import SCHEMA_DIR, VERSIONS
from tests.sandbox.sdl import read_schema


@pytest.mark.parametrize(
    ("tag", "codes"),
    [
        ("de-AT", ("DE_AT", "DE")),
        ("de", ("DE",)),
        ("DE_de", ("DE_DE", "DE")),
        (" fr-CA ", ("FR_CA", "FR")),
        ("zh-Hans-CN", ("ZH_HANS_CN", "ZH_HANS", "ZH")),
        ("en-UK", ("EN",)),
        ("de-DE-x-private", ("DE_DE", "DE")),
        ("tlh", ()),
        ("", ()),
        ("-", ()),
        ("DE) { shop { name } }", ()),
    ],
)
def test_a_tag_is_known_by_its_nearest_code_and_those_that_are_wider(tag, codes):
    assert language_codes(tag) == codes


@pytest.mark.parametrize("version", VERSIONS)
def test_the_codes_are_those_of_every_saleor(version):
    path = SCHEMA_DIR / f"{version}.graphql"
    if not path.is_file():
        pytest.skip(f"no schema of Saleor {version} in {SCHEMA_DIR}")

    assert set(read_schema(path.read_text("utf-8"))["LanguageCodeEnum"].members) == CODES
