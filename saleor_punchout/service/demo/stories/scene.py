"""Who plays in a story, and what a story is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from saleor_punchout.service.demo.companies import Company
from saleor_punchout.service.demo.stories.run import Run
from saleor_punchout.simulator.aftermath import Office
from saleor_punchout.simulator.buyer import Buyer


@dataclass(frozen=True)
class Scene:
    """The company that shops, and where the shop's documents about its orders come."""

    company: Company
    office: Office

    def reference(self, order_id: str) -> str:
        """What an order of the company is called in Saleor."""
        return f"{self.company.slug}:{order_id}"


Story = Callable[[Run, Buyer, Scene], None]
