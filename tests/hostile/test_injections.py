"""Text stays text: whatever a procurement system, a buyer or the shop writes into any field, every page is built as
with harmless words, every document says what was written, and no answer gets another header."""

from __future__ import annotations

import re

import pytest
from django.db import transaction

from saleor_punchout.documents.cxml.punchout import cookie_characters
from saleor_punchout.documents.writing import legal
from saleor_punchout.systems.characters import readable
from tests.dashboard.conftest import installation, staff  # noqa: F401  # fixtures
from tests.documents.places import assert_valid
from tests.flows.story import read_cart
from tests.hostile.injections import FAMILIES, INJECTIONS, batches
from tests.hostile.structure import VARYING, form_of, parts, text_of
from tests.hostile.visit import PLAIN, Visit, address_saying, number_saying, offer, offered

RANDOM = re.compile(r"nonce-[\w-]+|code=[\w-]+")


@pytest.fixture
def visits(client, staff, partner, patience):
    """Makes a visit with each of these texts and gives what is found of it; nothing of it is left afterwards."""

    def made(texts, found_of):
        found = {}
        for text in texts:
            with transaction.atomic():
                offer(partner, text)
                found[text] = found_of(Visit(client, staff, text).make())
                transaction.set_rollback(True)
        return found

    return made


def test_there_are_more_than_five_hundred():
    assert len(INJECTIONS) > 500
    assert all(any(text in batch for batch in batches(family)) for family in FAMILIES for text in FAMILIES[family])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_text_stays_within_its_place(visits, family):
    # given
    plain = visits([PLAIN], lambda visit: (heads(visit), pages(visit)))[PLAIN]

    # when
    found = visits(batches(family), lambda visit: [*differences(visit, *plain), *untold(visit)])

    # then
    assert {text: faults for text, faults in found.items() if faults} == {}


def pages(visit):
    """Status and structure of every page."""
    return {name: (page.status_code, parts(page.content.decode())) for name, page in visit.pages.items()}


def heads(visit):
    """Every header of every answer but its length, without what is random in it."""
    answers = visit.pages | visit.others
    return {
        name: {key: _plain(value) for key, value in answer.items() if key != "Content-Length"}
        for name, answer in answers.items()
    }


def _plain(value):
    return VARYING.sub("", RANDOM.sub("", value))


def differences(visit, plain_heads, plain_pages):
    yield from (f"headers of {name}" for name, told in heads(visit).items() if told != plain_heads[name])
    yield from (f"page {name}" for name, page in pages(visit).items() if page != plain_pages[name])


def untold(visit):
    """Where the words do not arrive as they were written."""
    told = {
        "to the buyer who starts": words(legal(visit.text)) in seen(visit, "start"),
        "to the buyer who returns": words(offered(visit.text)) in seen(visit, "return"),
        "to staff": words(legal(visit.text)) in seen(visit, "session in the Dashboard"),
        "to the storefront": visit.others["storefront"].json()["partnerName"] == offered(visit.text),
        "to GraphQL": graphql_tells(visit),
        "in the cart": cart_tells(visit, "sent"),
        "in the cart sent again": cart_tells(visit, "sent before"),
        "without a cart": cookie_returns(visit),
    }
    return [f"not told {where}" for where, is_told in told.items() if not is_told]


def words(text):
    return " ".join(text.split())


def seen(visit, page):
    return text_of(visit.pages[page].content.decode())


def graphql_tells(visit):
    answer = visit.others["graphql"].json()
    (edge,) = answer["data"]["punchOutSessions"]["edges"]
    return "errors" not in answer and edge["node"]["buyer"] == offered(visit.text)


def document_of(visit, page):
    action, fields = form_of(visit.pages[page].content.decode())
    assert action == visit.session.return_url == address_saying(legal(visit.text))
    (document,) = fields.values()
    assert_valid(document.encode())
    return read_cart(document.encode())


def cart_tells(visit, page):
    """As far as a cart can: what nobody can read is a blank there. The shop's
    description, of which markup is taken out, may follow the name."""
    message = document_of(visit, page)
    (item,) = message.items
    name = readable(offered(visit.text), "utf-8")
    return (
        cookie_characters(message.buyer_cookie) == legal(visit.text)
        and words(item.item_id.supplier_part_id) == words(number_saying(visit.text))
        and words(item.detail.long_text or item.detail.description).startswith(words(name))
    )


def cookie_returns(visit):
    message = document_of(visit, "sent without a cart")
    return not message.items and cookie_characters(message.buyer_cookie) == legal(visit.text)
