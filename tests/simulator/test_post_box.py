"""Where a buyer takes documents: once each, judged, and failing when it is told to."""

from __future__ import annotations

import pytest
import requests

from saleor_punchout.simulator import post_box
from saleor_punchout.simulator.aftermath import office
from saleor_punchout.simulator.cart import NotTaken
from saleor_punchout.simulator.cxml import Order
from saleor_punchout.simulator.cxml_reading import read_answer
from saleor_punchout.simulator.post_box import FAILURES, receiving
from tests.simulator.conftest import LINE
from tests.simulator.papers import SECRET, confirmation, document, status


def post(address: str, body: bytes, timeout: float = 5) -> requests.Response:
    return requests.post(address, body, timeout=timeout, allow_redirects=False)


def test_a_document_is_taken_once():
    # given
    with receiving(SECRET) as box:
        # when
        answers = [read_answer(post(box.address, document(confirmation())).content) for _ in range(2)]

    # then
    assert [answer.code for answer in answers] == [200, 200]
    assert [one.kind for one in box.accepted.values()] == ["ConfirmationRequest"]
    assert (box.repeats, box.refused) == (["1@s"], [])


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"Hello", "The document is no XML"),
        (document(confirmation(), secret="another"), "The sender's secret is not the one that we agreed on"),
        (document(""), "no cXML Request with a payloadID"),
        (document(confirmation(), payload_id=""), "no cXML Request with a payloadID"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]>" + document(confirmation()).split(b"\n", 1)[1], "declares entities"),
    ],
    ids=["words", "secret", "empty", "nameless", "entities"],
)
def test_what_is_no_document_of_the_suppliers_is_refused(body, why):
    # given
    with receiving(SECRET) as box:
        # when
        answer = read_answer(post(box.address, body).content)

    # then
    assert answer.code == 400
    assert why in answer.message
    assert not box.accepted
    assert len(box.refused) == 1


def test_the_judge_has_the_last_word():
    # given
    def judge(received):
        raise NotTaken("Nobody ordered <that>.")

    with receiving(SECRET, judge=judge) as box:
        # when
        answer = read_answer(post(box.address, document(confirmation())).content)

    # then
    assert (answer.code, answer.message) == (400, "Nobody ordered <that>.")
    assert not box.accepted


TAKEN = {"no_cxml", "hang", "lost_answer"}
"""Failures after which the buyer has the document all the same."""


@pytest.mark.parametrize("failure", FAILURES)
def test_after_every_failure_the_document_comes_again_and_is_there_once(failure, monkeypatch):
    # given
    monkeypatch.setattr(post_box, "SLOW", 1)
    failures = iter([failure])
    with receiving(SECRET, failing=lambda: next(failures, "")) as box:
        # when
        try:
            first = post(box.address, document(confirmation()), timeout=0.3)
            is_well = first.status_code == 200 and b'code="200"' in first.content
        except requests.RequestException:
            is_well = False
        box.wait(lambda: failure not in TAKEN or bool(box.accepted), 5)
        second = read_answer(post(box.address, document(confirmation())).content)

    # then
    assert not is_well
    assert second.code == 200
    assert box.failures == [failure]
    assert (list(box.accepted), bool(box.repeats)) == (["1@s"], failure in TAKEN)


def test_documents_are_found_by_their_order():
    # given
    order = Order(order_id="PO-1", lines=(LINE,), payload_id="order@buyer", written_at="", order_date="")
    with office(SECRET) as post_office:
        post_office.expect(order)

        # when
        assert not post_office.wait("PO-1", 0.01)
        post(post_office.box.address, document(confirmation(), "1@s"))
        post(post_office.box.address, document(status(), "2@s"))
        post(post_office.box.address, document(status(former="another@buyer"), "3@s"))

    # then
    assert [one.payload_id for one in post_office.of("PO-1")] == ["1@s", "2@s"]
    assert post_office.missing("PO-1") == "Of the order came no ship notice, no invoice."
