"""The lines of a requisition: what the supplier's cart said, and beside it what approval made of that."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from saleor_punchout.documents.types import Classification, ItemDetail, ItemID, ItemIn, ItemOut, Money


@dataclass(frozen=True, slots=True)
class Line:
    """One line, as returned and as approved."""

    number: int
    part_id: str
    auxiliary_id: str
    """The supplier's own name of the line: opaque here, and sent back with the order."""
    description: str
    unit: str
    classification: Classification
    quantity: Decimal
    price: Decimal
    lead_time: int | None
    ordered_quantity: Decimal
    ordered_price: Decimal
    is_removed: bool = False

    @classmethod
    def returned(cls, item: ItemIn, position: int) -> Line:
        """The line as it came back; until approval says otherwise it is ordered as it is."""
        detail = item.detail
        price = detail.unit_price.amount if detail.unit_price else Decimal(0)
        return cls(
            number=item.line_number or position,
            part_id=item.item_id.supplier_part_id,
            auxiliary_id=item.item_id.supplier_part_auxiliary_id,
            description=detail.description or detail.short_name,
            unit=detail.unit_of_measure,
            classification=next(iter(detail.classifications), Classification("", "")),
            quantity=item.quantity,
            price=price,
            lead_time=detail.lead_time,
            ordered_quantity=item.quantity,
            ordered_price=price,
        )

    @classmethod
    def stored(cls, values: dict[str, Any]) -> Line:
        """The line from its JSON, where amounts are text."""
        amounts = {name: Decimal(values[name]) for name in AMOUNTS}
        return cls(**{**values, **amounts, "classification": Classification(*values["classification"])})

    @property
    def returned_net(self) -> Decimal:
        return self.quantity * self.price

    @property
    def ordered_net(self) -> Decimal:
        return Decimal(0) if self.is_removed else self.ordered_quantity * self.ordered_price

    @property
    def is_changed(self) -> bool:
        return self.is_removed or (self.quantity, self.price) != (self.ordered_quantity, self.ordered_price)

    def as_item_out(self, currency: str) -> ItemOut:
        """The line of a purchase order: a system repeats what the cart said, but for what approval changed."""
        return ItemOut(
            line_number=self.number,
            line_number_source="lineNumber",
            quantity=self.ordered_quantity,
            item_id=ItemID(self.part_id, self.auxiliary_id),
            detail=ItemDetail(
                unit_price=Money(self.ordered_price, currency),
                description=self.description,
                unit_of_measure=self.unit,
                classifications=(self.classification,),
            ),
        )


AMOUNTS = ("quantity", "price", "ordered_quantity", "ordered_price")
