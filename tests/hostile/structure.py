"""What a page is made of: its elements and their attributes, without the words in it."""

from __future__ import annotations

import re

from lxml import html

WORDS = {"value", "content", "title", "alt", "nonce", "aria-label", "placeholder"}
"""Attributes that hold text for people, or a random word; which of them stand where is compared all the same."""
VARYING = re.compile(r"(?<=/)[A-Za-z0-9_-]{10,}|[0-9]+|(?<=^pill )[a-z]+$")
"""Tokens, keys and numbers of rows in an address, and the colour of a word."""


def parts(page: str) -> list[str]:
    """Everything in the page, each by its way from the root, with its attributes and with the text of what is script or
    style. The same at the same place counts once: of warnings and remarks there may be any number."""
    ways: dict[html.HtmlElement | None, str] = {None: ""}
    for element in _tree(page).iter():
        ways[element] = f"{ways[element.getparent()]}/{_part(element)}"
    return list(dict.fromkeys(ways.values()))


def elements(page: str) -> list[tuple[str, list[str]]]:
    """The elements of the page in order, each with the names of its attributes."""
    return [(str(element.tag), sorted(element.attrib)) for element in _tree(page).iter()]


def _tree(page: str) -> html.HtmlElement:
    return html.document_fromstring(page.encode(), html.HTMLParser(encoding="utf-8"))


def _part(element: html.HtmlElement) -> str:
    """An address without its query, which is the buyer's own to write."""
    given = {name: "" if name in WORDS else VARYING.sub("…", value) for name, value in element.attrib.items()}
    if given.get("type") == "hidden":
        del given["name"]  # some are the buyer's own, too
    if "action" in given:
        given["action"] = given["action"].partition("?")[0]
    return f"{element.tag} {sorted(given.items())} {element.text if element.tag in ('script', 'style') else ''}"


def text_of(page: str) -> str:
    """All text that people see, blanks collapsed."""
    return " ".join(_tree(page).text_content().split())


def form_of(page: str) -> tuple[str, dict[str, str]]:
    """Where its one form leads, and its fields."""
    (form,) = _tree(page).iter("form")
    return str(form.get("action")), {one.get("name"): one.get("value", "") for one in form.iter("input")}
