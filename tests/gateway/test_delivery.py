"""Time: a receiver may take as long as the setting says, however it spends it."""

from __future__ import annotations

import socket
import threading
import time
from datetime import timedelta

import pytest

from saleor_punchout.exceptions import BuyerUnreachable
from saleor_punchout.gateway import delivery
from tests.gateway.wire import Wire, answer


@pytest.fixture
def slow():
    """The port of something that greets with one byte of TLS after the other, and never comes to an end."""
    ended = threading.Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def drip():
        connection, _ = listening.accept()
        with connection:
            try:
                connection.sendall(b"\x16\x03\x03\x40\x00")
                while not ended.wait(0.1):
                    connection.sendall(b"\x02")
            except OSError:
                return  # the other side gave up

    thread = threading.Thread(target=drip)
    thread.start()
    yield listening.getsockname()[1]
    ended.set()
    thread.join()
    listening.close()


def test_a_handshake_that_never_ends_is_left(settings, slow):
    # given
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
    settings.PUNCHOUT_BUYER_TIMEOUT = 1
    started = time.monotonic()

    # when
    with pytest.raises(BuyerUnreachable, match=r"https://127\.0\.0\.1 did not answer"):
        delivery.post(f"https://127.0.0.1:{slow}/cxml?key=hush", b"<cXML/>")

    # then
    assert time.monotonic() - started < 4


def test_one_cut_connection_does_not_touch_the_next(settings):
    # given
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
    settings.PUNCHOUT_BUYER_TIMEOUT = 1
    with Wire(bytes) as buyer:
        buyer.reply = lambda handler: buyer.hang()
        with pytest.raises(BuyerUnreachable):
            delivery.post(buyer.url, b"<cXML/>")

        # when
        buyer.reply = answer(200, b"<cXML/>", Retry_After="7", Content_Type="text/xml; charset=ISO-8859-1")
        found = delivery.post(buyer.url, b"<cXML/>")

    # then
    assert found == delivery.Answer(200, b"<cXML/>", "ISO-8859-1", timedelta(seconds=7))


def test_a_whole_answer_within_the_time_is_taken_though_it_comes_in_pieces(settings):
    settings.PUNCHOUT_ALLOW_PRIVATE_ENDPOINTS = True
    settings.PUNCHOUT_BUYER_TIMEOUT = 20

    def in_pieces(handler):
        answer(200, b"", Content_Length="5")(handler)
        for _ in range(5):
            handler.wfile.write(b"x")
            handler.wfile.flush()
            time.sleep(0.05)

    with Wire(bytes) as buyer:
        buyer.reply = in_pieces

        assert delivery.post(buyer.url, b"<cXML/>").body == b"xxxxx"
