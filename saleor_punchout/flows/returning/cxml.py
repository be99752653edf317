"""A cart as a PunchOutOrderMessage in one form field (User's Guide 1.1 p.60-61)."""

from __future__ import annotations

from collections.abc import Mapping

from saleor_punchout import __version__
from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.envelope import BASE_DTD, new_payload_id
from saleor_punchout.documents.cxml.form import form_field
from saleor_punchout.documents.cxml.punchout import write_order_message
from saleor_punchout.documents.types import Credential, Header, PunchOutOrderMessage
from saleor_punchout.flows import journal
from saleor_punchout.flows.returning.form import ReturnForm
from saleor_punchout.models import DocumentRecord, PunchOutSession
from saleor_punchout.systems.base import CxmlDialect

KIND = "PunchOutOrderMessage"


def write(session: PunchOutSession, message: PunchOutOrderMessage, host: str) -> DocumentRecord:
    """The PunchOutOrderMessage. Its header carries no secret: the buyer's browser sees it."""
    payload_id = new_payload_id(host)
    parties = {name: tuple(_credential(one) for one in session.parties[name]) for name in ("from", "to")}
    header = Header(parties["from"], parties["to"], parties["from"], f"saleor-punchout {__version__}")
    language = lexical.language(session.language)
    version = _dialect(session).dtd_versions.get(KIND, BASE_DTD)
    body = write_order_message(payload_id, header, message, lang=language, is_test=session.is_test, dtd_version=version)
    return journal.sent(KIND, payload_id, body.decode("ascii"), partner=session.partner, session=session)


def _credential(stored: Mapping[str, str]) -> Credential:
    return Credential(stored["domain"], stored["identity"], stored["type"])


def form(session: PunchOutSession, document: DocumentRecord) -> ReturnForm:
    return ReturnForm(session.return_url, (form_field(document.body.encode("ascii"), _dialect(session).return_field),))


def _dialect(session: PunchOutSession) -> CxmlDialect:
    dialect = session.partner.dialect_of(session.protocol)
    assert isinstance(dialect, CxmlDialect)  # noqa: S101  # of a partner that speaks it
    return dialect
