"""Where in the storefront a buyer begins: at the article that was picked in procurement, at a search, at the cart that
is edited, or on the front page. Whatever cannot be found leads to the front page and is no error."""

from __future__ import annotations

import re
from urllib.parse import quote

from saleor_punchout.exceptions import SaleorRefused
from saleor_punchout.flows.line_ids import named_lines, read_auxiliary_id
from saleor_punchout.gateway.client import SaleorClient
from saleor_punchout.gateway.mapping import Variant
from saleor_punchout.models import Cart, PunchOutSession

FRONT_PAGE = "/"
CART = "/cart"
_PATH = re.compile(r"/(?!/)[^\s\\{}\x00-\x1f\x7f]{0,499}")
"""A path of the storefront's own: ``//host`` and ``/\\host`` lead to another one."""


def path_for(session: PunchOutSession, client: SaleorClient) -> str:
    """Below the storefront's own address, always with one slash in front."""
    partner = session.partner
    if session.selected_item:
        variant = _selected(session, client)
        if variant is None:
            return FRONT_PAGE
        parts = {"slug": variant.slug, "variant": variant.id, "sku": variant.sku, "channel": partner.channel}
        return _filled(partner.product_path, parts)
    if session.search:
        return _filled(partner.search_path, {"query": session.search, "channel": partner.channel})
    brings_cart = session.operation != "create" and (session.prefill or session.parent_id)
    return CART if brings_cart else FRONT_PAGE


def _selected(session: PunchOutSession, client: SaleorClient) -> Variant | None:
    """The article by our id of a line that once went back, else by its part number; None for a placeholder."""
    wanted = [_variant_of_line(session), session.selected_item["sku"]]
    try:
        found = client.find_variants(session.partner.channel, list(filter(None, wanted)))
    except SaleorRefused:
        return None
    known = {variant.id: variant for variant in found.values()} | found
    variants = (known.get(part) for part in wanted)
    return next((variant for variant in variants if variant and variant.is_available), None)


def _variant_of_line(session: PunchOutSession) -> str:
    name = read_auxiliary_id(session.selected_item["auxiliary_id"])
    if name is None:
        return ""
    cart = Cart.objects.filter(session__partner=session.partner_id, session__key=name[0]).first()
    line = named_lines(cart).get(name) if cart else None
    return str(line["variant"]) if line else ""


def _filled(template: str, values: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        return quote(values[match[1]], safe="") if match[1] in values else match[0]

    path = re.sub(r"\{(\w+)\}", value, template)
    return path if _PATH.fullmatch(path) else FRONT_PAGE
