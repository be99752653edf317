"""Orders from files and from the pipe of a mail server, which reads the exit code."""

from __future__ import annotations

import io
from types import SimpleNamespace

import pytest

from saleor_punchout import tasks
from saleor_punchout.flows import order
from saleor_punchout.models import PurchaseOrder
from saleor_punchout.service import intake
from tests.flows import story
from tests.flows.test_upload import mail
from tests.world import _fresh_counters, partner, world  # noqa: F401  # fixtures

TAKEN, REFUSED, AGAIN = 0, 65, 75


@pytest.fixture(autouse=True)
def woken(monkeypatch, world):
    called: list[int] = []
    monkeypatch.setattr(tasks, "wake", lambda task, pk: called.append(pk))
    return called


@pytest.fixture
def piped(monkeypatch):
    """Lets bytes come in by the standard input."""
    return lambda saved: monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(saved)))


def document(quantity=1):
    return story.order_request([story.line("FST-1001", quantity, "14.80")], "PO-77")


def test_an_e_mail_from_a_pipe_is_an_order(partner, piped, woken, capsys):
    piped(mail(document()))

    assert intake.run(partner.slug, None) == TAKEN

    made = PurchaseOrder.objects.get()
    assert (made.order_id, woken) == ("PO-77", [made.pk])
    assert capsys.readouterr().out == "200 OK\n"


def test_a_file_is_an_order_and_the_same_one_again_is_taken_too(partner, tmp_path):
    path = tmp_path / "order.xml"
    path.write_bytes(document())

    assert [intake.run(partner.slug, path) for _ in range(2)] == [TAKEN, TAKEN]
    assert PurchaseOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("saved", "status"),
    [(b"Dear shop", "406"), (mail(), "406"), (document(2), "409"), (b"<" * 17 * 2**20, "413")],
    ids=["words", "mail", "other", "large"],
)
def test_what_would_be_refused_again_goes_back_to_its_sender(partner, piped, capsys, saved, status):
    # given
    piped(document())
    intake.run(partner.slug, None)
    capsys.readouterr()

    # when
    piped(saved)
    code = intake.run(partner.slug, None)

    # then
    assert code == REFUSED
    assert capsys.readouterr().out.startswith(status)


def test_a_fault_of_ours_keeps_the_message(partner, piped, monkeypatch, capsys):
    monkeypatch.setattr(order, "said", lambda request: 1 / 0)
    piped(document())

    assert intake.run(partner.slug, None) == AGAIN
    assert capsys.readouterr().out.startswith("500 ")


def test_a_partner_or_a_file_that_is_not_there_loses_nothing(partner, piped, tmp_path, capsys):
    piped(document())

    assert intake.run("nobody", None) == AGAIN
    assert intake.run(partner.slug, tmp_path / "none.xml") == AGAIN
    assert "nobody" in capsys.readouterr().err
