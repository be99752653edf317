"""The answer to a ProfileRequest: what we take, and where."""

from __future__ import annotations

from saleor_punchout.documents.cxml.profile import write_profile_response
from saleor_punchout.documents.types import Transaction
from saleor_punchout.flows.call import Call


def answer(call: Call) -> bytes:
    """One entry per request that we carry out; the options say only what is built."""
    url = f"{call.base_url}/cxml"
    body = write_profile_response(
        call.payload_id,
        [
            Transaction("ProfileRequest", url),
            Transaction("PunchOutSetupRequest", url, {"operationAllowed": "create"}),
            Transaction("OrderRequest", url, {"attachments": "yes", "changes": "no"}),
        ],
    )
    call.exchange.as_record(200, "OK", body).save(force_insert=True)
    return body
