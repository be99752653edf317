"""What every writer shares: one way to add an element, one way to become bytes.

Documents go out in ASCII with numeric references, because a receiver of ``cxml-urlencoded`` ignores the encoding that
the document declares (User's Guide 1.1 p.60).
"""

from __future__ import annotations

import re

from lxml import etree

from saleor_punchout.documents.reading import Element

_HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def add(parent: Element, tag: str, content: str = "", /, *, lang: str = "", **attributes: str) -> Element:
    """Append ``<tag>`` with its text and attributes; ``lang`` becomes ``xml:lang``. Nothing here can break out of
    its place: lxml escapes, and characters that XML cannot hold become U+FFFD, so that the cut stays visible."""
    child = etree.SubElement(parent, tag)
    try:
        for key, value in attributes.items():
            child.set(key, value)
        if content:
            child.text = content
    except ValueError:
        for key, value in attributes.items():
            child.set(key, legal(value))
        child.text = legal(content)
    if lang:
        child.set(XML_LANG, lang)
    return child


def put(element: Element, name: str, value: str) -> None:
    """Set an attribute that only stands where it says something."""
    if value:
        element.set(name, legal(value))


def legal(text: str) -> str:
    """``text`` with every character that XML cannot hold replaced by U+FFFD."""
    return _NO_XML.sub("\ufffd", text)


def to_bytes(root: Element, dtd_version: str, dtd: str = "cXML") -> bytes:
    """The whole document, declaring the DTD that it is valid against."""
    return under_doctype(root, f'<!DOCTYPE cXML SYSTEM "http://xml.cxml.org/schemas/cXML/{dtd_version}/{dtd}.dtd">')


def under_doctype(root: Element, doctype: str) -> bytes:
    """The whole document with the document type declaration that it had."""
    return _HEAD + doctype.encode("ascii") + b"\n" + etree.tostring(root, encoding="us-ascii", xml_declaration=False)


def without_doctype(root: Element) -> bytes:
    """The whole document of a language that has no DTD."""
    return _HEAD + etree.tostring(root, encoding="us-ascii", xml_declaration=False)
