"""HttpTransport against a real web server on this machine."""

from __future__ import annotations

import gzip
import logging
import traceback
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
import requests
import urllib3
from requests_hardened.ip_filter import InvalidIPAddress

from saleor_punchout.exceptions import (
    AddressForbidden,
    ConfigurationError,
    GatewayError,
    PunchOutError,
    SaleorForbids,
    SaleorUnreachable,
)
from saleor_punchout.gateway import reaching, transports
from saleor_punchout.gateway.transports import HttpTransport, transport_for
from tests.gateway.wire import answer

TOKEN = "app-token-7Qx2"
QUERY = "query Q { shop { name } }"


def ask(wire, **variables):
    return HttpTransport(wire.url, TOKEN).execute(QUERY, variables)


def test_document_variables_and_bearer_travel(wire):
    # when
    found = ask(wire, price=Decimal("0.10"), name="Zoë")

    # then
    assert found == {"data": {"ok": True}}
    (seen,) = wire.seen
    assert seen.body == {"query": QUERY, "variables": {"price": "0.10", "name": "Zoë"}}
    assert seen.headers["Authorization"] == f"Bearer {TOKEN}"
    assert seen.headers["Content-Type"] == "application/json"
    assert seen.headers["User-Agent"].startswith("saleor-punchout/")


def test_without_a_token_no_authorization_is_sent(wire):
    HttpTransport(wire.url, "").execute(QUERY, {})

    assert "Authorization" not in wire.seen[0].headers


def test_amounts_are_read_exactly(wire):
    # given
    wire.reply = answer(body=b'{"data": {"amount": 0.1, "net": 12.3450, "quantity": 3, "large": 123456789012.99}}')

    # when
    data = ask(wire)["data"]

    # then
    assert data == {
        "amount": Decimal("0.1"),
        "net": Decimal("12.3450"),
        "quantity": 3,
        "large": Decimal("123456789012.99"),
    }
    assert isinstance(data["quantity"], int)


def test_what_has_no_place_in_variables_is_a_mistake_of_ours(wire):
    with pytest.raises(TypeError, match="object does not travel"):
        ask(wire, thing=object())


def test_a_compressed_answer_is_read(wire):
    wire.reply = answer(body=gzip.compress(b'{"data": {"ok": 1}}'), Content_Encoding="gzip")

    assert ask(wire) == {"data": {"ok": 1}}


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_server_in_trouble_has_not_answered(wire, status):
    wire.reply = answer(status, b"<h1>Trouble</h1>")

    with pytest.raises(SaleorUnreachable, match=f"HTTP {status}"):
        ask(wire)


@pytest.mark.parametrize("status", [401, 403])
def test_a_token_that_is_not_taken_is_told_so(wire, status):
    wire.reply = answer(status, b"{}")

    with pytest.raises(SaleorForbids, match="Saleor does not accept our token"):
        ask(wire)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("", 0),
        ("-5", 0),
        ("soon", 0),
        ("1e9", 0),
        ("٣", 0),
        ("9" * 400, reaching.LONGEST_WAIT),
        ("Mon, 02 Mar 2026 09:31:30 GMT", 90),
        ("Mon, 02 Mar 2026 09:29:30 GMT", 0),
        ("Mon, 02 Mar 2099 09:30:00 GMT", reaching.LONGEST_WAIT),
        ("Mon, 99 Mar 2026 09:30:00 GMT", 0),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_a_server_may_say_how_long_to_leave_it_alone(wire, time_machine, status, told, seconds):
    # given
    time_machine.move_to(datetime(2026, 3, 2, 9, 30, tzinfo=UTC), tick=False)
    wire.reply = answer(status, b"{}", Retry_After=told.encode().decode("latin-1"))

    # when
    with pytest.raises(SaleorUnreachable) as caught:
        ask(wire)

    # then
    assert caught.value.wait == timedelta(seconds=seconds)


def test_errors_of_a_bad_request_are_an_answer(wire):
    wire.reply = answer(400, b'{"errors": [{"message": "Unknown field."}]}')

    assert ask(wire) == {"errors": [{"message": "Unknown field."}]}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(wire, status):
    wire.reply = answer(status, b"", Location=wire.url.replace("/graphql/", "/elsewhere/"))

    with pytest.raises(AddressForbidden, match="final address"):
        ask(wire)

    assert len(wire.seen) == 1


@pytest.mark.parametrize(
    "body",
    [b"<!doctype html><title>Shop</title>", b"", b"\xff\xfe", b"[1, 2]", b"null", b"[" * 100_000],
    ids=["html", "nothing", "no text", "a list", "null", "endless depth"],
)
def test_what_is_no_graphql_answer_is_none(wire, body):
    wire.reply = answer(200, body)

    with pytest.raises(SaleorUnreachable, match="Saleor's answer is not"):
        ask(wire)


def test_a_huge_answer_is_not_read_to_its_end(wire):
    # given
    def endless(handler):
        handler.send_response(200)
        handler.end_headers()
        while not wire.ended.is_set():
            handler.wfile.write(b" " * 65536)

    wire.reply = endless

    # then
    with pytest.raises(SaleorUnreachable, match="longer than 33,554,432 bytes"):
        ask(wire)


def test_an_answer_that_inflates_without_end_is_not_read_to_its_end(wire):
    wire.reply = answer(body=gzip.compress(b" " * (transports.MAX_ANSWER + 2)), Content_Encoding="gzip")

    with pytest.raises(SaleorUnreachable, match="longer than"):
        ask(wire)


def test_nothing_within_the_time_is_no_answer(wire, settings):
    settings.PUNCHOUT_SALEOR_TIMEOUT = 1
    wire.reply = lambda handler: wire.hang()

    with pytest.raises(SaleorUnreachable, match="ReadTimeout"):
        ask(wire)


def test_an_answer_that_stops_halfway_is_none(wire, settings):
    # given
    settings.PUNCHOUT_SALEOR_TIMEOUT = 1

    def stopping(handler):
        answer(body=b'{"data": ', Content_Length="100")(handler)
        handler.wfile.flush()
        wire.hang()

    wire.reply = stopping

    # then
    with pytest.raises(SaleorUnreachable, match="did not answer"):
        ask(wire)


@pytest.mark.parametrize(
    "reply",
    [
        answer(body=b'{"data": ', Content_Length="100"),
        answer(body=b"no gzip", Content_Encoding="gzip"),
        answer(body=b"not a length\r\n", Transfer_Encoding="chunked"),
        lambda handler: handler.wfile.write(b"\0\0\0\r\n\r\n"),
        lambda handler: handler.connection.close(),
    ],
    ids=["cut", "no gzip", "no chunks", "no http", "closed"],
)
def test_a_broken_answer_is_none(wire, reply):
    wire.reply = reply

    with pytest.raises(SaleorUnreachable):
        ask(wire)


def test_nobody_listening_is_no_answer(wire):
    with wire:
        pass  # it stops listening

    with pytest.raises(SaleorUnreachable, match="ConnectionError"):
        ask(wire)


@pytest.mark.parametrize(
    "address", ["", "saleor.example.com/graphql/", "ftp://x/", "http://", "http://a..b/", f"http://{'a' * 64}.example/"]
)
@pytest.mark.parametrize("private", [True, False])
def test_an_address_that_is_none_is_no_answer(settings, address, private):
    settings.PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = private

    with pytest.raises(SaleorUnreachable):
        HttpTransport(address, TOKEN).execute(QUERY, {})


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "[::]", "[::ffff:7f00:1]"]
)
def test_a_private_address_is_refused_unless_it_is_allowed(wire, settings, host):
    # given
    settings.PUNCHOUT_ALLOW_PRIVATE_ADDRESSES = False

    # then
    with pytest.raises(AddressForbidden, match="PUNCHOUT_ALLOW_PRIVATE_ADDRESSES=true"):
        HttpTransport(wire.url.replace("127.0.0.1", host), TOKEN).execute(QUERY, {})
    assert wire.seen == []


def test_proxies_and_passwords_of_the_environment_are_ignored(wire, monkeypatch, tmp_path):
    # given
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
        monkeypatch.setenv(name.upper(), "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    monkeypatch.setenv("NETRC", str(netrc))

    # then
    assert ask(wire) == {"data": {"ok": True}}
    assert wire.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize(
    "reply",
    [
        answer(500),
        answer(401),
        answer(302, b"", Location="/"),
        answer(200, b"<html>"),
        answer(body=b"x", Content_Encoding="gzip"),
    ],
    ids=["trouble", "refused", "redirect", "html", "no gzip"],
)
def test_the_token_stands_in_no_error_and_no_log(wire, caplog, reply):
    # given
    caplog.set_level(logging.DEBUG)
    wire.reply = reply

    # when
    with pytest.raises(GatewayError) as caught:
        ask(wire)

    # then
    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert TOKEN not in caplog.text


@pytest.mark.parametrize("token", [f"{TOKEN}\n", f" {TOKEN}"])
def test_blanks_around_a_token_are_no_part_of_it(wire, token):
    HttpTransport(wire.url, token).execute(QUERY, {})

    assert wire.seen[0].headers["Authorization"] == f"Bearer {TOKEN}"


@pytest.mark.parametrize("token", [f"{TOKEN}\r\nX-Evil: 1", f"{TOKEN}é", f"{TOKEN}\0"])
def test_a_token_that_no_header_can_carry_is_named_without_being_shown(wire, token):
    with pytest.raises(ConfigurationError, match="app token") as caught:
        HttpTransport(wire.url, token).execute(QUERY, {})

    assert TOKEN not in "".join(traceback.format_exception(caught.value))
    assert wire.seen == []


def kinds_of(module, root):
    found = {kind for kind in vars(module).values() if isinstance(kind, type) and issubclass(kind, root)}
    return sorted(found, key=lambda kind: f"{kind.__module__}.{kind.__name__}")


LOWER = [
    *kinds_of(requests.exceptions, requests.RequestException),
    *kinds_of(urllib3.exceptions, urllib3.exceptions.HTTPError),
    InvalidIPAddress,
    ConnectionResetError,
    TimeoutError,
    UnicodeError,
]


@pytest.mark.parametrize("kind", LOWER, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_every_error_of_a_lower_layer_is_translated(monkeypatch, kind):
    # given
    def failing(*args, **kwargs):
        raise kind.__new__(kind)

    monkeypatch.setattr(requests.Session, "send", failing)

    # then
    with pytest.raises(AddressForbidden if kind is InvalidIPAddress else SaleorUnreachable) as caught:
        HttpTransport("https://saleor.example.com/graphql/", TOKEN).execute(QUERY, {})
    assert isinstance(caught.value, PunchOutError)
    assert "https://saleor.example.com/graphql/" in caught.value.message


def test_the_transport_is_the_one_of_the_settings(settings):
    settings.PUNCHOUT_TRANSPORT = "saleor_punchout.gateway.transports.HttpTransport"

    assert isinstance(transport_for("https://saleor.example.com/graphql/", ""), HttpTransport)
