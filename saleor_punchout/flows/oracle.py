"""Oracle's native XML: the login of a buyer's system, and where its buyer starts.

Whoever speaks XML gets HTTP 200 and a return code, as with cXML; what is no document of Oracle's gets HTTP 400.
"""

from __future__ import annotations

from saleor_punchout.documents import guard
from saleor_punchout.documents.arrival import Arrival, unwrap
from saleor_punchout.documents.oracle.login import (
    open_oracle,
    read_login_request,
    write_login_failure,
    write_login_response,
)
from saleor_punchout.documents.redaction import MASK
from saleor_punchout.flows import login, setup
from saleor_punchout.flows.dispatch import Answer
from saleor_punchout.flows.journal import Exchange
from saleor_punchout.flows.refusal import refusal_of
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import PunchOutProtocol

KIND = "OracleLoginRequest"


def answer(slug: str, arrival: Arrival, *, address: str | None, base_url: str) -> Answer:
    """Our answer to a login at the address of ``slug``."""
    exchange = Exchange(arrival.body, address, kind=KIND)
    try:
        return Answer(_open_session(slug, arrival, exchange, base_url))
    except Exception as error:
        return _refuse(error, exchange)


def _open_session(slug: str, arrival: Arrival, exchange: Exchange, base_url: str) -> bytes:
    called = login.find_called(slug, PunchOutProtocol.ORACLE)
    exchange.installation = called and called.installation
    arrival = unwrap(arrival, exchange.notes, limit=guard.SETUP_LIMIT)
    exchange.opened = open_oracle(arrival.body, exchange.notes, charset=arrival.charset)
    asked = read_login_request(exchange.opened.root, exchange.notes)
    exchange.secrets = (asked.password,)
    shown = login.Login(slug, asked.username, asked.password, exchange.address)
    partner = exchange.partner = login.log_in(called, shown)
    exchange.notes.settle()
    wish = setup.Wish(partner, asked.request, exchange.notes, language=asked.language, search=asked.search_keywords)
    session, token = setup.new_session(wish)
    body = _response(partner, f"{base_url}/start/{token}")
    setup.keep(session, exchange.as_record(200, "OK", body.replace(token.encode(), MASK.encode())))
    return body


def _response(partner: TradingPartner, login_url: str) -> bytes:
    is_in_body = bool(getattr(partner.own_dialect, "is_login_url_in_body", False))
    return write_login_response(login_url, is_login_url_in_body=is_in_body)


def _refuse(error: Exception, exchange: Exchange) -> Answer:
    """Record the refusal, then tell it."""
    refusal, is_xml = refusal_of(error), bool(exchange.opened or exchange.said)
    body = write_login_failure(refusal.told)
    exchange.record_refusal(refusal.http_status, refusal.cause, body)
    return Answer(body, 200 if is_xml else refusal.http_status)
