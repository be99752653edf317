"""Whatever staff of one shop ask of our API, nothing of another shop is in the answer, and nothing of it changes."""

from __future__ import annotations

import json

import pytest
from graphql_relay import to_global_id

from saleor_punchout.models import DocumentRecord
from tests.isolation import world
from tests.isolation.asking import MUTATIONS, NODES, QUERIES, knowledge_of, questions
from tests.isolation.world import TwoSaleors, add_document, add_partner, texts_of

WITHOUT_ROWS = {"punchOutSystems"}
"""What every shop is told the same."""


def leaks(answer, question, shop):
    """Texts and ids of the shop in an answer, but for those that the question itself brought."""
    foreign = list(texts_of(shop))
    ids = {to_global_id(name, row.pk) for name, model in NODES.items() for row in shop.rows(model)}
    found = [text for text in _texts(json.loads(answer)) if text not in question]
    return [text for text in found if text in ids or any(one in _without(text, question) for one in foreign)]


def _texts(value):
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str):
        yield value


def _without(text, question):
    """A message may repeat what was asked for."""
    for word in question.split('"')[1::2]:
        text = text.replace(word, "") if word else text
    return text


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_answers_with_nothing_of_another_shop(a, b, ask, name):
    # given
    known = knowledge_of(b, ask("b"))
    before = b.dump()

    for question in questions("query", name, known):
        # when
        answer = ask("a")(question)

        # then
        assert leaks(answer, question, b) == [], question
    assert b.dump() == before
    assert b.row.api_url not in TwoSaleors.asked


@pytest.mark.parametrize("name", sorted(set(QUERIES) - WITHOUT_ROWS))
def test_the_same_questions_find_the_rows_of_ones_own_shop(a, b, ask, name):
    known = knowledge_of(b, ask("b"))

    answers = [(question, ask("b")(question)) for question in questions("query", name, known)]

    assert any(leaks(answer, question, b) for question, answer in answers)
    assert not any(leaks(answer, question, a) for question, answer in answers)


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_touches_nothing_of_another_shop(a, b, ask, name):
    # given
    known = knowledge_of(b, ask("b"))
    before = b.dump()

    for question in questions("mutation", name, known):
        # when
        answer = ask("a")(question)

        # then
        assert leaks(answer, question, b) == [], question
    assert b.dump() == before
    assert b.row.api_url not in TwoSaleors.asked


@pytest.mark.parametrize("name", [name for name, one in MUTATIONS.items() if {"id", "partner"} & set(one.args)])
def test_the_same_mutations_reach_the_rows_of_ones_own_shop(b, ask, name):
    known = knowledge_of(b, ask("b"))

    codes = [
        {error["code"] for error in json.loads(ask("b")(question))["data"][name]["errors"]}
        for question in questions("mutation", name, known)
    ]

    assert any("NOT_FOUND" not in found for found in codes)


@pytest.mark.parametrize("viewer", ["nobody"])
@pytest.mark.parametrize("name", QUERIES)
def test_nobody_is_told_nothing(a, b, ask, viewer, name):
    known = knowledge_of(b, ask("b"))

    for question in questions("query", name, known):
        answer = ask(viewer)(question)
        assert leaks(answer, question, a) == leaks(answer, question, b) == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_nobody_changes_nothing(a, b, ask, name):
    known = knowledge_of(b, ask("b"))
    before = a.dump(), b.dump()

    for question in questions("mutation", name, known):
        answer = ask("nobody")(question)
        assert leaks(answer, question, b) == [], question
    assert (a.dump(), b.dump()) == before


def test_what_another_shop_has_changes_no_answer(a, b, ask, monkeypatch):
    """Not even a count, or whether there is a next page."""
    monkeypatch.setattr("django.core.signing.TimestampSigner.timestamp", lambda signer: "now")  # addresses bear it
    known = knowledge_of(b, ask("b"))
    asked = [question for name in QUERIES for question in questions("query", name, known)]
    before = [ask("a")(question) for question in asked]

    partner = add_partner(b, "b3")
    b.partners.append(partner)
    add_document(b, partner, "b3", direction="in")
    DocumentRecord.objects.create(installation=b.row, direction="in", kind=world.canary("b0"))

    assert [ask("a")(question) for question in asked] == before


def test_a_stranger_that_could_be_of_either_shop_is_shown_to_the_operator_only(shops, ask):
    DocumentRecord.objects.create(direction="in", kind="Stranger")
    question = "{ punchOutDocuments(first: 100) { edges { node { kind } } } }"

    assert "Stranger" in ask("operator")(question)
    assert "Stranger" not in ask("a")(question)
    assert "Stranger" not in ask("b")(question)


def test_the_operator_sees_both(a, b, ask):
    answer = ask("operator")("{ punchOutTradingPartners(first: 100) { totalCount edges { node { slug } } } }")

    assert all(partner.row.slug in answer for shop in (a, b) for partner in shop.partners)


CREDENTIALS = "credentials: [{credentials}]"
CREATE = """mutation {{ punchOutTradingPartnerCreate(
    input: {{name: "Newcomer", slug: "{slug}", channel: "default-channel", storefrontUrl: "https://s.example.com/"}}
    credentials: [{credentials}]{more}
) {{ partner {{ id }} errors {{ field message code }} }} }}"""


def _credential(party, domain, identity, secret):
    shown = f', secret: "{secret}"' if party == "sender" else ""
    return f'{{party: {party.upper()}, domain: "{domain}", identity: "{identity}"{shown}}}'


def _create(buyer, slug="newcomer", more=""):
    credentials = ", ".join(_credential(*one, "a-secret-of-its-own") for one in buyer.credentials)
    return CREATE.format(credentials=credentials, slug=slug, more=more)


def test_who_already_has_these_credentials_is_told_to_its_own_shop_only(a, b, ask):
    taken = b.partners[0]

    there, here = ask("b")(_create(taken.buyer)), ask("a")(_create(taken.buyer))

    assert taken.row.name in there
    assert taken.row.name not in here
    assert "a partner of another shop" in here


def test_no_partner_is_made_in_another_shop(a, b, ask):
    buyer = b.partners[0].buyer

    answer = ask("a")(_create(buyer, more=f', saleorApiUrl: "{b.row.api_url}"'))

    assert json.loads(answer)["data"]["punchOutTradingPartnerCreate"]["errors"][0]["field"] == "saleorApiUrl"
    assert "b0" not in answer.replace(b.row.api_url, "")
