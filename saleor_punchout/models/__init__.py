"""What is remembered: who trades with us, who shops, what was said, and what became of it.

No model mirrors a cXML element: documents are kept as they came, without their secrets, and read again when needed.
Lines of carts live in JSON, for they are written once and read whole.
"""

from saleor_punchout.models.documents import Attachment, DocumentRecord
from saleor_punchout.models.orders import PurchaseOrder, SaleorEvent
from saleor_punchout.models.outbox import Alarm, Circuit, Transmission
from saleor_punchout.models.partners import Buyer, Credential, Installation, TradingPartner
from saleor_punchout.models.visits import Cart, PunchOutSession

__all__ = [
    "Alarm",
    "Attachment",
    "Buyer",
    "Cart",
    "Circuit",
    "Credential",
    "DocumentRecord",
    "Installation",
    "PunchOutSession",
    "PurchaseOrder",
    "SaleorEvent",
    "TradingPartner",
    "Transmission",
]
