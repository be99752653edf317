"""What the people of the pretend shop do to an order, in one call each. Every call returns the mutation's payload."""

from __future__ import annotations

from typing import Any

from tests.sandbox.asking import CONVERT, Asker

ORDER = """
query ($id: ID!) {
  channel(slug: "default-channel") { warehouses { id } }
  order(id: $id) {
    id number status updatedAt shippingMethodName
    shippingPrice { net { amount } } total { net { amount } gross { amount } }
    privateMetadata { key value }
    lines {
      id productSku productVariantId quantity quantityFulfilled quantityToFulfill taxRate
      unitPrice { net { amount } } totalPrice { net { amount } gross { amount } }
      metadata { key value } privateMetadata { key value } allocations { quantity warehouse { id } }
    }
    fulfillments {
      id fulfillmentOrder status trackingNumber metadata { key value } lines { id quantity orderLine { id } }
    }
    invoices { id number url status createdAt metadata { key value } }
  }
}
"""
ERRORS = "errors { field message code }"
ORDER_ERRORS = "errors { field message code variants orderLines }"
CONFIRM = f"mutation ($id: ID!) {{ orderConfirm(id: $id) {{ order {{ status }} {ERRORS} }} }}"
CANCEL = f"mutation ($id: ID!) {{ orderCancel(id: $id) {{ order {{ status }} {ERRORS} }} }}"
FULFILL = f"""
mutation ($id: ID!, $input: OrderFulfillInput!) {{
  orderFulfill(order: $id, input: $input) {{ fulfillments {{ id status trackingNumber }} {ORDER_ERRORS} }}
}}
"""
APPROVE = f"""
mutation ($id: ID!) {{
  orderFulfillmentApprove(id: $id, notifyCustomer: false) {{ fulfillment {{ status }} order {{ status }} {ERRORS} }}
}}
"""
TRACK = f"""
mutation ($id: ID!, $number: String) {{
  orderFulfillmentUpdateTracking(id: $id, input: {{trackingNumber: $number}}) {{
    fulfillment {{ trackingNumber }} {ERRORS}
  }}
}}
"""
RECALL = f"""
mutation ($id: ID!, $warehouse: ID) {{
  orderFulfillmentCancel(id: $id, input: {{warehouseId: $warehouse}}) {{ order {{ status }} {ERRORS} }}
}}
"""
RETURN = f"""
mutation ($id: ID!, $input: OrderReturnProductsInput!) {{
  orderFulfillmentReturnProducts(order: $id, input: $input) {{
    returnFulfillment {{ id status lines {{ quantity }} }} order {{ status }} {ERRORS}
  }}
}}
"""
BILL = f"""
mutation ($id: ID!, $input: InvoiceCreateInput!) {{
  invoiceCreate(orderId: $id, input: $input) {{ invoice {{ id number status }} {ERRORS} }}
}}
"""
SEND = f"mutation ($id: ID!) {{ invoiceSendNotification(id: $id) {{ invoice {{ id }} {ERRORS} }} }}"
ADD = f"""
mutation ($id: ID!, $lines: [OrderLineCreateInput!]!) {{
  orderLinesCreate(id: $id, input: $lines) {{ orderLines {{ id quantity }} {ORDER_ERRORS} }}
}}
"""
RECOUNT = f"""
mutation ($id: ID!, $quantity: Int!) {{
  orderLineUpdate(id: $id, input: {{quantity: $quantity}}) {{ orderLine {{ quantity }} {ERRORS} }}
}}
"""
TAKE_OUT = f"mutation ($id: ID!) {{ orderLineDelete(id: $id) {{ orderLine {{ id }} {ERRORS} }} }}"


def place(app: Asker, *lines: dict[str, Any]) -> str:
    """Id of a new order."""
    return str(app.ask(CONVERT, id=app.ready_checkout(*lines))["order"]["id"])


def look(app: Asker, order: str) -> Any:
    return app.answer(ORDER, id=order)["data"]["order"]


def warehouse(app: Asker) -> str:
    (only,) = app.answer(ORDER, id="T3JkZXI6bm9uZQ==")["data"]["channel"]["warehouses"]
    return str(only["id"])


def ship(app: Asker, order: str, quantities: dict[str, int] | None = None, tracking: str | None = None) -> Any:
    """Send so many of each line, by the lines' ids; without them, all that is left."""
    if quantities is None:
        quantities = {line["id"]: line["quantityToFulfill"] for line in look(app, order)["lines"]}
    at = warehouse(app)
    lines = [
        {"orderLineId": line, "stocks": [{"quantity": quantity, "warehouse": at}]}
        for line, quantity in quantities.items()
    ]
    return app.ask(FULFILL, id=order, input={"lines": lines, "notifyCustomer": False, "trackingNumber": tracking})


def codes(payload: Any) -> list[str]:
    return [error["code"] for error in payload["errors"]]
