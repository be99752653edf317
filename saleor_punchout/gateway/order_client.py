"""What we ask of Saleor about an order that there is: how it stands, and what a purchase order changes about it.

All of it needs MANAGE_ORDERS, and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from saleor_punchout.gateway.client import SaleorClient, items, pages
from saleor_punchout.gateway.orders import FullOrder, full_order


class OrderClient(SaleorClient):
    """Reads and changes orders. Every change raises :class:`SaleorRefused` where Saleor says no, NOT_FOUND included."""

    def read_order(self, id: str) -> FullOrder | None:  # as the API calls it
        """The order as it stands now. Raises :class:`SaleorRefused` for what is no id."""
        node = self._ask("order_read", id=id)["order"]
        return full_order(node) if node else None

    def cancel_order(self, id: str) -> None:
        """Give its stock back. Refused as CANNOT_CANCEL_ORDER once goods left, and for a second time."""
        self._do("order_cancel", "orderCancel", id=id)

    def confirm_order(self, id: str) -> None:
        """Agree to it for the shop. Refused as INVALID for one that is confirmed, or that has no lines."""
        self._do("order_confirm", "orderConfirm", id=id)

    def set_line_quantity(self, line: str, quantity: int) -> None:
        """At least 1. This, as every change of lines, is refused as NOT_EDITABLE once the order is confirmed."""
        self._set("order_line_update", "orderLineUpdate", id=line, quantity=quantity)

    def add_order_lines(self, order: str, lines: Sequence[Mapping[str, Any]]) -> list[str]:
        """Ids of the new lines, in the order given. ``lines`` are of Saleor's OrderLineCreateInput, which knows no
        metadata: write them afterwards. A promotion comes off their prices, too.

        Refused as INSUFFICIENT_STOCK where too few are left. Saleor takes 20 ms for a line, so they go in parts, and
        each part is added whole or not at all: read the order after any error."""
        # Lines that are not told apart are merged into others, and then come last in the answer.
        told = [{**line, "forceNewLine": True} for line in lines]
        answers = [self._do("order_lines_create", "orderLinesCreate", id=order, lines=part) for part in pages(told)]
        return [line["id"] for answer in answers for line in answer["orderLines"]]

    def delete_order_line(self, line: str) -> None:
        """The last line, too."""
        self._do("order_line_delete", "orderLineDelete", id=line)

    def set_metadata(self, id: str, metadata: Mapping[str, str]) -> None:  # as the API calls it
        """Of an order, a line or a fulfilment. Keys that are not named keep their values."""
        self._set("metadata_update", "updateMetadata", id=id, items=items(metadata))

    def set_private_metadata(self, id: str, metadata: Mapping[str, str]) -> None:  # as the API calls it
        """The same, for nobody to read who may not manage orders."""
        self._set("metadata_update_private", "updatePrivateMetadata", id=id, items=items(metadata))
