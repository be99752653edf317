"""One attempt to hand a document over, and what is written down of it."""

from __future__ import annotations

import logging
import time
from typing import Any

from django.db import transaction
from django.utils import timezone

from saleor_punchout.documents.cxml.sender import with_sender
from saleor_punchout.documents.types import Credential
from saleor_punchout.exceptions import GatewayError
from saleor_punchout.flows import alarm, circuit
from saleor_punchout.flows.endpoints import endpoint_of, outbound_credential
from saleor_punchout.flows.reply import Outcome, Reply, no_answer, read_reply
from saleor_punchout.flows.schedule import pause_after
from saleor_punchout.gateway import delivery
from saleor_punchout.models import DocumentRecord, Transmission

logger = logging.getLogger(__name__)

State = Transmission.State
MOST_ENTRIES = 200
"""Of a log; three days bring eighty."""


def make(transmission: Transmission) -> bool:
    """Send the document once and note what came of it. False where the endpoint failed."""
    began, started = timezone.now(), time.perf_counter()
    reply = _offered(transmission)
    took = round(1000 * (time.perf_counter() - started))
    has_answered = reply.outcome != Outcome.FAILED
    if not has_answered or reply.http_status is not None:  # else nobody was called
        circuit.note(transmission.partner, has_answered=has_answered, began=began)
    with transaction.atomic():
        if not _note(transmission, reply):
            logger.warning("Document %s outlasted its lease; PUNCHOUT_ORDER_LEASE is too short.", transmission.pk)
            return has_answered
        DocumentRecord.objects.filter(pk=transmission.document_id).update(
            status=reply.status, answer=reply.text, reason=reply.message, duration_ms=took
        )
    return has_answered


def _offered(transmission: Transmission) -> Reply:
    """The reply to one attempt. The secret is put in here and stands nowhere else."""
    partner = transmission.partner
    address = endpoint_of(partner, transmission.kind, followup=transmission.endpoint)
    if not address:
        return Reply(Outcome.REFUSED, f"{partner.name} has no address for a {transmission.kind} any more. Write one.")
    transmission.endpoint = address
    credential = outbound_credential(partner)
    secret = credential.shared_secret or "" if credential else ""
    try:
        document = _signed(transmission, credential)
        return read_reply(delivery.post(address, document), secret, is_repeated=transmission.attempts > 1)
    except GatewayError as error:
        return no_answer(error)
    except Exception as error:
        logger.exception("Document %s could not be sent.", transmission.pk)
        return Reply(Outcome.FAILED, f"An error on our side, {type(error).__name__}; the log has the details.")


def _note(transmission: Transmission, reply: Reply) -> bool:
    """Write down how it went; False where another worker has the document by now."""
    now = timezone.now()
    if reply.outcome == Outcome.TAKEN:
        return _end(transmission, reply, State.DELIVERED)
    if reply.outcome == Outcome.REFUSED or now >= transmission.give_up_at:
        return _end(transmission, reply, State.DEAD)
    later = now + pause_after(transmission.attempts, reply.wait)
    return _write(transmission, reply, next_attempt_at=later, last_error=reply.message)


def _end(transmission: Transmission, reply: Reply, state: str) -> bool:
    error = "" if state == State.DELIVERED else reply.message
    is_ours = _write(transmission, reply, state=state, next_attempt_at=None, done_at=timezone.now(), last_error=error)
    if is_ours and state == State.DELIVERED:
        settle_alarm(transmission)
    elif is_ours:
        _raise_alarm(transmission, reply.message)
    return is_ours


def _write(transmission: Transmission, reply: Reply, **values: Any) -> bool:
    """The row, with one more entry in its log, and without the lease."""
    entry = {
        "at": timezone.now().isoformat(),
        "outcome": str(reply.outcome),
        "http_status": reply.http_status,
        "status": reply.status,
        "message": reply.message,
    }
    ours = Transmission.objects.filter(pk=transmission.pk, state=State.WAITING, lease_until=transmission.lease_until)
    return bool(
        ours.update(
            log=[*transmission.log, entry][-MOST_ENTRIES:],
            status=reply.status,
            endpoint=transmission.endpoint,
            lease_until=None,
            **values,
        )
    )


def _signed(transmission: Transmission, credential: Credential | None) -> bytes:
    document: bytes = transmission.document.body.encode()
    return with_sender(document, credential) if credential else document


def give_up(transmission: Transmission) -> None:
    """Let a document be dead whose time is over while its partner is not even called."""
    message = f"{transmission.partner.name} has not answered for too long. {transmission.last_error}"
    _end(transmission, Reply(Outcome.FAILED, message.strip()), State.DEAD)


def _raise_alarm(transmission: Transmission, why: str) -> None:
    partner, order = transmission.partner, transmission.purchase_order
    about = f" about order {order.order_id}" if order else ""
    alarm.raise_alarm(
        alarm.DOCUMENT_UNDELIVERED,
        f"The {transmission.kind}{about} did not reach {partner.name}: {why} Mend the cause, then send it again.",
        installation=partner.installation,
        subject=str(transmission.pk),
        partner=partner,
        purchase_order=order,
        transmission=transmission,
    )


def settle_alarm(transmission: Transmission) -> None:
    alarm.settle(alarm.DOCUMENT_UNDELIVERED, str(transmission.pk), transmission.partner.installation)
