"""The order of a company whose system sends none over the line: staff of the shop upload its file."""

from __future__ import annotations

from base64 import b64encode
from itertools import count

import requests
from django.conf import settings

from saleor_punchout.service.demo.stories.run import Run, require
from saleor_punchout.service.demo.stories.scene import Scene
from saleor_punchout.service.demo.stories.shopping import bring_back, fill_cart, require_order, visit_shop, wish
from saleor_punchout.simulator.buyer import Buyer
from saleor_punchout.simulator.cxml import new_order, order_request

TIMEOUT = 20
PARTNER = """
query ($slug: String!) { punchOutTradingPartners(first: 5, filter: { search: $slug }) { edges { node { id slug } } } }
"""
UPLOAD = """
mutation ($partner: ID!, $document: String!) {
  punchOutPurchaseOrderUpload(partner: $partner, document: $document, base64: true) { status errors { message } }
}
"""
_numbers = count(70_001)


def upload(run: Run, buyer: Buyer, scene: Scene) -> None:
    """The cart comes back by the system's own protocol, the order as a cXML document in a file."""
    visit = visit_shop(run, buyer, wish(run))
    fill_cart(run, buyer)
    cart = bring_back(run, buyer, visit)
    with run.step("Write the order into a file"):
        account = scene.company.paper(settings.PUNCHOUT_DEMO_URL)
        order = new_order(account, cart, cart.lines, f"PO-{next(_numbers)}")
        document = order_request(account, order)
        buyer.keep("OrderRequest", document)
    with run.step("Upload it"):
        answer = _ask(UPLOAD, partner=_partner(scene.company.slug), document=b64encode(document).decode())
        said = answer["punchOutPurchaseOrderUpload"]
        require(said["status"] == 200 and not said["errors"], str(said))
    with run.step("Find the order in Saleor"):
        require_order(scene.reference(order.order_id), order.lines)


def _partner(slug: str) -> str:
    edges = _ask(PARTNER, slug=slug)["punchOutTradingPartners"]["edges"]
    return str(next(edge["node"]["id"] for edge in edges if edge["node"]["slug"] == slug))


def _ask(query: str, **variables: str) -> dict:
    """The data of our own service's answer. Raises RuntimeError where it tells errors."""
    response = requests.post(
        f"{settings.PUNCHOUT_DEMO_URL}/graphql/",
        json={"query": query, "variables": variables},
        headers={"Authorization": f"Bearer {settings.PUNCHOUT_STAFF_TOKEN}"},
        timeout=TIMEOUT,
    )
    answer = response.json()
    if answer.get("errors"):
        raise RuntimeError(f"Our service says: {answer['errors'][0]['message']}")
    data: dict = answer["data"]
    return data
