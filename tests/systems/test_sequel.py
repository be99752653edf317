"""What a supplier says after an order, as every procurement system wants it declared."""

import pytest
from lxml import etree

from saleor_punchout.systems import SYSTEMS
from tests.documents.places import assert_valid, dtd
from tests.documents.sequels import DEFAULTS, EXAMPLES, as_of, foreign_to, kind_of, read, written

LATEST = "1.2.071"

OLDER = {
    f"{key}-{name}": (system, value)
    for key, system in SYSTEMS.items()
    for name, value in EXAMPLES.items()
    if system.cxml.dtd_versions.get(kind_of(value), "1.2.050") < DEFAULTS[kind_of(value)] == "1.2.050"
}
"""Confirmations and ship notices that declare a DTD before the usual one."""

each_system = pytest.mark.parametrize("system", SYSTEMS.values(), ids=SYSTEMS)
each_document = pytest.mark.parametrize("value", EXAMPLES.values(), ids=EXAMPLES)


def version_for(system, value):
    return system.cxml.dtd_versions.get(kind_of(value), DEFAULTS[kind_of(value)])


def document_for(system, value):
    return written(value, dtd_version=version_for(system, value))


@each_system
@each_document
def test_is_valid_by_the_dtd_that_the_system_wants(system, value):
    # when
    document = document_for(system, value)

    # then
    assert f"/{version_for(system, value)}/".encode() in document
    assert_valid(document)


@each_system
@each_document
def test_is_valid_by_the_latest_dtd(system, value):
    # given
    document = document_for(system, value)
    name = etree.fromstring(document).getroottree().docinfo.system_url.rpartition("/")[2].removesuffix(".dtd")

    # when
    judge = dtd(LATEST, name)

    # then
    assert judge.validate(etree.fromstring(document)), judge.error_log.filter_from_errors()


@each_system
@each_document
def test_says_all_that_the_declared_dtd_has_a_place_for(system, value):
    assert read(document_for(system, value)) == as_of(value, version_for(system, value))


@pytest.mark.parametrize(("system", "value"), OLDER.values(), ids=OLDER)
def test_holds_nothing_that_an_older_dtd_knows_otherwise(system, value):
    """Fulfill.dtd of these versions is not at hand; its common part is, in cXML.dtd."""
    version = "1.2.014" if version_for(system, value) < "1.2.020" else "1.2.020"

    assert list(foreign_to(document_for(system, value), version)) == []


@pytest.mark.parametrize(
    "later", ["shipmentType", "fulfillmentType", "shipNoticeLineNumber", 'domain="trackingNumber"']
)
def test_an_old_ship_notice_says_less(later):
    # when
    old, new = (written(EXAMPLES["ship-notice"], dtd_version=version) for version in ("1.2.014", "1.2.050"))

    # then
    assert (later.encode() in old, later.encode() in new) == (False, True)


def test_what_later_dtds_know_would_be_found():
    assert dict(foreign_to(written(EXAMPLES["ship-notice"]), "1.2.014")) == {"ShipmentIdentifier": {"domain"}}


@each_document
def test_a_default_is_the_lowest_that_is_usual(value):
    assert written(value) == written(value, dtd_version=DEFAULTS[kind_of(value)])
