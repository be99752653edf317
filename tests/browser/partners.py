"""A trading partner of the test's own, made over GraphQL as staff do, and its procurement system's first document."""

from __future__ import annotations

import secrets
from typing import Any

import requests

from saleor_punchout.documents.cxml.envelope import Envelope
from saleor_punchout.documents.cxml.punchout import read_setup_response
from saleor_punchout.documents.types import Credential, Header
from tests.flows import story

CREATE = """
mutation ($input: PunchOutTradingPartnerInput!, $credentials: [PunchOutCredentialInput!]!) {
  punchOutTradingPartnerCreate(input: $input, credentials: $credentials) { errors { field message } }
}
"""
STAFF = {"Authorization": "Bearer demo-staff"}
SECRET = "a-browser-test-0x5f"


def create_partner(demo: str, **changes: Any) -> Header:
    """A partner whose carts may go back to this machine; gives the header that its documents bear."""
    identity = secrets.token_hex(4)
    credentials = [{"party": party, "domain": "NetworkID", "identity": identity} for party in ("FROM", "TO", "SENDER")]
    _create(demo, identity, [*credentials[:2], credentials[2] | {"secret": SECRET}], **changes)
    party = (Credential("NetworkID", identity),)
    return Header(from_=party, to=party, sender=(Credential("NetworkID", identity, shared_secret=SECRET),))


def create_oci_partner(demo: str, **changes: Any) -> str:
    """The same for one that speaks OCI; gives its slug. Its user is ``srm-user``."""
    identity = secrets.token_hex(4)
    login = {"party": "LOGIN", "domain": "", "identity": "srm-user", "secret": SECRET}
    _create(demo, identity, [login], **{"system": "sap-srm", "protocol": "OCI", **changes})
    return f"quarrel-{identity}"


def _create(demo: str, identity: str, credentials: list[dict[str, str]], **changes: Any) -> None:
    given = {
        "name": "Quarrel Mills",
        "slug": f"quarrel-{identity}",
        "system": "generic",
        "channel": "default-channel",
        "storefrontUrl": f"{demo}/shop/api/punchout",
        "returnHosts": ["127.0.0.1", "localhost"],
        "allowHttpReturn": True,
        "mode": "TEST",
    }
    variables = {"input": given | changes, "credentials": credentials}
    answer = requests.post(
        f"{demo}/graphql/", json={"query": CREATE, "variables": variables}, headers=STAFF, timeout=20
    ).json()
    assert answer == {"data": {"punchOutTradingPartnerCreate": {"errors": []}}}


def ask(demo: str, header: Header, **changes: Any) -> Envelope:
    """The answer to a PunchOutSetupRequest."""
    document = story.setup_request(header=header, **{"browser_form_post": f"{demo}/nowhere", **changes})
    answer = requests.post(f"{demo}/cxml", document, headers={"Content-Type": "text/xml; charset=UTF-8"}, timeout=20)
    return story.read(answer.content)


def start_page(demo: str, header: Header, **changes: Any) -> str:
    """The address that the procurement system opens for its user."""
    answer = ask(demo, header, **changes)
    assert answer.payload is not None, answer.status
    return read_setup_response(answer.payload)
