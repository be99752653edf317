"""The calls that bring a buyer into the shop: for shopping, to an article, or with a search."""

from __future__ import annotations

from saleor_punchout.documents.redaction import MASK, tells_secret
from saleor_punchout.documents.types import ItemID, PunchOutSetupRequest
from saleor_punchout.exceptions import BadRequest, PunchOutError
from saleor_punchout.flows import setup
from saleor_punchout.flows.oci.call import Answer, Call
from saleor_punchout.flows.returning.oci import return_options


def open_session(call: Call) -> Answer:
    """Open a session and send the browser to its start page. DETAIL, and SOURCING without a hook, only show."""
    call_up = call.call_up
    is_look = call_up.function == "DETAIL" or (call_up.function == "SOURCING" and not call_up.hook_url)
    if not call_up.hook_url and not is_look:
        raise BadRequest(f"{call.dialect.hook_parameter} is missing; without it nothing can return.")
    request = PunchOutSetupRequest(
        operation="create",
        buyer_cookie="",
        browser_form_post="" if is_look else call_up.hook_url,
        # What tells a secret by its name is none of the session's business.
        extrinsics={name: value for name, value in call_up.fields.items() if not tells_secret(name)},
        selected_item=_selected(call),
    )
    options = return_options(call_up, call.dialect, _cancel_url(call))
    wish = setup.Wish(
        call.partner,
        request,
        call.exchange.notes,
        language=call_up.language,
        search=call_up.search_string,
        return_options={**options, "action": ""} if is_look else options,
        is_look=is_look,
    )
    session, token = setup.new_session(wish)
    start_page = f"{call.base_url}/start/{token}"
    setup.keep(session, call.exchange.as_record(200, "OK", start_page.replace(token, MASK).encode()))
    return Answer(303, start_page=start_page)


def _selected(call: Call) -> ItemID | None:
    product_id = call.call_up.product_id
    if not product_id:
        return None
    return ItemID(call.part, product_id if product_id != call.part else "")


def _cancel_url(call: Call) -> str:
    """Where to go without a cart, if that is one of the partner's own places."""
    url = call.call_up.cancel_url
    if not url:
        return ""
    try:
        setup.check_return_address(url, call.partner, is_test=False)
    except PunchOutError as error:
        call.exchange.notes.remark("cancel_url_refused", f"OCICANCEL is left out. {error.message}")
        return ""
    return url
