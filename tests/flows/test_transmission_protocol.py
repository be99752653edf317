"""The protocol of leases, pauses and circuits under random histories: workers that die, outlast their lease, overtake
each other, and a buyer that takes, refuses, fails or loses its answer.

A few histories in CI; ``PUNCHOUT_PROTOCOL_EXAMPLES=250`` makes more than five thousand steps.
"""

from __future__ import annotations

import os
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from saleor_punchout.documents.cxml.envelope import read_envelope, write_response
from saleor_punchout.documents.guard import open_document
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.types import Status
from saleor_punchout.exceptions import BuyerUnreachable
from saleor_punchout.flows import transmission
from saleor_punchout.gateway import delivery
from saleor_punchout.models import Alarm, Circuit, DocumentRecord, PurchaseOrder, TradingPartner, Transmission
from tests.flows.buyer import KIND, queued

EXAMPLES = int(os.environ.get("PUNCHOUT_PROTOCOL_EXAMPLES", "8"))
STEPS = 25
ENDS = ("taken", "refused", "busy", "lost before", "lost after", "killed before", "killed after")
SPANS = [timedelta(seconds=20), timedelta(seconds=130), timedelta(minutes=6), timedelta(hours=1), timedelta(hours=30)]
SCRIPTS = st.lists(st.tuples(st.sampled_from(ENDS), st.none() | st.sampled_from(SPANS)), max_size=6)
"""How the next calls end, and how much time passes during each while other workers go on."""
counted: Counter[str] = Counter()


class Killed(BaseException):
    """The worker is gone."""


class Outbox(RuleBasedStateMachine):
    """Two orders of one buyer. ``script`` is what the buyer does next, and what happens while it does."""

    def __init__(self) -> None:
        super().__init__()
        for model in (Alarm, Transmission, Circuit, PurchaseOrder, DocumentRecord):
            model.objects.all().delete()
        self.partner = TradingPartner.objects.order_by("pk").first()
        self.partner.endpoints = {KIND: "https://buyer.example.com/"}
        self.partner.save()
        self.orders = [self._order(name) for name in ("PO-1", "PO-2")]
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.time = self.clock.start()
        self.arrived: Counter[str] = Counter()
        self.in_hand: dict[str, object] = {}
        self.script: list[tuple[str, timedelta | None]] = []
        self.number = 0
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(delivery, "post", self.post)

    def _order(self, name: str) -> PurchaseOrder:
        record = DocumentRecord.objects.create(partner=self.partner, direction="in", kind="OrderRequest")
        return PurchaseOrder.objects.create(
            partner=self.partner, order_id=name, type="new", content_hash=name, document=record
        )

    def teardown(self) -> None:
        """Once all is well again, everything is delivered or dead within a few sweeps."""
        try:
            self.script = []
            for _ in range(12):
                self.time.shift(timedelta(hours=1, minutes=15))
                transmission.send_due()
            assert not Transmission.objects.filter(state="waiting").exists()
            self.what_is_over_is_what_happened()
        finally:
            self._patch.undo()
            self.clock.stop()

    # The buyer

    def post(self, url: str, document: bytes) -> delivery.Answer:
        payload_id = read_envelope(open_document(document, Notes()).root, Notes()).payload_id
        one = Transmission.objects.get(document__payload_id=payload_id)
        assert self.in_hand.get(payload_id, timezone.now()) <= timezone.now(), "two hold one document"
        self._assert_order(one)
        end, meanwhile = self.script.pop(0) if self.script else ("taken", None)
        self.in_hand[payload_id] = one.lease_until
        try:
            if meanwhile is not None:
                self.time.shift(meanwhile)
                self._sweep()
            return self._end(end, payload_id)
        finally:
            if not end.startswith("killed"):
                self.in_hand.pop(payload_id, None)

    def _assert_order(self, one: Transmission) -> None:
        earlier = Transmission.objects.filter(purchase_order=one.purchase_order, pk__lt=one.pk)
        assert not earlier.filter(state="waiting").exists(), "a later document overtook"

    def _end(self, end: str, payload_id: str) -> delivery.Answer:
        counted[end] += 1
        if end in ("killed before", "lost before"):
            raise Killed if end.startswith("killed") else BuyerUnreachable("lost")
        if end == "busy":
            return delivery.Answer(503, b"")
        if end == "refused":
            return self._answer(400)
        self.arrived[payload_id] += 1
        if end == "taken":
            return self._answer(200)
        raise Killed if end.startswith("killed") else BuyerUnreachable("lost")

    def _answer(self, code: int) -> delivery.Answer:
        return delivery.Answer(200, write_response("1@buyer", Status(code, "said", "", "en")))

    # What happens

    @rule(which=st.integers(0, 1))
    def queue(self, which: int) -> None:
        self.number += 1
        queued(self.partner, str(self.number), self.orders[which])

    @rule(span=st.sampled_from(SPANS))
    def time_passes(self, span: timedelta) -> None:
        self.time.shift(span)

    @rule(script=SCRIPTS)
    def sweep(self, script: list[tuple[str, timedelta | None]]) -> None:
        self.script = list(script)
        self._sweep()

    def _sweep(self) -> None:
        with suppress(Killed):
            transmission.send_due()

    @rule(data=st.data(), script=SCRIPTS)
    def a_worker_is_woken(self, data: st.DataObject, script: list[tuple[str, timedelta | None]]) -> None:
        if self.number:
            pk = data.draw(st.sampled_from(list(Transmission.objects.values_list("pk", flat=True).order_by("pk"))))
            self.script = list(script)
            with suppress(Killed):
                transmission.send(pk)

    @rule()
    def staff_send_again(self) -> None:
        dead = Transmission.objects.filter(state="dead").order_by("pk").first()
        if dead is not None:
            transmission.resend(dead)

    # What holds

    @invariant()
    def what_is_over_is_what_happened(self) -> None:
        counted["steps"] += 1
        for one in Transmission.objects.select_related("document"):
            assert len(one.log) <= one.attempts
            assert sum(1 for entry in one.log if entry["outcome"] == "taken") <= self.arrived[one.document.payload_id]
            has_alarm = Alarm.objects.filter(transmission=one, settled_at=None).exists()
            assert has_alarm == (one.state == "dead"), one.state
            if one.state == "waiting":
                assert one.next_attempt_at is not None
                assert one.done_at is None
            else:
                assert one.lease_until is None
                assert one.next_attempt_at is None
            if one.state == "delivered":
                assert self.arrived[one.document.payload_id] >= 1, "nothing is called delivered that did not arrive"


@pytest.mark.timeout(1200)
def test_whatever_happens_every_document_arrives_in_its_order_or_is_told_of(world):
    # given
    counted.clear()
    limits = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        deadline=None,
        derandomize=EXAMPLES < 100,
        suppress_health_check=list(HealthCheck),
    )

    # when
    run_state_machine_as_test(Outbox, settings=limits)

    # then
    assert counted["steps"] >= EXAMPLES * STEPS * 0.8
    assert counted["taken"] > 10
    assert EXAMPLES < 100 or set(ENDS) <= set(counted)
