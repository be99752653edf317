"""What reaches Saleor of all that a buyer's system says beside the standard: what the partner's list allows."""

from __future__ import annotations

from collections.abc import Mapping

from saleor_punchout.models import TradingPartner

LONGEST = 1000
"""Characters of one value."""


def metadata(partner: TradingPartner, *said: Mapping[str, str]) -> dict[str, str]:
    """Metadata of a checkout or an order, from the Extrinsics of one document or of several, the weightiest first."""
    found: dict[str, str] = {}
    for name, key in partner.extrinsic_mapping.items():
        value = next(filter(None, (extrinsics.get(name, "").strip() for extrinsics in said)), "")
        if value:
            found.setdefault(key, value[:LONGEST])
    return found
