"""What a document in Oracle's native XML says."""

from __future__ import annotations

from typing import Any

from saleor_punchout.documents.oracle.cart import read_cart
from saleor_punchout.documents.oracle.login import (
    FAILURE,
    SUCCESS,
    LoginRequest,
    read_login_request,
    read_login_response,
    read_outcome,
)
from saleor_punchout.documents.reading import Element, Notes
from saleor_punchout.exceptions import PunchOutError
from saleor_punchout.inspection.values import address_of, items_of, user_of

LOGIN_REQUEST = "OracleLoginRequest"


def read(root: Element, values: dict[str, Any], notes: Notes) -> None:
    """Fill ``values`` as far as the document can be understood."""
    if root.tag == "request":
        values["document"] = LOGIN_REQUEST
        values |= _of_login(read_login_request(root, notes), notes)
        return
    is_cart = root.find("body/OrderLinesDataElements") is not None
    values["document"] = "OracleCart" if is_cart else "OracleLoginResponse"
    code, message = read_outcome(root)
    values |= {"return_code": code or None} | ({"return_message": message} if message else {})
    if is_cart:
        values["items"] = items_of(read_cart(root, notes).items)
    else:
        values["start_page"] = read_login_response(root).login_url or None


def _of_login(login: LoginRequest, notes: Notes) -> dict[str, Any]:
    request = login.request
    return {
        "operation": login.action or None,
        "browser_form_post": request.browser_form_post or None,
        "ship_to": address_of(request.ship_to),
        "login": {"username": login.username or None, "password": login.password or None},
        "language": login.language or None,
        "company": {"name": login.company_name or None, "duns": login.company_duns or None},
        "operating_unit": login.operating_unit or None,
        "search_keywords": login.search_keywords or None,
        "extrinsics": dict(request.extrinsics),
        **user_of(request, notes),
    }


def return_code(error: PunchOutError | None) -> str:
    """What our answer would say."""
    return FAILURE if error else SUCCESS
