"""A cart as a PunchOutOrderMessage in one form field (User's Guide 1.1 p.60-61)."""

from __future__ import annotations

from collections.abc import Mapping

from saleor_punchout import __version__
from saleor_punchout.documents import lexical
from saleor_punchout.documents.cxml.envelope import new_payload_id
from saleor_punchout.documents.cxml.form import form_field
from saleor_punchout.documents.cxml.punchout import write_order_message
from saleor_punchout.documents.types import Credential, Header, PunchOutOrderMessage
from saleor_punchout.flows import journal
from saleor_punchout.flows.returning.form import ReturnForm
from saleor_punchout.models import DocumentRecord, PunchOutSession

KIND = "PunchOutOrderMessage"


def write(session: PunchOutSession, message: PunchOutOrderMessage, host: str) -> DocumentRecord:
    """The PunchOutOrderMessage. Its header carries no secret: the buyer's browser sees it."""
    payload_id = new_payload_id(host)
    parties = {name: tuple(_credential(one) for one in session.parties[name]) for name in ("from", "to")}
    header = Header(parties["from"], parties["to"], parties["from"], f"saleor-punchout {__version__}")
    language = lexical.language(session.language)
    body = write_order_message(payload_id, header, message, lang=language, is_test=session.is_test)
    return journal.sent(KIND, payload_id, body.decode("ascii"), partner=session.partner, session=session)


def _credential(stored: Mapping[str, str]) -> Credential:
    return Credential(stored["domain"], stored["identity"], stored["type"])


def form(session: PunchOutSession, document: DocumentRecord) -> ReturnForm:
    dialect = session.partner.own_dialect
    return ReturnForm(session.return_url, (form_field(document.body.encode("ascii"), dialect.return_field),))
