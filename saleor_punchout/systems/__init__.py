"""Who says it: one file per procurement system. Adding one is a file here and two samples in the tests."""

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from saleor_punchout.systems.base import BuyerUser, ProcurementSystem, PunchOutProtocol
from saleor_punchout.systems.generic import GENERIC


def _declared() -> Iterator[ProcurementSystem]:
    """Every system that a file of this folder declares."""
    for module in iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, ProcurementSystem):
                yield value


SYSTEMS: dict[str, ProcurementSystem] = {
    system.key: system for system in sorted(_declared(), key=lambda system: (system != GENERIC, system.name.lower()))
}
"""By key: the generic one first, then by name."""

__all__ = ["GENERIC", "SYSTEMS", "BuyerUser", "ProcurementSystem", "PunchOutProtocol"]
