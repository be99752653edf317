"""Who says it: one file per procurement system. Adding one is a file here and two samples in the tests."""

from saleor_punchout.systems.ariba import ARIBA
from saleor_punchout.systems.base import BuyerUser, ProcurementSystem, PunchOutProtocol
from saleor_punchout.systems.coupa import COUPA
from saleor_punchout.systems.generic import GENERIC

SYSTEMS: dict[str, ProcurementSystem] = {system.key: system for system in (GENERIC, ARIBA, COUPA)}

__all__ = ["GENERIC", "SYSTEMS", "BuyerUser", "ProcurementSystem", "PunchOutProtocol"]
