"""The names in a tree that was just parsed: each in the standard's spelling, none in excess."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.documents.vocabulary import ATTRIBUTES_BY_LOWER_CASE, Vocabulary
from saleor_punchout.exceptions import NotAcceptable

MAX_UNKNOWN_NAMES = 256
"""Distinct element names outside our vocabulary; cXML 1.2.071 has about a thousand, no document uses a quarter.
A document in lower case or in a namespace spends its known names too, about fifty."""


def vocabulary_of(root: Element, vocabularies: Sequence[Vocabulary]) -> Vocabulary:
    """The one that knows such a root, else the first."""
    name = etree.QName(root).localname.lower()
    for vocabulary in vocabularies:
        if name in map(str.lower, vocabulary.roots):
            return vocabulary
    return vocabularies[0]


def check_names(root: Element, names: set[str], vocabulary: Vocabulary, notes: Notes) -> None:
    """Bring all names into standard spelling, or refuse what has no place in a document."""
    title = vocabulary.title
    unknown = names - vocabulary.names
    if etree.Entity in unknown:
        raise NotAcceptable("The document refers to an entity that XML does not define; write the character itself.")
    if len(unknown) > MAX_UNKNOWN_NAMES:
        raise NotAcceptable(f"The document uses more than {MAX_UNKNOWN_NAMES} element names unknown to {title}.")
    if unknown:
        respelled = _respelled(unknown, vocabulary, etree.QName(root).namespace)
        if any(etree.QName(name).localname != standard for name, standard in respelled.items()):
            notes.remark("wrong_case", "Element names differ from the standard in upper and lower case.")
        _rename(root, respelled)
    if root.tag not in vocabulary.roots:
        wanted = " or ".join(sorted(vocabulary.roots))
        raise NotAcceptable(f"The document is not {title}: its root element is not {wanted}.")


def _respelled(names: set[str], vocabulary: Vocabulary, namespace: str | None) -> dict[str, str]:
    """Which of ``names`` stand for a name of the vocabulary: in another case, or in the root's own namespace."""
    found, by_lower_case = {}, vocabulary.by_lower_case
    for name in names:
        parts = etree.QName(name)
        if parts.namespace in (None, namespace):
            standard = by_lower_case.get(parts.localname.lower())
            if standard:
                found[name] = standard
    return found


def _rename(root: Element, respelled: dict[str, str]) -> None:
    """Give elements and attributes their standard names, except in a BuyerCookie, which goes back as it came."""
    verbatim = _inside_cookies(root, [name for name, standard in respelled.items() if standard == "BuyerCookie"])
    for element in root.iter():
        if element in verbatim:
            continue
        standard = respelled.get(element.tag)
        if standard:
            element.tag = standard
        for name in element.keys():  # noqa: SIM118  # an element is no mapping: iterating it gives its children
            spelling = ATTRIBUTES_BY_LOWER_CASE.get(str(name).lower(), name)
            if spelling != name:
                element.set(spelling, element.get(name, ""))


def _inside_cookies(root: Element, names: list[str]) -> set[Element]:
    found: set[Element] = set()
    for cookie in root.iter("BuyerCookie", *names):
        if cookie not in found:
            found.update(cookie.iterdescendants())
    return found
