"""Cutting secrets and card numbers out of a document before anything of it is stored or logged.

By structure, not by pattern: a regular expression misses attributes, namespaces and broken XML. What cannot be parsed
is therefore never stored at all, only its length and hash.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from xml.sax.saxutils import escape

from lxml import etree

from saleor_punchout.documents.reading import Element

MASK = "********"
MIN_SECRET = 6
"""Shorter secrets are not searched for in the rest of the document: ``none`` or ``1234`` would tear holes into it."""

_TELLING = re.compile(r"pass(?:word|wd|phrase)|secret|pwd|card.?n(?:o|um)|credit.?card|cvv|cvc|api.?key", re.IGNORECASE)


def redacted(root: Element, secrets: Iterable[str] = ()) -> str:
    """The document as text without secrets; changes the tree, which must not be read for secrets afterwards.

    ``secrets`` are those that the sender presented; wherever else one of them stands, it goes too.
    """
    for credential in root.iter("Credential"):
        _mask_all_but_identity(credential)
    for card in root.iter("PCard", "PaymentToken"):
        _mask_card(card)
    for extrinsic in root.iter("Extrinsic"):
        if _TELLING.search(extrinsic.get("name", "")):
            _mask(extrinsic)
    text = str(etree.tostring(root, encoding="unicode"))
    for secret in {secret.strip() for secret in secrets}:
        if len(secret) >= MIN_SECRET:
            text = text.replace(escape(secret, {'"': "&quot;"}), MASK).replace(escape(secret), MASK)
    return text


def _mask_all_but_identity(credential: Element) -> None:
    """Whatever stands beside Identity proves it: SharedSecret, CredentialMac, Oracle's SharedSecret1, a signature."""
    for child in credential:
        if child.tag != "Identity":
            _mask(child)


def _mask_card(card: Element) -> None:
    for name, value in card.items():
        if str(name).lower() == "number":
            digits = "".join(character for character in str(value) if character.isdigit())
            card.set(name, "*" * max(len(digits) - 4, 0) + digits[-4:])
        elif str(name).lower() in ("cvv", "cvc", "cardverificationcode"):
            card.set(name, MASK)


def _mask(element: Element) -> None:
    del element[:]
    if (element.text or "").strip():
        element.text = MASK
