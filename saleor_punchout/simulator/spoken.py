"""What an address speaks, by what it answers: most first tries fail at the address of another protocol."""

from __future__ import annotations

import requests

from saleor_punchout.simulator.browser import is_html
from saleor_punchout.simulator.dialect import CXML, OCI, ORACLE

NAMES = {CXML: "cXML", OCI: "OCI", ORACLE: "Oracle's XML"}
FIRST_FAULT = 500
"""The HTTP status from which on a page tells of an accident, and not of a wrong address."""
CXML_GREETING, ORACLE_GREETING = "This is a cXML endpoint", "This is an Oracle XML endpoint"
"""What endpoints of ours say to a browser that only looks."""


def advice(response: requests.Response, protocol: str) -> str:
    """What to do about an answer to a request in ``protocol`` that is in another; empty where it is not."""
    spoken = _spoken(response)
    if spoken and spoken != protocol:
        return f"This address speaks {NAMES[spoken]}; take the endpoint of the trading partner for {NAMES[protocol]}."
    if protocol != OCI and is_html(response) and response.status_code < FIRST_FAULT:
        return f"This address shows a web page; take the endpoint of the trading partner for {NAMES[protocol]}."
    return ""


def _spoken(response: requests.Response) -> str:
    """The protocol of an answer that tells it; empty for all others."""
    text = response.text[:2000].lstrip("\ufeff \t\r\n")
    if text.startswith(CXML_GREETING) or "<cXML" in text:
        return CXML if not is_html(response) else ""
    if text.startswith(ORACLE_GREETING) or (text.startswith(("<?xml", "<response")) and "<response" in text):
        return ORACLE
    return ""
