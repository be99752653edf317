"""A call of an OCI catalogue on its way through: who calls and for what, and what goes back over HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from saleor_punchout.documents.oci.call_up import CallUp
from saleor_punchout.flows.journal import Exchange
from saleor_punchout.flows.line_ids import named_lines, read_auxiliary_id
from saleor_punchout.flows.returning import ReturnForm
from saleor_punchout.models import Cart, TradingPartner
from saleor_punchout.systems.base import OciDialect


@dataclass(frozen=True, slots=True)
class Call:
    """What a function needs, and nothing of HTTP."""

    exchange: Exchange
    partner: TradingPartner
    """Logged in."""
    call_up: CallUp
    dialect: OciDialect
    base_url: str
    """Where the caller reached us, without a slash at its end."""

    @property
    def part(self) -> str:
        """The part number that the call asks for; empty where its PRODUCTID belongs to no cart of this partner."""
        product_id = self.call_up.product_id
        name = read_auxiliary_id(product_id)
        if name is None:
            return product_id
        cart: Cart | None = Cart.objects.filter(session__key=name[0], session__partner=self.partner).first()
        line = named_lines(cart).get(name) if cart else None
        return str(line["sku"]) if line else ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back over HTTP: one of a redirect, a form, JSON, or a page with a message."""

    http_status: int = 200
    start_page: str = ""
    """Where the browser goes on."""
    form: ReturnForm | None = None
    """For a server that reads it: inputs and nothing else."""
    json: bytes = b""
    message: str = ""
