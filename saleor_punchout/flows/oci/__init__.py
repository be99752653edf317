"""Open Catalog Interface: a call comes in the buyer's browser, or from the buyer's server (OCI 4.0 and 5.0).

There is no handshake, no status and no header. The login stands among the parameters, and until it is found good the
return address belongs to whoever wrote it: a refusal is a plain page, and nothing goes anywhere else.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from saleor_punchout.documents.oci.call_up import ParameterNames, read_call_up
from saleor_punchout.documents.oci.parameters import read_parameters
from saleor_punchout.documents.reading import Notes
from saleor_punchout.documents.redaction import redacted_pairs
from saleor_punchout.flows import login, setup
from saleor_punchout.flows.journal import Exchange
from saleor_punchout.flows.oci.articles import background_search, check_quantity, validate
from saleor_punchout.flows.oci.call import Answer, Call
from saleor_punchout.flows.oci.download import download
from saleor_punchout.flows.oci.shopping import open_session
from saleor_punchout.flows.oci.unproven import unproven_pairs
from saleor_punchout.flows.refusal import refusal_of
from saleor_punchout.models import TradingPartner
from saleor_punchout.systems import PunchOutProtocol
from saleor_punchout.systems.base import OciDialect

__all__ = ["Answer", "answer"]

KIND = "OCICallUp"

FUNCTIONS: Mapping[str, Callable[[Call], Answer]] = {
    "": open_session,
    "DETAIL": open_session,
    "DETAILADD": open_session,
    "SOURCING": open_session,
    "VALIDATE": validate,
    "BACKGROUND_SEARCH": background_search,
    "QUANTITYCHECK": check_quantity,
    "DOWNLOADJSON": download,
}


def answer(slug: str, query: bytes, form: bytes, *, address: str | None, base_url: str) -> Answer:
    """Our answer to a call at the address of ``slug``, by its query and its form body as they came."""
    exchange = Exchange(b"", address, kind=KIND)
    try:
        call = _read(slug, query, form, exchange, base_url)
        return FUNCTIONS[call.call_up.function](call)
    except Exception as error:
        return _refuse(error, exchange)


def _read(slug: str, query: bytes, form: bytes, exchange: Exchange, base_url: str) -> Call:
    """Everything up to the function; what is learned on the way stands in ``exchange``, whatever happens next."""
    called = login.find_called(slug, PunchOutProtocol.OCI)
    exchange.installation = called and called.installation
    dialect = _dialect(called)
    names = _names(dialect)
    call_up = read_call_up(query, form, names, exchange.notes)
    pairs = read_parameters((query, form), Notes()).pairs
    _keep(exchange, unproven_pairs(pairs, names, call_up.password))
    shown = login.Login(slug, call_up.username, call_up.password, exchange.address)
    partner = exchange.partner = login.log_in(called, shown)
    _keep(exchange, redacted_pairs(pairs, call_up.password))
    exchange.notes.settle()
    setup.check_connected(partner)
    return Call(exchange, partner, call_up, dialect, base_url)


def _keep(exchange: Exchange, said: str) -> None:
    exchange.said = said
    exchange.body = said.encode()  # a hash of the bytes as they came would let the password be guessed


def _dialect(called: TradingPartner | None) -> OciDialect:
    dialect: Any = called.own_dialect if called else None
    return dialect if isinstance(dialect, OciDialect) else OciDialect()


def _names(dialect: OciDialect) -> ParameterNames:
    return ParameterNames(
        username=dialect.username_parameter,
        password=dialect.password_parameter,
        hook=dialect.hook_parameter,
        hook_is_last=dialect.hook_is_last,
    )


def _refuse(error: Exception, exchange: Exchange) -> Answer:
    """Record the refusal, then tell it."""
    refusal = refusal_of(error)
    exchange.record_refusal(refusal.http_status, refusal.cause, refusal.told.encode())
    return Answer(refusal.http_status, message=refusal.told)
