"""A cart in Oracle's native XML, in one form field."""

from __future__ import annotations

from saleor_punchout.documents.cxml.form import FormField
from saleor_punchout.documents.oracle.cart import Supplier, write_cart
from saleor_punchout.documents.types import PunchOutOrderMessage
from saleor_punchout.flows import journal
from saleor_punchout.flows.returning.form import ReturnForm
from saleor_punchout.models import DocumentRecord, PunchOutSession, TradingPartner
from saleor_punchout.systems.base import OracleDialect, PunchOutProtocol

CART = "OracleCart"
NO_CART = "OracleNoCart"
"""The buyer went back without a cart; such a document is empty, for the receiver must not be sent any."""


def write(session: PunchOutSession, message: PunchOutOrderMessage, host: str) -> DocumentRecord:
    """The cart. One without lines breaks Oracle's reader, so none is written then."""
    links = {"partner": session.partner, "session": session}
    if not message.items:
        return journal.sent(NO_CART, "", "", **links)
    dialect = _dialect(session.partner)
    supplier = Supplier(dialect.supplier_name, dialect.supplier_duns, dialect.supplier_trading_partner_code)
    body = write_cart(message, supplier=supplier, category_identifier=dialect.category_identifier)
    return journal.sent(CART, "", body.decode(), **links)


def form(session: PunchOutSession, document: DocumentRecord) -> ReturnForm:
    """The form of a kept document; none where there was nothing to send."""
    if not document.body:
        return ReturnForm(action="")
    return ReturnForm(session.return_url, (FormField(_dialect(session.partner).return_field, document.body),))


def _dialect(partner: TradingPartner) -> OracleDialect:
    dialect = partner.dialect_of(PunchOutProtocol.ORACLE)
    assert isinstance(dialect, OracleDialect)  # noqa: S101  # of a partner that speaks it
    return dialect
