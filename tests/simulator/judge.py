"""The DTD as the judge of what buyers and our own service write."""

from __future__ import annotations

from lxml import etree

from tests.documents.places import DTDS, dtd

LATEST = "1.2.071"
"""It takes what every older version took."""


def declared(document: etree._ElementTree) -> str:
    """The version that a document declares; empty where it declares none, or a bare file."""
    address = document.docinfo.system_url or ""
    return address.split("/")[-2] if address.count("/") > 1 else ""


def assert_valid(document: etree._ElementTree, name: str = "") -> None:
    """Valid in the DTD that it declares, or where we have that not, in the latest version of it."""
    version, file = declared(document), (document.docinfo.system_url or "cXML.dtd").split("/")[-1]
    judge = dtd(version if version and (DTDS / version / file).exists() else LATEST, file.removesuffix(".dtd"))
    assert judge.validate(document), (name, judge.error_log.filter_from_errors())
